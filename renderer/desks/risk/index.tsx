/** Risk control's desk (风险控制部): the early warnings and complaints it has or is told of, and the audit trail; a head of region has those of the region. */
import { useState } from "react";
import { AuditPage } from "../../audit/AuditPage.tsx";
import { Sections } from "../../components/Sections.tsx";
import { useWords } from "../../i18n/index.ts";
import { ComplaintBadge } from "../complaint/ComplaintBadge.tsx";
import { ComplaintPage } from "../complaint/ComplaintPage.tsx";
import { OwedBadge } from "../warning/OwedBadge.tsx";
import { WarningPage } from "../warning/WarningPage.tsx";

const PAGES = { warnings: WarningPage, audit: AuditPage, complaints: ComplaintPage } as const;

export default function RiskDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<keyof typeof PAGES>("warnings");
  const Shown = PAGES[section];
  return (
    <Sections label={t("warning:title")} sections={[{ key: "warnings", title: t("warning:title"), badge: <OwedBadge /> }, { key: "audit", title: t("audit:title") }, { key: "complaints", title: t("complaint:title"), badge: <ComplaintBadge /> }]} current={section} onChange={setSection}>
      <Shown />
    </Sections>
  );
}
