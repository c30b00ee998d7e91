/** What a desk owes of the early warnings it sees, read from the step table: nothing here knows a post by name but the head's 阅知. */
import type { Role } from "../../../../shared/access/roles.ts";
import { EARLY_WARNING } from "../../../../shared/workflow/early-warning.ts";
import { openSteps, owedSteps } from "../../../../shared/workflow/engine.ts";
import type { StepDef } from "../../../../shared/workflow/table.ts";
import { excludedFrom, warningStanding } from "../../../../shared/workflow/warning.ts";
import { owedClock, type Clock } from "../../supervisor/logic/clocks.ts";
import type { WarningRow } from "../../supervisor/logic/inbox.ts";

type Doc = WarningRow["warning"];
export interface Sitter {
  readonly id: string;
  readonly roles: readonly Role[];
}
export interface DeskRow {
  readonly row: WarningRow;
  readonly clock: Clock | null;
  /** The one act this desk owes; null = told, or done. */
  readonly step: StepDef | null;
}

/** The step this person owes now: the one that moves the warning on, else the one beside the path that is theirs alone. */
export function stepOf(doc: Doc, me: Sitter): StepDef | null {
  const at = warningStanding(doc);
  const owed = owedSteps(EARLY_WARNING, at).find((s) => doc.owed?.some((o) => o.step === s.step && o.users.includes(me.id)));
  if (owed) return owed;
  const beside = openSteps(EARLY_WARNING, at).find((s) => s.next === null && !s.again && me.roles.includes(s.owner) && !excludedFrom(doc, s.step).includes(me.id));
  return beside ?? null;
}

const due = ({ clock }: DeskRow): number => clock?.dueAt ?? Infinity;

/** What is with this person, the least time left first; what they were told of or have done, newest first. */
export function deskRows(rows: readonly WarningRow[], me: Sitter, now: number): { mine: DeskRow[]; told: DeskRow[] } {
  const all = rows.map((row): DeskRow => ({ row, clock: owedClock(row.warning, now), step: stepOf(row.warning, me) }));
  return {
    mine: all.filter((r) => r.step !== null).sort((a, b) => due(a) - due(b) || a.row.warning.t0 - b.row.warning.t0),
    told: all.filter((r) => r.step === null).sort((a, b) => b.row.warning.t0 - a.row.warning.t0),
  };
}

/** True when the soothing has not ended the pause yet: nobody reached, quiet hours, or to be followed up. */
export function isSoothingOpen(doc: Pick<Doc, "parts">): boolean {
  const last = doc.parts["sootheAgain"] ?? doc.parts["soothe"];
  return last !== undefined && (last["disposal"] ?? "") === "";
}
