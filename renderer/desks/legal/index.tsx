/** The desk of the legal collector and the legal specialist: referrals, and the reports they owe. */
import { useState } from "react";
import { Sections } from "../../components/Sections.tsx";
import { useWords } from "../../i18n/index.ts";
import { ReportBadge } from "../report/ReportBadge.tsx";
import { ReportPage } from "../report/ReportPage.tsx";
import { ReferralBadge } from "./ReferralBadge.tsx";
import { ReferralPage } from "./ReferralPage.tsx";

const PAGES = { referrals: ReferralPage, reports: ReportPage } as const;

export default function LegalDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<keyof typeof PAGES>("referrals");
  const Shown = PAGES[section];
  const sections = [{ key: "referrals", title: t("legal:title"), badge: <ReferralBadge /> }, { key: "reports", title: t("report:title"), badge: <ReportBadge /> }] as const;
  return (
    <Sections label={t("legal:title")} sections={sections} current={section} onChange={setSection}>
      <Shown />
    </Sections>
  );
}
