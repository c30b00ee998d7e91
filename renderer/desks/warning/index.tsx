/** Posts whose desk is early warnings and complaints: customer service, its manager, the operations director. */
import { useState } from "react";
import { Sections } from "../../components/Sections.tsx";
import { useWords } from "../../i18n/index.ts";
import { ComplaintBadge } from "../complaint/ComplaintBadge.tsx";
import { ComplaintPage } from "../complaint/ComplaintPage.tsx";
import { OwedBadge } from "./OwedBadge.tsx";
import { WarningPage } from "./WarningPage.tsx";

const PAGES = { warnings: WarningPage, complaints: ComplaintPage } as const;

export default function WarningDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<keyof typeof PAGES>("warnings");
  const Shown = PAGES[section];
  const sections = [{ key: "warnings", title: t("warning:title"), badge: <OwedBadge /> }, { key: "complaints", title: t("complaint:title"), badge: <ComplaintBadge /> }] as const;
  return (
    <Sections label={t("warning:title")} sections={sections} current={section} onChange={setSection}>
      <Shown />
    </Sections>
  );
}
