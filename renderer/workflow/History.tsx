/** 办理经过: steps, what the clocks said and who was told, as one timeline. */
import { RoleSchema } from "../../shared/access/roles.ts";
import { formatDateTime } from "../../shared/model/time.ts";
import type { WorkflowAlert, WorkflowStep } from "../../shared/model/workflow-doc.ts";
import { useWords, type Translate } from "../i18n/index.ts";
import type { FlowWords } from "./words.ts";
import "./workflow.css";

interface Line {
  readonly key: string;
  readonly at: number;
  readonly tone: "" | "warn" | "bad";
  readonly title: string;
  readonly who: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

interface HistoryProps {
  readonly doc: { readonly steps: readonly WorkflowStep[]; readonly alerts: readonly WorkflowAlert[]; readonly copies: readonly { readonly step: string; readonly role: string; readonly at: number }[] };
  readonly words: FlowWords;
  /** Steps whose form is read elsewhere on the screen. */
  readonly without?: readonly string[];
}

export function History({ doc, words, without = [] }: HistoryProps) {
  const { t } = useWords();
  const word = (step: string): string => (step === "whole" ? t("warning:whole") : words.step(step));
  const lines = [...stepLines(doc.steps, words, without, t), ...alertLines(doc.alerts, word, t), ...copyLines(doc.copies, word, t)].sort((a, b) => a.at - b.at || a.key.localeCompare(b.key));
  return (
    <section className="wd-history scroll" aria-label={t("warning:history")} tabIndex={0}>
      <h3>{t("warning:history")}</h3>
      <ol>
        {lines.map((line) => (
          <li key={line.key} className={line.tone}>
            <div className="row">
              <span className="num muted">{formatDateTime(line.at)}</span>
              <strong className="grow">{line.title}</strong>
              <span>{line.who}</span>
            </div>
            {line.rows.map(([label, value]) => (
              <p key={label} className="prose">
                <span className="muted">{label}</span> {value}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

function roleWord(role: string, t: Translate): string {
  const known = RoleSchema.safeParse(role);
  return known.success ? t(`terms:role.${known.data}`) : role;
}

function stepLines(steps: readonly WorkflowStep[], words: FlowWords, without: readonly string[], t: Translate): Line[] {
  return steps.map((s, i) => ({
    key: `step ${i}`, at: s.at, tone: s.late ? "warn" : "", who: s.byName,
    title: [words.step(s.step), ...(s.late ? [`▲ ${t("warning:late")}`] : []), ...(s.counts ? [] : [t("warning:notCounted")])].join(" · "),
    rows: without.includes(s.step) ? [] : textsOf(s.body, words),
  }));
}

/** What a step's form says, in the words of its fields. */
function textsOf(body: unknown, words: FlowWords): (readonly [string, string])[] {
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) => (typeof value === "string" && value !== "" ? [[words.field(name), words.value(name, value)] as const] : []));
}

function alertLines(alerts: HistoryProps["doc"]["alerts"], word: (step: string) => string, t: Translate): Line[] {
  return alerts.map((a, i) => ({
    key: `alert ${i}`, at: a.at, tone: a.kind === "breach" ? "bad" : "warn", who: "", rows: [],
    title: a.kind === "breach" ? `■ ${t("warning:escalated", { step: word(a.step), to: roleWord(a.to, t) })}` : `▲ ${t(`warning:${a.kind}`, { step: word(a.step) })}`,
  }));
}

/** Who was told of a step: one line for all of them. */
function copyLines(copies: HistoryProps["doc"]["copies"], word: (step: string) => string, t: Translate): Line[] {
  const steps = new Map<string, { at: number; to: string[] }>();
  for (const c of copies) {
    const line = steps.get(c.step) ?? { at: c.at, to: [] };
    steps.set(c.step, { at: line.at, to: [...line.to, roleWord(c.role, t)] });
  }
  return [...steps].map(([step, { at, to }]) => ({ key: `zcopy ${step}`, at, tone: "", who: "", rows: [], title: t("warning:copied", { step: word(step), to: to.join(" / ") }) }));
}
