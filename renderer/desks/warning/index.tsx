/**
 * Posts whose desk is early warnings and complaints: customer service, its manager, the operations director, who
 * decides on merging legal referrals as well.
 */
import { useState } from "react";
import { may } from "../../../shared/access/table.ts";
import { Sections, type Section } from "../../components/Sections.tsx";
import { useWords } from "../../i18n/index.ts";
import { useMe } from "../../stores/session.ts";
import { ComplaintBadge } from "../complaint/ComplaintBadge.tsx";
import { ComplaintPage } from "../complaint/ComplaintPage.tsx";
import { ReferralBadge } from "../legal/ReferralBadge.tsx";
import { ReferralPage } from "../legal/ReferralPage.tsx";
import { ReportBadge } from "../report/ReportBadge.tsx";
import { ReportPage } from "../report/ReportPage.tsx";
import { OwedBadge } from "./OwedBadge.tsx";
import { WarningPage } from "./WarningPage.tsx";

const PAGES = { warnings: WarningPage, complaints: ComplaintPage, referrals: ReferralPage, reports: ReportPage } as const;

export default function WarningDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<keyof typeof PAGES>("warnings");
  const { roles } = useMe();
  const Shown = PAGES[section];
  const ofDirector: Section<keyof typeof PAGES>[] = roles.includes("operationsDirector") ? [{ key: "referrals", title: t("legal:title"), badge: <ReferralBadge /> }] : [];
  const ofReports: Section<keyof typeof PAGES>[] = may(roles, "report.read") ? [{ key: "reports", title: t("report:title"), badge: <ReportBadge /> }] : [];
  const sections: Section<keyof typeof PAGES>[] = [{ key: "warnings", title: t("warning:title"), badge: <OwedBadge /> }, { key: "complaints", title: t("complaint:title"), badge: <ComplaintBadge /> }, ...ofDirector, ...ofReports];
  return (
    <Sections label={t("warning:title")} sections={sections} current={section} onChange={setSection}>
      <Shown />
    </Sections>
  );
}
