/** Every balance split as the bank gave it, with 数据截至. */
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { Facts } from "../../../components/Page.tsx";
import { Money } from "../../../components/Money.tsx";
import { Reveal } from "../../../components/Reveal.tsx";
import { useWords } from "../../../i18n/index.ts";

const SPLIT = ["principalFen", "interestFen", "managementFeeFen", "penaltyInterestFen", "liquidatedDamagesFen", "lateFeeFen", "overlimitFeeFen"] as const;

export function Balances({ view }: { view: CaseView }) {
  return (
    <div className="col">
      {view.accounts.map((a) => (
        <Account key={a.id} a={a} />
      ))}
    </div>
  );
}

function Account({ a }: { a: CaseView["accounts"][number] }) {
  const { t } = useWords();
  const { balances: b } = a;
  return (
    <section className="balance-sheet">
      <h2 className="row wrap">
        <Reveal caseId={a.id} field="cardNo" masked={a.cardNo} />
        <span className="muted">{a.cardType}</span>
        <span className="tag num">{t("collector:balances.asOf", { day: b.asOf })}</span>
      </h2>
      <div className="two">
        <Facts
          items={[
            [t("collector:balances.currentFen"), <Money key="c" fen={b.currentFen} strong />],
            ...SPLIT.map((key) => [t(`collector:balances.${key}`), <Money key={key} fen={b[key]} />] as const),
            [t("collector:balances.minimumDueFen"), <Money key="m" fen={b.minimumDueFen} />],
          ]}
        />
        <Facts
          items={[
            [t("collector:balances.caseNo"), <span key="no" className="num">{a.caseNo}</span>],
            [t("collector:balances.placed"), <Money key="p" fen={a.placedFen} />],
            [t("collector:balances.paid"), <Money key="pd" fen={a.paidSincePlacementFen} />],
            [t("collector:balances.lastPayment"), <span key="lp" className="num">{a.lastPaymentOn || "—"} <Money fen={a.lastPaymentFen} /></span>],
            [t("collector:balances.limit"), <Money key="l" fen={a.creditLimitFen} />],
            [t("collector:balances.overdueOn"), <span key="o" className="num">{a.overdueOn || "—"}</span>],
            [t("collector:balances.billDay"), a.billDay || "—"],
            [t("collector:balances.hand"), a.hand || "—"],
            [t("collector:balances.batch"), <span key="b" className="num">{a.batchNo}</span>],
            [t("collector:balances.assignee"), a.assigneeName || "—"],
          ]}
        />
      </div>
    </section>
  );
}
