/** Risk control's desk (风险控制部): the early warnings and complaints it has or is told of, the audit trail, and reports; a head of region has those of the region. */
import { useState } from "react";
import { AuditPage } from "../../audit/AuditPage.tsx";
import { may } from "../../../shared/access/table.ts";
import { Sections, type Section } from "../../components/Sections.tsx";
import { useWords } from "../../i18n/index.ts";
import { useMe } from "../../stores/session.ts";
import { ReferralBadge } from "../legal/ReferralBadge.tsx";
import { ReferralPage } from "../legal/ReferralPage.tsx";
import { StopBadge } from "../stops/StopBadge.tsx";
import { StopsPage } from "../stops/StopsPage.tsx";
import { ComplaintBadge } from "../complaint/ComplaintBadge.tsx";
import { ComplaintPage } from "../complaint/ComplaintPage.tsx";
import { ReportBadge } from "../report/ReportBadge.tsx";
import { ReportPage } from "../report/ReportPage.tsx";
import { OwedBadge } from "../warning/OwedBadge.tsx";
import { WarningPage } from "../warning/WarningPage.tsx";

const PAGES = { warnings: WarningPage, audit: AuditPage, stops: StopsPage, referrals: ReferralPage, complaints: ComplaintPage, reports: ReportPage } as const;

export default function RiskDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<keyof typeof PAGES>("warnings");
  const { roles } = useMe();
  const Shown = PAGES[section];
  const ofHead: Section<keyof typeof PAGES>[] = may(roles, "stop.read") ? [{ key: "stops", title: t("stop:title"), badge: <StopBadge /> }, { key: "referrals", title: t("legal:title"), badge: <ReferralBadge /> }] : [];
  return (
    <Sections label={t("warning:title")} sections={[{ key: "warnings", title: t("warning:title"), badge: <OwedBadge /> }, { key: "audit", title: t("audit:title") }, { key: "complaints", title: t("complaint:title"), badge: <ComplaintBadge /> }, ...ofHead, { key: "reports", title: t("report:title"), badge: <ReportBadge /> }]} current={section} onChange={setSection}>
      <Shown />
    </Sections>
  );
}
