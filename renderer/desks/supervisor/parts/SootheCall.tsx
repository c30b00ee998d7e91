/**
 * The soothing call from the form: the collector's own dial (gate, trace and number in one key) and the least that has to be
 * said of its result. What came of the soothing itself is the step's form, below.
 */
import { Select } from "antd";
import { useEffect, useState } from "react";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { isOwn } from "../../../../shared/model/contact.ts";
import { LINE_RESULTS, PERSONS_REACHED, type LineCode, type PersonCode } from "../../../../shared/model/disposition.ts";
import { overlay } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useNow } from "../../../lib/clock.ts";
import { duration } from "../../../lib/format.ts";
import { GateNotice, spaced } from "../../collector/action/DialBlock.tsx";
import { dial, editEntry, restoreCall, submitCall, useOpenCall, type OpenCall } from "../../collector/state/call.ts";

const KEY = "F2";

interface SootheCallProps {
  readonly view: CaseView;
  /** The number that was given with the complaint, masked: it comes first when it is one of the person's. */
  readonly given?: string;
  readonly onLogged: () => void;
}

export function SootheCall({ view, given = "", onLogged }: SootheCallProps) {
  const { call } = useOpenCall();
  // A lock or a crash in the middle of the call leaves it here to be logged.
  useEffect(() => void restoreCall(), []);
  return (
    <div className="sv-call">
      {call === null ? <Ready view={view} given={given} /> : <Dialled call={call} elsewhere={call.caseId !== view.caseId} onLogged={onLogged} />}
    </div>
  );
}

function Ready({ view, given }: Required<Omit<SootheCallProps, "onLogged">>) {
  const { t } = useWords();
  const { dialling, gate, refusal } = useOpenCall();
  const numbers = view.contacts.toSorted((a, b) => Number(b.masked === given) - Number(a.masked === given) || Number(isOwn(b)) - Number(isOwn(a)));
  const [chosenId, setChosenId] = useState<string | null>(null);
  const chosen = numbers.find((c) => c.id === chosenId) ?? numbers[0] ?? null;
  if (!chosen) return <Notice tone="info">{t("collector:dial.noNumber")}</Notice>;
  const options = numbers.map((c) => ({ value: c.id, label: `${c.masked} · ${c.relation || t("collector:contact.self")}` }));
  return (
    <>
      <div className="row">
        <span>{t("supervisor:soothe.call")}</span>
        <Select<string> value={chosen.id} options={options} onChange={setChosenId} aria-label={t("supervisor:soothe.number")} style={{ width: 230 }} getPopupContainer={overlay} />
        <KeyButton combo={KEY} words={t("collector:dial.dial")} loading={dialling} onPress={() => void dial(view.caseId, chosen)} />
        <span className="muted sv-small">{t("supervisor:soothe.hint")}</span>
      </div>
      {gate && <GateNotice refusal={gate} />}
      <RefusalNotice refusal={refusal} />
    </>
  );
}

/** One call at a time: one that was begun at another form is finished first, wherever it is shown. */
function Dialled({ call, elsewhere, onLogged }: { call: OpenCall; elsewhere: boolean; onLogged: () => void }) {
  const { t } = useWords();
  const { number, saving, refusal } = useOpenCall();
  const now = useNow();
  const { line, person } = call.entry;
  const ready = line !== null && (line !== "A1" || person !== null);
  // A soothing call sets nobody a follow-up: the case stays with its collector.
  const set = (change: { line?: LineCode; person?: PersonCode | null }) => editEntry((entry) => ({ ...entry, ...change, followUpAt: null }));
  const log = async () => {
    if (ready && (await submitCall([], t("supervisor:soothe.note")))) onLogged();
  };
  const codes = <C extends LineCode | PersonCode>(table: Readonly<Record<C, unknown>>) => (Object.keys(table) as C[]).map((value) => ({ value, label: t(`disposition:${value as LineCode}`) }));
  return (
    <>
      {elsewhere && <Notice tone="warn">{t("supervisor:soothe.elsewhere")}</Notice>}
      <div className="row">
        <strong className="num sv-call-number" data-testid="soothe-number">{number ? spaced(number) : call.masked}</strong>
        <strong className="num" role="timer" aria-label={t("collector:dial.duration")}>{duration(now - call.startedAt)}</strong>
        <Select<LineCode> value={line} options={codes(LINE_RESULTS)} onChange={(value) => set({ line: value, ...(value === "A1" ? {} : { person: null }) })} placeholder={t("supervisor:soothe.line")} aria-label={t("supervisor:soothe.line")} style={{ width: 150 }} getPopupContainer={overlay} />
        {line === "A1" && <Select<PersonCode> value={person} options={codes(PERSONS_REACHED)} onChange={(value) => set({ person: value })} placeholder={t("supervisor:soothe.person")} aria-label={t("supervisor:soothe.person")} style={{ width: 190 }} getPopupContainer={overlay} />}
        <KeyButton combo={KEY} words={t("supervisor:soothe.log")} disabled={!ready} loading={saving} onPress={() => void log()} />
      </div>
      <RefusalNotice refusal={refusal} />
    </>
  );
}
