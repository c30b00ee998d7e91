/** Risk control's desk (风险控制部): for now the audit trail; a head of region reads that of the region. */
import { AuditPage } from "../../audit/AuditPage.tsx";

export default function RiskDesk() {
  return <AuditPage />;
}
