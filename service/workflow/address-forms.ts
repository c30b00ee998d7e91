/**
 * Whom a form is with, who was told, and the desks that may see it. Whoever it concerns reads nothing of it
 * but what 当事人陈述 needs: where they share a post's desk with others, the others have it at their own.
 */
import { accusedDesk, deskReachOf, desksOf, houseDesk, ownDesk, regionDesk } from "../../shared/access/desks.ts";
import { covers, type Place, type Reacher } from "../../shared/access/reach.ts";
import type { Role } from "../../shared/access/roles.ts";
import type { FormDoc } from "../../shared/model/form-doc.ts";
import { defOf, owedSteps } from "../../shared/workflow/engine.ts";
import { barredFrom, formStanding } from "../../shared/workflow/form.ts";
import { escalatedTo } from "../../shared/workflow/instance.ts";
import { nextHandOver, owedTo, type House } from "../../shared/workflow/posts.ts";
import { FORMS } from "../../shared/workflow/registry.ts";
import { timersOf } from "../../shared/workflow/clocks.ts";
import type { Ctx } from "../context.ts";
import { workCalendar } from "../import/confirm-workdays.ts";
import { regionsOf } from "./address.ts";
import { loadHouse } from "./house.ts";
import type { Timed } from "./timer-rows.ts";

/** Every post that may come to owe a step of a form, or is told of one. */
export const FORM_POSTS: readonly Role[] = [...new Set(Object.values(FORMS).flatMap((def) => def.steps.flatMap((s) => [s.owner, s.breach, ...s.copies.map((c) => c.role)])))];

/** The forms with who owes them, copies and desks as they are at `ctx.now`. */
export async function addressForms(ctx: Ctx, docs: readonly FormDoc[]): Promise<(Timed & { doc: FormDoc })[]> {
  if (docs.length === 0) return [];
  const house = await loadHouse(ctx, FORM_POSTS, ctx.now);
  const regions = await regionsOf(ctx, docs);
  return docs.map((doc) => address(doc, house, { assigneeId: null, teamId: doc.teamId, regionCode: regions.get(doc.teamId ?? "") ?? null }, ctx.now));
}

function address(doc: FormDoc, house: House, place: Place, now: number): Timed & { doc: FormDoc } {
  const def = FORMS[doc.workflow];
  const at = formStanding(doc);
  const steps = owedSteps(def, at);
  const owed = steps.map((s) => ({ step: s.step, ...owedTo(house, { post: s.owner, place, at: now, excluded: barredFrom(doc, s.step) }, s.breach, escalatedTo(doc, s.step)) }));
  const copies = [...doc.copies];
  for (const t of at.applied) {
    for (const { role } of defOf(def, t.step)?.copies ?? []) if (!copies.some((c) => c.step === t.step && c.role === role)) copies.push({ step: t.step, role, at: t.receivedAt ?? t.at });
  }
  // Whoever has had a step or was told keeps it, in view of who is recused now.
  const posts = new Set([...copies.map((c) => c.role as Role), ...at.applied.flatMap((t) => defOf(def, t.step)?.owner ?? []), ...steps.map((s) => s.owner), ...owed.map((o) => o.post), ...doc.alerts.filter((a) => a.kind === "breach").map((a) => a.to as Role)]);
  const barred = new Set([...doc.accused, ...doc.named]);
  const desks = [...[...posts].flatMap((post) => desksOfPost(house, post, place, barred)), ...owed.flatMap((o) => o.users).filter((id) => !sitsWhere(house, id, [...posts], place)).map(ownDesk), ...supervisorsOf(doc, barred), ...doc.accused.map(accusedDesk)];
  const named = { instance: doc.id, timers: timersOf(def, at, workCalendar), handOverAt: steps.length === 0 ? null : nextHandOver(house.shifts, steps.flatMap((s) => [s.owner, s.breach]), now) };
  return { ...named, doc: { ...doc, owed, copies, desks: [...new Set(desks)].filter((d) => ![...barred].some((id) => d === ownDesk(id))).sort() } };
}

/** Supervisors who had a step keep it at their own desk: a team's supervisor sits at none of the house. */
const supervisorsOf = (doc: FormDoc, barred: ReadonlySet<string>): string[] => doc.steps.filter((s) => s.counts && !barred.has(s.by) && defOf(FORMS[doc.workflow], s.step)?.owner === "supervisor").map((s) => ownDesk(s.by));

/** The desk of a post for a place; null for a post that has none. */
function deskOf(post: Role, place: Place): string | null {
  const scopes = deskReachOf(post);
  if (scopes.includes("desk")) return houseDesk(post);
  return scopes.includes("region") && place.regionCode ? regionDesk(post, place.regionCode) : null;
}

const seated = (house: House, desk: string): Reacher[] => house.staff.filter((s) => desksOf(s).includes(desk));

/** The desk of a post, or, where somebody recused sits at it, the own desks of the others. */
function desksOfPost(house: House, post: Role, place: Place, barred: ReadonlySet<string>): string[] {
  const desk = deskOf(post, place);
  if (desk === null) return [];
  const people = seated(house, desk);
  return people.some((p) => barred.has(p.id)) ? people.filter((p) => !barred.has(p.id)).map((p) => ownDesk(p.id)) : [desk];
}

/** True when somebody reads it at the desk of one of the posts. */
function sitsWhere(house: House, id: string, posts: readonly Role[], place: Place): boolean {
  const who = house.staff.find((s) => s.id === id);
  return who !== undefined && posts.some((post) => {
    const desk = deskOf(post, place);
    return desk !== null && who.roles.includes(post) && (deskReachOf(post).includes("desk") || covers("region", who, place)) && desksOf(who).includes(desk);
  });
}
