/**
 * Posts whose whole desk is the early warning: customer service, its manager, the operations director as their next
 * level, who decides on merging legal referrals as well.
 */
import { useState } from "react";
import { Sections } from "../../components/Sections.tsx";
import { useWords } from "../../i18n/index.ts";
import { useMe } from "../../stores/session.ts";
import { ReferralBadge } from "../legal/ReferralBadge.tsx";
import { ReferralPage } from "../legal/ReferralPage.tsx";
import { OwedBadge } from "./OwedBadge.tsx";
import { WarningPage } from "./WarningPage.tsx";

const PAGES = { warnings: WarningPage, referrals: ReferralPage } as const;

export default function WarningDesk() {
  const { t } = useWords();
  const { roles } = useMe();
  const [section, setSection] = useState<keyof typeof PAGES>("warnings");
  if (!roles.includes("operationsDirector")) return <WarningPage />;
  const Shown = PAGES[section];
  const sections = [{ key: "warnings", title: t("warning:title"), badge: <OwedBadge /> }, { key: "referrals", title: t("legal:title"), badge: <ReferralBadge /> }] as const;
  return (
    <Sections label={t("warning:title")} sections={sections} current={section} onChange={setSection}>
      <Shown />
    </Sections>
  );
}
