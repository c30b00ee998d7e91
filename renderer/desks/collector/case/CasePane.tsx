/** Middle pane: the person, all accounts at this bank, numbers, promises, and below them one of four sheets. */
import { Button } from "antd";
import { memo, useState } from "react";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import type { Refusal } from "../../../../shared/protocol/errors.ts";
import { Kbd } from "../../../components/Kbd.tsx";
import { EmptyState, ErrorState, LoadingState } from "../../../components/States.tsx";
import { refusalWords, useWords } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { NEXT_KEY } from "../action/DialBlock.tsx";
import { refreshCase, useCase } from "../state/case.ts";
import { goOn } from "../state/flow.ts";
import { Accounts } from "./Accounts.tsx";
import { Balances } from "./Balances.tsx";
import { CaseHeader } from "./CaseHeader.tsx";
import { Contacts } from "./Contacts.tsx";
import { PersonFacts } from "./PersonFacts.tsx";
import { PreviousNotes } from "./PreviousNotes.tsx";
import { Promises } from "./Promises.tsx";
import { Timeline } from "./Timeline.tsx";

export function CasePane() {
  const { t } = useWords();
  const caseId = useCase((s) => s.caseId);
  const refusal = useCase((s) => s.refusal);
  const leaving = useCase((s) => s.leaving);
  const view = useCase((s) => s.view) ?? leaving;
  // Made anew for every case: nothing of one debtor, not even how far it was scrolled, stays behind with the next.
  return (
    <main key={view?.caseId} className="pane case-pane" aria-label={t("collector:case.title")} aria-busy={leaving !== null} data-case={view?.caseId}>
      {view ? <Case view={view} /> : refusal ? <Refused refusal={refusal} /> : caseId ? <LoadingState /> : <NoCase />}
    </main>
  );
}

/** A case that is no longer here needs no retry but the next one. */
function Refused({ refusal }: { refusal: Refusal }) {
  const { t } = useWords();
  const gone = refusal.code === "not_found";
  useHotkeys([{ combo: NEXT_KEY, label: t("collector:dial.nextCase"), run: () => void goOn(), disabled: !gone }]);
  if (!gone) return <ErrorState refusal={refusal} onRetry={() => void refreshCase()} />;
  return (
    <EmptyState title={refusalWords(refusal)} next={t("collector:case.goneNext")}>
      <Button type="primary" onClick={() => void goOn()}>
        {t("collector:dial.nextCase")} <Kbd combo={NEXT_KEY} />
      </Button>
    </EmptyState>
  );
}

function NoCase() {
  const { t } = useWords();
  return <EmptyState title={t("collector:case.none")} next={t("collector:case.noneNext")} />;
}

const SHEETS = ["timeline", "balances", "previous", "person"] as const;
type Sheet = (typeof SHEETS)[number];
const SHEET_KEYS: Record<Sheet, string> = { timeline: "Alt+KeyQ", balances: "Alt+KeyY", previous: "Alt+KeyS", person: "Alt+KeyZ" };

const Case = memo(function Case({ view }: { view: CaseView }) {
  return (
    <>
      <CaseHeader view={view} />
      <Accounts view={view} />
      <Contacts view={view} />
      <Promises view={view} />
      <Sheets view={view} />
    </>
  );
});

function Sheets({ view }: { view: CaseView }) {
  const { t } = useWords();
  const [sheet, setSheet] = useState<Sheet>("timeline");
  useHotkeys(SHEETS.map((s) => ({ combo: SHEET_KEYS[s], label: t(`collector:sheet.${s}`), run: () => setSheet(s) })));
  return (
    <section className="sheets">
      <div role="tablist" aria-label={t("collector:case.sheets")} className="sheet-tabs">
        {SHEETS.map((s) => (
          <button key={s} type="button" role="tab" id={`sheet-${s}`} aria-selected={s === sheet} aria-controls="sheet-body" onClick={() => setSheet(s)}>
            {t(`collector:sheet.${s}`)}
            {s === "previous" && view.accounts.some((a) => a.previousNotes) && <span aria-hidden="true"> •</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="sheet-body" aria-labelledby={`sheet-${sheet}`} className="sheet-body" tabIndex={0}>
        {sheet === "timeline" && <Timeline view={view} />}
        {sheet === "balances" && <Balances view={view} />}
        {sheet === "previous" && <PreviousNotes view={view} />}
        {sheet === "person" && <PersonFacts view={view} />}
      </div>
    </section>
  );
}
