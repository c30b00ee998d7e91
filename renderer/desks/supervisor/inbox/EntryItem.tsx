/** One timeline entry: who, when, what; an attempt carries its receipt of the contact gate. */
import type { ReactNode } from "react";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { RULE_TEXTS, type RuleId } from "../../../../shared/conduct/pack.ts";
import type { EventType, GateReceipt } from "../../../../shared/model/events.ts";
import { formatFen } from "../../../../shared/model/money.ts";
import { formatDateTime } from "../../../../shared/model/time.ts";
import { SoothingPlanSchema, WarningFindingSchema } from "../../../../shared/model/warning-form.ts";
import { EARLY_WARNING, type WarningStep } from "../../../../shared/workflow/early-warning.ts";
import { DateTime } from "../../../components/DateTime.tsx";
import { currentLanguage, useWords, type Translate } from "../../../i18n/index.ts";
import { duration } from "../../../lib/format.ts";
import { bodyOf, EVENT_LABELS, noteOf, receiptOf, type Entry } from "../logic/timeline.ts";

/** Signs by kind, so that a long list can be scanned. */
const SIGNS: Readonly<Record<string, string>> = { "call.refused": "✕", "call.logged": "☎", "call.started": "☎", "note.added": "✎", "promise.made": "¥", "warning.stamped": "▲", "warning.filed": "▲" };

type Numbers = CaseView["contacts"];

export function EntryItem({ entry, contacts }: { entry: Entry; contacts: Numbers }) {
  const { t } = useWords();
  const label = EVENT_LABELS[entry.type as EventType] ?? "other";
  const note = noteOf(entry);
  const receipt = receiptOf(entry);
  return (
    <li className={entry.type === "call.refused" ? "sv-entry bad" : "sv-entry"}>
      <div className="row sv-small">
        <span aria-hidden="true">{SIGNS[entry.type] ?? "·"}</span>
        <strong>{t(`supervisor:side.event.${label}`)}</strong>
        <span className="grow ellipsis">{entry.userName}</span>
        {entry.pending && <span className="tag">↑ {t("pending")}</span>}
        <DateTime at={entry.at} />
      </div>
      {details(entry, contacts, t)}
      {note && <p className="prose">{note}</p>}
      {receipt && <Receipt receipt={receipt} />}
    </li>
  );
}

const numberOf = (contacts: Numbers, id: string | null): string => contacts.find((c) => c.id === id)?.masked ?? "";

/** What an entry says beyond its note; null when its label says it all. */
function details(entry: Entry, contacts: Numbers, t: Translate): ReactNode {
  const logged = bodyOf(entry, "call.logged");
  if (logged) {
    const words = [logged.line, logged.person, logged.outcome, ...logged.tags].filter((code) => code !== null).map((code) => t(`disposition:${code}`));
    const number = numberOf(contacts, logged.contactPointId);
    return (
      <div className="row wrap">
        <span className="tag">{t(`terms:direction.${logged.direction}`)}</span>
        <span>{words.join(" · ")}</span>
        {number && <span className="num muted">{number}</span>}
        {logged.line === "A1" && <span className="num muted">{t("supervisor:side.duration", { time: duration(logged.endedAt - logged.startedAt) })}</span>}
      </div>
    );
  }
  const started = bodyOf(entry, "call.started") ?? bodyOf(entry, "call.refused");
  if (started) return <div className="num muted">{t("supervisor:side.to", { number: numberOf(contacts, started.contactPointId) || "—" })}</div>;
  const promise = bodyOf(entry, "promise.made");
  if (promise)
    return promise.items.map((item) => (
      <div key={item.promiseId} className="num">
        {t("supervisor:side.promise", { amount: formatFen(item.amountFen), day: item.dueOn })}
      </div>
    ));
  const next = bodyOf(entry, "followUp.set");
  if (next) return <div className="num">{next.at === null ? t("supervisor:side.cleared") : t(`supervisor:side.${next.kind}`, { time: formatDateTime(next.at) })}</div>;
  const filed = bodyOf(entry, "warning.filed");
  if (filed)
    return (
      <div className="row wrap">
        {filed.form.types.map((x) => (
          <span key={x} className="tag">
            {t(`terms:warningType.${x}`)}
          </span>
        ))}
      </div>
    );
  const taken = bodyOf(entry, "workflow.stepTaken");
  if (taken && isStep(taken.step)) return <StepTaken step={taken.step} body={taken.body} />;
  const judged = bodyOf(entry, "spotCheck.judged");
  if (judged) return <div>{[t(`terms:verdict.${judged.verdict}`), judged.reason].filter(Boolean).join(" · ")}</div>;
  const revealed = bodyOf(entry, "reveal.made");
  if (revealed) return <div>{t(`terms:revealField.${revealed.field}`)}</div>;
  const marked = bodyOf(entry, "contact.marked");
  if (marked)
    return (
      <div>
        <span className="num">{numberOf(contacts, marked.contactPointId)}</span> {t(`terms:contactStatus.${marked.status}`)} {marked.reason}
      </div>
    );
  return null;
}

