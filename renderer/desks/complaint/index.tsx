/** Posts whose desk is complaints and reports: the data post, and those who are told (directors, human resources). */
import { useState } from "react";
import { Sections } from "../../components/Sections.tsx";
import { useWords } from "../../i18n/index.ts";
import { ReportBadge } from "../report/ReportBadge.tsx";
import { ReportPage } from "../report/ReportPage.tsx";
import { ComplaintBadge } from "./ComplaintBadge.tsx";
import { ComplaintPage } from "./ComplaintPage.tsx";

const PAGES = { complaints: ComplaintPage, reports: ReportPage } as const;

export default function ComplaintDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<keyof typeof PAGES>("complaints");
  const Shown = PAGES[section];
  return (
    <Sections label={t("complaint:title")} sections={[{ key: "complaints", title: t("complaint:title"), badge: <ComplaintBadge /> }, { key: "reports", title: t("report:title"), badge: <ReportBadge /> }]} current={section} onChange={setSection}>
      <Shown />
    </Sections>
  );
}
