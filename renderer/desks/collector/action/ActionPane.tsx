/** Right pane: dial, type the result, note, save; the next case comes up by itself. */
import { Button, type InputRef } from "antd";
import { useRef } from "react";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { Kbd } from "../../../components/Kbd.tsx";
import { EmptyState, Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { serverNow } from "../../../lib/clock.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { complete, type Effect, type Entry } from "../keys.ts";
import { editEntry, followUpOf, useOpenCall, type OpenCall } from "../state/call.ts";
import { useCase } from "../state/case.ts";
import { goTo, logAndGoOn, stampNow } from "../state/flow.ts";
import { useWarnings } from "../state/warnings.ts";
import { Chosen } from "./Chosen.tsx";
import { CodeBox } from "./CodeBox.tsx";
import { DialBlock } from "./DialBlock.tsx";
import { FollowUp } from "./FollowUp.tsx";
import { NOTE_KEY, NoteBox } from "./NoteBox.tsx";
import { OptionList } from "./OptionList.tsx";
import { PromiseFields } from "./PromiseFields.tsx";
import { SavedStrip } from "./SavedStrip.tsx";
import { CallbackFields } from "./TimeFields.tsx";

export const WARN_KEY = "F8";

export function ActionPane() {
  const { t } = useWords();
  const refusal = useCase((s) => s.refusal);
  const leaving = useCase((s) => s.leaving);
  const view = useCase((s) => s.view) ?? leaving;
  const call = useOpenCall((s) => s.call);
  return (
    <section className="pane action-pane" aria-label={t("collector:action.title")}>
      <div className="action-head">
        <SavedStrip />
        {view && <WarnButton view={view} />}
      </div>
      {view && <Acting key={view.caseId} view={view} call={call} />}
      {!view && call && refusal && <GoneCall call={call} />}
      {!view && !call && <EmptyState title={t("collector:action.noCase")} next={t("collector:action.noCaseNext")} />}
    </section>
  );
}

function Acting({ view, call }: { view: CaseView; call: OpenCall | null }) {
  const { t } = useWords();
  const stampRefusal = useWarnings((s) => (s.openId === null ? s.refusal : null));
  const here = call?.caseId === view.caseId ? call : null;
  const submit = (stay = false) => void logAndGoOn(() => savedWords(here?.entry ?? null, t), stay);
  return (
    <>
      {call && !here && <OtherCall call={call} />}
      <DialBlock view={view} />
      <RefusalNotice refusal={stampRefusal} />
      {here && <Result call={here} view={view} onSubmit={submit} />}
      <NoteBox inCall={here !== null} onSubmitCall={() => complete(here!.entry) && submit()} />
      {here && <SaveButton entry={here.entry} onSave={submit} />}
      {!here && <ReadyKeys />}
    </>
  );
}

function SaveButton({ entry, onSave }: { entry: Entry; onSave: () => void }) {
  const { t } = useWords();
  const saving = useOpenCall((s) => s.saving);
  return (
    <Button type="primary" block loading={saving} disabled={!complete(entry)} onClick={() => onSave()}>
      {t("collector:action.save")} <Kbd combo="Enter" />
    </Button>
  );
}

/** The case left this workstation while the call ran: its result can still be logged, and goes to the centre. */
function GoneCall({ call }: { call: OpenCall }) {
  const { t } = useWords();
  const submit = (stay = false) => void logAndGoOn(() => savedWords(call.entry, t), stay);
  return (
    <>
      <Notice tone="warn">{t("collector:action.caseGone")}</Notice>
      <Result call={call} view={null} onSubmit={submit} />
      <NoteBox inCall onSubmitCall={() => complete(call.entry) && submit()} />
      <SaveButton entry={call.entry} onSave={submit} />
    </>
  );
}

type T = ReturnType<typeof useWords>["t"];

/** What the confirmation says was saved. */
function savedWords(entry: Entry | null, t: T): string {
  const code = entry?.outcome ?? entry?.person ?? entry?.line;
  return code ? t(`disposition:${code}`) : t("collector:saved.call");
}

/** A call on another case is still open (after coming back from a lock). */
function OtherCall({ call }: { call: OpenCall }) {
  const { t } = useWords();
  return (
    <Notice tone="warn" action={<Button onClick={() => goTo(call.caseId)}>{t("collector:action.backToCall")}</Button>}>
      {t("collector:action.openCall")}
    </Notice>
  );
}

function Result({ call, view, onSubmit }: { call: OpenCall; view: CaseView | null; onSubmit: (stay: boolean) => void }) {
  const { missed, refusal } = useOpenCall();
  const amountBox = useRef<InputRef>(null);
  const { entry } = call;
  const onEffect = (effect: Exclude<Effect, null | "refused">, stay: boolean) => {
    if (effect === "submit") onSubmit(stay);
    else if (effect === "amount") amountBox.current?.focus();
    else document.querySelector<HTMLElement>(".promise-fields .ant-picker input")?.focus();
  };
  return (
    <div className="result">
      <Chosen entry={entry} />
      <CodeBox entry={entry} missed={missed} onEffect={onEffect} />
      {entry.stage === "promise" && view && <PromiseFields entry={entry} view={view} amountBox={amountBox} />}
      {entry.stage === "time" && <CallbackFields value={entry.callbackAt} onChoose={(callbackAt) => editEntry((e) => ({ ...e, callbackAt }))} />}
      <OptionList entry={entry} />
      {entry.line && (
        <FollowUp at={followUpOf(entry, serverNow())} proposed={entry.followUpAt === undefined} onChoose={(followUpAt) => editEntry((e) => ({ ...e, followUpAt }))} />
      )}
      <RefusalNotice refusal={refusal} />
    </div>
  );
}

const READY: readonly (readonly [string, "dial" | "nextNumber" | "nextCase"])[] = [["F2", "dial"], ["ArrowRight", "nextNumber"], ["KeyN", "nextCase"]];

/** The few keys that matter before a call; F1 has them all. */
function ReadyKeys() {
  const { t } = useWords();
  return (
    <section className="ready-keys" aria-label={t("collector:action.keys")}>
      <ul>
        {READY.map(([combo, words]) => (
          <li key={combo}>
            {t(`collector:dial.${words}`)} <Kbd combo={combo} />
          </li>
        ))}
        <li>
          {t("collector:note.title")} <Kbd combo={NOTE_KEY} />
        </li>
        <li>
          {t("collector:inbound.button")} <Kbd combo="F4" />
        </li>
        <li>
          {t("shell:help")} <Kbd combo="F1" />
        </li>
      </ul>
      <p>{t("collector:action.keyResult")}</p>
    </section>
  );
}

/** One key stamps T0 and leaves everything as it was (reading 6). */
function WarnButton({ view }: { view: CaseView }) {
  const { t } = useWords();
  const stamping = useWarnings((s) => s.stamping);
  const owed = view.warning !== null;
  useHotkeys([{ combo: WARN_KEY, label: t("collector:warning.stamp"), run: () => void stampNow(), disabled: owed }]);
  if (owed) return null;
  return (
    <Button danger size="small" disabled={stamping} onClick={() => void stampNow()} aria-keyshortcuts="F8">
      {t("collector:warning.stamp")} <Kbd combo={WARN_KEY} />
    </Button>
  );
}