const isStep = (step: string): step is WarningStep => EARLY_WARNING.steps.some((s) => s.step === step);

/** What the supervisor decided or planned, as it was recorded then. */
function StepTaken({ step, body }: { step: WarningStep; body: Record<string, unknown> }) {
  const { t } = useWords();
  const finding = WarningFindingSchema.safeParse(body);
  const plan = SoothingPlanSchema.safeParse(body);
  return (
    <>
      <div className="row wrap">
        <span className="tag">{t(`terms:warningStep.${step}`)}</span>
        {finding.success && <span>{t(`terms:finding.${finding.data.finding}`)}</span>}
        {plan.success && <span>{plan.data.soother}</span>}
      </div>
      {finding.success && finding.data.reason && <p className="prose">{finding.data.reason}</p>}
      {plan.success && <p className="prose">{plan.data.plan}</p>}
    </>
  );
}

const isRule = (id: string): id is RuleId => id in RULE_TEXTS;

/** What the gate checked before the call, rule by rule with its fact and source (P9). */
export function Receipt({ receipt }: { receipt: GateReceipt }) {
  const { t } = useWords();
  const broken = receipt.rules.find((r) => !r.ok);
  const name = (id: string) => (isRule(id) ? t(`supervisor:side.rule.${id}`) : id);
  return (
    <details className="sv-receipt" open={!receipt.allowed}>
      <summary>
        <span aria-hidden="true">{receipt.allowed ? "✓" : "✕"}</span> {broken ? t("supervisor:side.gateRefused", { rule: name(broken.id) }) : t("supervisor:side.gatePassed")} ·{" "}
        {t("supervisor:side.rulesChecked", { n: receipt.rules.length })}
      </summary>
      {broken && isRule(broken.id) && <p>{refusedWords(broken.id, broken.value)}</p>}
      <ul>
        {receipt.rules.map((rule) => (
          <li key={rule.id} className={rule.ok ? "" : "bad"}>
            <span aria-hidden="true">{rule.ok ? "✓" : "✕"}</span>
            <span className="num">{rule.id}</span>
            <span className="grow">
              {name(rule.id)} {t(rule.ok ? "supervisor:side.ruleOk" : "supervisor:side.ruleBroken")}
            </span>
            <span className="num muted">{rule.value}</span>
          </li>
        ))}
      </ul>
      <p className="muted num">
        {t("supervisor:side.pack", { pack: receipt.pack })} · {formatDateTime(receipt.at)}
      </p>
    </details>
  );
}

function refusedWords(id: RuleId, value: string): string {
  const text = RULE_TEXTS[id];
  return `${(currentLanguage() === "en" ? text.en : text.zh).replace("{n}", value)} (${text.source})`;
}
