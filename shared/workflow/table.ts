/**
 * What a step table is made of. A workflow is data that can be read beside the plan: step, owner, clock,
 * required fields, copies, what a breach does, who is excluded, what comes next. `engine.ts` runs any of them.
 */
import type { z } from "zod";
import type { Role } from "../access/roles.ts";
import type { CalendarClock } from "./calendar.ts";
import type { Field } from "./fields.ts";

/** The moment of an instance that everything starts from (T0 of a warning), by this name in `since`. */
export const START = "start";

/** Minutes from a hand-over: the moment the centre took that step (or the one of them that was taken) in, or START. */
export interface MinuteClock {
  readonly minutes: number;
  readonly since: string | readonly string[];
  /** Of several that were taken, the last one counts: branches that join, a path that comes round again. */
  readonly of?: "last";
  /** `quiet`: stands still while contact is forbidden, so that a night is no breach (reading 11). */
  readonly stands?: "quiet";
}
/** What the whole leaves when the later steps take their full time: the plan gives this post no figure. */
export interface RestClock {
  readonly rest: "whole";
  readonly since: string;
}
/** By the end of the day of a hand-over (审批当日). */
export interface DayClock {
  readonly by: "dayEnd";
  readonly since: string;
}
export type Clock = MinuteClock | RestClock | DayClock | CalendarClock;

/** Who is told, computed from roles, teams and regions: the post of the team's region, or of the house. */
export interface Copy {
  readonly role: Role;
  readonly of: "region" | "house";
}

/** Who can never be given the step: whoever is accused, and whoever the complaint names. */
export type Exclusion = "accused" | "named";

/** The next state: one, or by what a field of the body says. */
export type Next = string | { readonly by: string; readonly to: Readonly<Record<string, string>> };

export interface StepDef {
  readonly step: string;
  /** Post that owes it. */
  readonly owner: Role;
  readonly from: readonly string[];
  /** Null: the step is recorded beside the path and moves nothing. */
  readonly next: Next | null;
  /** Null = no time of its own. */
  readonly clock: Clock | null;
  /** Fields of the form; the desk draws them, `body` demands them. */
  readonly fields: readonly Field[];
  readonly body: z.ZodType;
  readonly copies: readonly Copy[];
  /** Next level when its time has run out, or when nobody of the owner may take it. */
  readonly breach: Role;
  readonly excludes: readonly Exclusion[];
  /** May be taken again (a new plan, a later soothing call). */
  readonly again?: true;
  /** Steps that must have been taken before: branches that run beside each other join here. */
  readonly after?: readonly string[];
  /** Owed though it moves nothing: a branch beside the path. */
  readonly owed?: true;
  /** Taken once for each time one of these was (a report that is written, a report that is sent). */
  readonly answers?: readonly string[];
  /** For whoever is accused, whatever their post, and for nobody else (当事人陈述). */
  readonly only?: "accused";
  /** Post that answers for the clock, where another owes the step. */
  readonly accountable?: Role;
  /** Once it is taken, a step that comes late from an earlier time changes nothing any more. */
  readonly fixes?: true;
  /** Filed by an event of its own, not by `workflow.stepTaken`. */
  readonly ownEvent?: true;
  /** What the owner may see: the whole form, or only number and bank (the relaying post). */
  readonly sees?: "envelope";
  /** Plan or product rule. */
  readonly source: string;
}

export interface WorkflowDef {
  readonly name: string;
  readonly initial: string;
  /** Minutes of the whole from START to the step that ends it. */
  readonly whole: { readonly minutes: number; readonly until: string; readonly source: string };
  readonly steps: readonly StepDef[];
}
