/** Promises with their states, the open ones first. */
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { Day } from "../../../components/DateTime.tsx";
import { Money } from "../../../components/Money.tsx";
import { useWords } from "../../../i18n/index.ts";

type PromiseRow = CaseView["promises"][number];
const TONE: Record<PromiseRow["state"], string> = { pending: "brand", kept: "ok", partial: "warn", broken: "bad", cancelled: "" };
const SIGN: Record<PromiseRow["state"], string> = { pending: "◆", kept: "✓", partial: "◐", broken: "✕", cancelled: "–" };
const SHOWN = 4;

export function Promises({ view }: { view: CaseView }) {
  const { t } = useWords();
  if (view.promises.length === 0) return null;
  const rank = (p: PromiseRow) => (p.state === "pending" ? 0 : 1);
  const rows = [...view.promises].sort((a, b) => rank(a) - rank(b) || b.dueOn.localeCompare(a.dueOn)).slice(0, SHOWN);
  const card = (p: PromiseRow) => (view.accounts.length > 1 ? view.accounts.find((a) => a.id === p.caseId)?.cardNo.slice(-4) : undefined);
  return (
    <ul className="promises" aria-label={t("collector:promise.list")}>
      {rows.map((p) => (
        <li key={p.id} className={`tag ${TONE[p.state]}`}>
          <span aria-hidden="true">{SIGN[p.state]}</span>
          {t(`terms:promiseState.${p.state}`)} <Money fen={p.amountFen} strong /> · <Day day={p.dueOn} />
          {card(p) && <span className="num">· {card(p)}</span>}
          {p.state === "partial" && <span>({t("collector:promise.paid")} <Money fen={p.paidFen} />)</span>}
          {p.pending && <span title={t("pending")} aria-label={t("pending")}>↑</span>}
        </li>
      ))}
      {view.promises.length > SHOWN && <li className="muted">{t("collector:promise.more", { n: view.promises.length - SHOWN })}</li>}
    </ul>
  );
}
