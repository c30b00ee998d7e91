/** 办理经过: steps, what the clocks said and who was told, as one timeline. */
import { formatDateTime } from "../../../shared/model/time.ts";
import { RoleSchema } from "../../../shared/access/roles.ts";
import { useWords, type Translate } from "../../i18n/index.ts";
import { stepKey } from "../../lib/warning-words.ts";
import type { WarningRow } from "../supervisor/logic/inbox.ts";
import { fieldWord, optionWord } from "./StepForm.tsx";

interface Line {
  readonly key: string;
  readonly at: number;
  readonly tone: "" | "warn" | "bad";
  readonly title: string;
  readonly who: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

export function History({ row }: { row: WarningRow }) {
  const { t } = useWords();
  const lines = [...stepLines(row, t), ...alertLines(row, t), ...copyLines(row, t)].sort((a, b) => a.at - b.at || a.key.localeCompare(b.key));
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

const word = (step: string, t: Translate): string => (step === "whole" ? t("warning:whole") : t(`terms:warningStep.${stepKey(step)}`));
function roleWord(role: string, t: Translate): string {
  const known = RoleSchema.safeParse(role);
  return known.success ? t(`terms:role.${known.data}`) : role;
}

function stepLines({ warning }: WarningRow, t: Translate): Line[] {
  return warning.steps.map((s, i) => ({
    key: `step ${i}`, at: s.at, tone: s.late ? "warn" : "", who: s.byName,
    title: [word(s.step, t), ...(s.late ? [`▲ ${t("warning:late")}`] : []), ...(s.counts ? [] : [t("warning:notCounted")])].join(" · "),
    rows: textsOf(s.step, s.body, t),
  }));
}

/** What a step's form says, in the words of its fields; finding and plan are read in the form itself. */
function textsOf(step: string, body: unknown, t: Translate): (readonly [string, string])[] {
  if (step === "find" || step === "plan" || typeof body !== "object" || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) => (typeof value === "string" && value !== "" ? [[fieldWord(name, t), optionWord(name, value, t)] as const] : []));
}

function alertLines({ warning }: WarningRow, t: Translate): Line[] {
  return warning.alerts.map((a, i) => ({
    key: `alert ${i}`, at: a.at, tone: a.kind === "breach" ? "bad" : "warn", who: "", rows: [],
    title: a.kind === "breach" ? `■ ${t("warning:escalated", { step: word(a.step, t), to: roleWord(a.to, t) })}` : `▲ ${t(`warning:${a.kind}`, { step: word(a.step, t) })}`,
  }));
}

function copyLines({ warning }: WarningRow, t: Translate): Line[] {
  return warning.copies.map((c) => ({ key: `copy ${c.step} ${c.role}`, at: c.at, tone: "", who: "", rows: [], title: t("warning:copied", { step: word(c.step, t), to: roleWord(c.role, t) }) }));
}
