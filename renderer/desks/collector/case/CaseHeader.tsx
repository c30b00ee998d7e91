/** Who this is and what must be known before dialling: stage, days left, holds, warning. */
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { Copyable } from "../../../components/Copyable.tsx";
import { DateTime } from "../../../components/DateTime.tsx";
import { Reveal } from "../../../components/Reveal.tsx";
import { StageTag } from "../../../components/StageTag.tsx";
import { Notice } from "../../../components/States.tsx";
import { stateKey } from "../../../lib/warning-words.ts";
import { useWords } from "../../../i18n/index.ts";
import { DUE_BACK_DAYS } from "../../../../shared/model/worklist.ts";

/** The account the worklist showed. */
export const mainAccount = (view: CaseView) => view.accounts.find((a) => a.id === view.caseId) ?? view.accounts[0];

export function CaseHeader({ view }: { view: CaseView }) {
  const { t } = useWords();
  const account = mainAccount(view);
  const { person } = view;
  return (
    <header className="case-header">
      <div className="row wrap">
        <h1>
          <Reveal caseId={view.caseId} field="name" masked={person.name} />
        </h1>
        {account && (
          <>
            <span>{account.bankName}</span>
            <Copyable caseId={account.id} field="caseNo" value={account.caseNo} combo="Alt+KeyC" />
            <StageTag bucket={account.bucket} stage={account.stage} />
            <span className={account.dueBackInDays <= DUE_BACK_DAYS ? "tag warn num" : "tag num"}>
              {account.dueBackInDays <= DUE_BACK_DAYS && <span aria-hidden="true">⇥</span>}
              {t("collector:row.dueBack", { n: account.dueBackInDays })}
            </span>
            {account.placements > 1 && <span className="tag">{t("collector:case.placedAgain", { n: account.placements })}</span>}
            {account.tags.map((tag) => (
              <span key={tag} className="tag">
                {tag}
              </span>
            ))}
          </>
        )}
        <span className="tag num" title={t("collector:case.effectiveHint")}>
          {t("collector:case.effective", { n: person.effectiveToday, limit: person.effectiveLimit })}
        </span>
        {view.pending && <span className="tag warn">↑ {t("pending")}</span>}
      </div>
      <Holds view={view} />
    </header>
  );
}

/** Why this person may not be called, in words. */
function Holds({ view }: { view: CaseView }) {
  const { t } = useWords();
  const { holds } = view.person;
  if (holds.length === 0) return null;
  return (
    <Notice tone="warn">
      {holds.map((h) => (
        <div key={`${h.reason} ${h.ref}`}>
          <strong>{t(`terms:hold.${h.reason}`)}</strong> · {t("collector:case.since")} <DateTime at={h.since} />
          {h.reason === "warning" && view.warning && ` · ${t(`terms:warningState.${stateKey(view.warning.state)}`)}`}
        </div>
      ))}
    </Notice>
  );
}
