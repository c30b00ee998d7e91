/** Posts whose desk is early warnings and complaints: customer service, its manager, the operations director. */
import { useState } from "react";
import { may } from "../../../shared/access/table.ts";
import { useMe } from "../../stores/session.ts";
import { Sections, type Section } from "../../components/Sections.tsx";
import { useWords } from "../../i18n/index.ts";
import { ComplaintBadge } from "../complaint/ComplaintBadge.tsx";
import { ComplaintPage } from "../complaint/ComplaintPage.tsx";
import { ReportBadge } from "../report/ReportBadge.tsx";
import { ReportPage } from "../report/ReportPage.tsx";
import { OwedBadge } from "./OwedBadge.tsx";
import { WarningPage } from "./WarningPage.tsx";

const PAGES = { warnings: WarningPage, complaints: ComplaintPage, reports: ReportPage } as const;

export default function WarningDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<keyof typeof PAGES>("warnings");
  const { roles } = useMe();
  const Shown = PAGES[section];
  const sections: Section<keyof typeof PAGES>[] = [{ key: "warnings", title: t("warning:title"), badge: <OwedBadge /> }, { key: "complaints", title: t("complaint:title"), badge: <ComplaintBadge /> }, ...(may(roles, "report.read") ? [{ key: "reports" as const, title: t("report:title"), badge: <ReportBadge /> }] : [])];
  return (
    <Sections label={t("warning:title")} sections={sections} current={section} onChange={setSection}>
      <Shown />
    </Sections>
  );
}
