/** All accounts of this person at this bank; money never stands alone: date of the data beside it. */
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { Money } from "../../../components/Money.tsx";
import { StageTag } from "../../../components/StageTag.tsx";
import { useWords } from "../../../i18n/index.ts";
import { serverNow } from "../../../lib/clock.ts";
import { shortDay } from "../../../lib/format.ts";

export function Accounts({ view }: { view: CaseView }) {
  const { t } = useWords();
  const now = serverNow();
  const open = view.accounts.filter((a) => a.status === "open");
  const sum = (pick: (a: CaseView["accounts"][number]) => number) => open.reduce((total, a) => total + pick(a), 0);
  return (
    <table className="grid accounts">
      <caption className="visually-hidden">{t("collector:accounts.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("collector:accounts.account")}</th>
          <th scope="col">{t("collector:accounts.bucket")}</th>
          <th scope="col" className="end">{t("collector:accounts.current")}</th>
          <th scope="col" className="end">{t("collector:accounts.minimum")}</th>
          <th scope="col" className="end">{t("collector:accounts.overdue")}</th>
          <th scope="col">{t("collector:accounts.asOf")}</th>
          <th scope="col">{t("collector:accounts.placement")}</th>
        </tr>
      </thead>
      <tbody>
        {view.accounts.map((a) => (
          <tr key={a.id} className={a.id === view.caseId ? "main" : undefined}>
            <td className="num" title={a.caseNo}>{a.cardNo}</td>
            <td>{a.status === "open" ? <StageTag bucket={a.bucket} stage={a.stage} /> : <span className="tag">{t(`terms:caseStatus.${a.status}`)}</span>}</td>
            <td className="end"><Money fen={a.balances.currentFen} strong /></td>
            <td className="end"><Money fen={a.balances.minimumDueFen} /></td>
            <td className="end num">{t("days", { n: a.overdueDays })}</td>
            <td className="num" title={a.balances.asOf}>{shortDay(a.balances.asOf, now)}</td>
            <td className="span-days">
              {shortDay(a.placedOn, now)} → <span className="num">{shortDay(a.dueBackOn, now)}</span>
            </td>
          </tr>
        ))}
        {open.length > 1 && (
          <tr className="sum">
            <td colSpan={2}>{t("collector:accounts.sum", { n: open.length })}</td>
            <td className="end"><Money fen={sum((a) => a.balances.currentFen)} strong /></td>
            <td className="end"><Money fen={sum((a) => a.balances.minimumDueFen)} /></td>
            <td colSpan={3} />
          </tr>
        )}
      </tbody>
    </table>
  );
}
