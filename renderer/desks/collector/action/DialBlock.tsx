/** The number to dial, or being dialled; the gate's refusal in words. */
import { Button } from "antd";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { Kbd } from "../../../components/Kbd.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { duration } from "../../../lib/format.ts";
import { useNow } from "../../../lib/clock.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { stepContact } from "../logic/contacts.ts";
import { gateWords } from "../logic/refusal-words.ts";
import { useOpenCall, type OpenCall } from "../state/call.ts";
import { contactOf, useCase } from "../state/case.ts";
import { aimAt, dialNow, goOn } from "../state/flow.ts";

export const DIAL_KEY = "F2";
export const NEXT_KEY = "KeyN";

export function DialBlock({ view }: { view: CaseView }) {
  const call = useOpenCall((s) => s.call);
  return call && call.caseId === view.caseId ? <Dialled call={call} /> : <Ready view={view} />;
}

/** Before the dial: which number comes next. */
function Ready({ view }: { view: CaseView }) {
  const { t } = useWords();
  const { dialling, gate, refusal } = useOpenCall();
  const contactId = useCase((s) => s.contactId);
  const contact = contactOf(view, contactId);
  const step = (by: 1 | -1) => () => aimAt(stepContact(view.contacts, contact?.id ?? null, by)?.id ?? null);
  useHotkeys([
    { combo: DIAL_KEY, label: t("collector:dial.dial"), run: () => void dialNow() },
    { combo: "Space", label: t("collector:dial.dial"), run: () => void dialNow() },
    { combo: "ArrowRight", label: t("collector:dial.nextNumber"), run: step(1) },
    { combo: "ArrowLeft", label: t("collector:dial.previousNumber"), run: step(-1) },
    { combo: NEXT_KEY, label: t("collector:dial.nextCase"), run: () => void goOn() },
  ]);
  const block = gate ?? contact?.refusal ?? (contact === null ? (view.contacts.find((c) => c.refusal)?.refusal ?? null) : null);
  return (
    <div className="dial-block">
      {contact ? (
        <div className="row">
          <div className="grow">
            <div className="dial-number num">{contact.masked}</div>
            <div className="muted num">
              {[contact.relation || t("collector:contact.self"), t(`terms:contactKind.${contact.kind}`), t("collector:contact.today", { n: contact.unansweredToday, limit: contact.limit })].join(" · ")}
            </div>
          </div>
          <Button type="primary" size="large" disabled={dialling || contact.refusal !== null} onClick={() => void dialNow()} aria-keyshortcuts="F2 Space">
            {t("collector:dial.dial")} <Kbd combo={DIAL_KEY} />
          </Button>
        </div>
      ) : (
        <div className="row">
          <strong className="grow">{t(view.contacts.length === 0 ? "collector:dial.noNumber" : "collector:dial.nonePermitted")}</strong>
          <Button onClick={() => void goOn()}>
            {t("collector:dial.nextCase")} <Kbd combo={NEXT_KEY} />
          </Button>
        </div>
      )}
      {block && <GateNotice refusal={block} />}
      <RefusalNotice refusal={refusal} />
    </div>
  );
}

/** Rules that speak of one number; after any other the whole person rests. */
const NUMBER_RULES = new Set(["R-10", "R-11"]);

/** 合规拦截: rule, number, source, and what can be done instead (P9). */
export function GateNotice({ refusal }: { refusal: { rule: string; zh: string; en: string; source: string } }) {
  const { t } = useWords();
  return (
    <Notice tone="bad">
      <div data-testid="gate-refusal">
        <strong>
          {t("collector:gate.title")} · {refusal.rule}
        </strong>
        <div>{gateWords(refusal, t)}</div>
        <div>{t("collector:gate.source", { source: refusal.source })}</div>
        <div>{t(NUMBER_RULES.has(refusal.rule) ? "collector:gate.otherNumber" : "collector:gate.otherCase")}</div>
      </div>
    </Notice>
  );
}

/** While the call is open: the number large, how long it has been. */
function Dialled({ call }: { call: OpenCall }) {
  const { t } = useWords();
  const number = useOpenCall((s) => s.number);
  const now = useNow();
  const inbound = call.direction === "in";
  return (
    <div className="dial-block live">
      <div className="row">
        <div className="grow">
          <div className="dial-number big num" data-testid="dial-number">
            {inbound ? t("terms:direction.in") : number ? spaced(number) : call.masked}
          </div>
          <div className="muted">{t(inbound ? "collector:dial.inbound" : number ? "collector:dial.hides" : "collector:dial.restored")}</div>
        </div>
        <strong className="num call-time" role="timer" aria-label={t("collector:dial.duration")}>
          {duration(now - call.startedAt)}
        </strong>
      </div>
    </div>
  );
}

/** 138 0000 1234: the way a mobile number is read out. */
export const spaced = (number: string): string => (/^1\d{10}$/.test(number) ? `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}` : number);
