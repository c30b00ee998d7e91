/** What people do with what comes to their desk: the steps they owe, what goes beside the path, and the locks they are told of. */
import { StopDocSchema, stands, type StopDoc } from "../../shared/model/stop.ts";
import { WarningDocSchema } from "../../shared/model/documents.ts";
import { FormDocSchema } from "../../shared/model/form-doc.ts";
import { MINUTE } from "../../shared/model/time.ts";
import { dueAt } from "../../shared/workflow/clocks.ts";
import { EARLY_WARNING } from "../../shared/workflow/early-warning.ts";
import { owedSteps } from "../../shared/workflow/engine.ts";
import { formStanding, stepsBeside } from "../../shared/workflow/form.ts";
import { FORMS } from "../../shared/workflow/registry.ts";
import type { StepDef } from "../../shared/workflow/table.ts";
import { warningStanding } from "../../shared/workflow/warning.ts";
import { workCalendar } from "../../service/import/confirm-workdays.ts";
import { bodyOf, workflowOf, type Instance } from "./bodies.ts";
import { BESIDE, meansToActAt, ticksAfter } from "./habits.ts";
import { presentFrom } from "./presence.ts";
import type { Known, Seat } from "./seat.ts";
import type { World } from "./world.ts";

/** Takes over what every desk does with a document. */
export function workAtDesks(world: World): void {
  const planned = new Set<string>();
  world.onDocument = (seat, known) => {
    if (known.kind === "stop") return hear(world, planned, seat, StopDocSchema.parse(known.doc));
    const doc = instanceOf(known);
    if (!doc) return;
    for (const { step, key, due } of owedBy(doc, seat)) {
      if (planned.has(key)) continue;
      planned.add(key);
      const users = doc.owed?.find((o) => o.step === step.step)?.users ?? [];
      const at = meansToActAt({ random: world.random, step: step.step, now: world.now, due, own: seat.who.me.roles.includes(step.owner), first: users[0] === seat.who.me.id });
      if (at !== null) world.agenda.add(presentFrom(seat.who, at), () => act(world, seat, doc.id, step.step, key));
    }
    for (const step of besideOf(doc, seat)) {
      const key = `${seat.who.me.id} ${doc.id} beside ${step}`;
      if (planned.has(key)) continue;
      planned.add(key);
      if (world.random.chance(BESIDE[step] ?? 0)) world.agenda.add(presentFrom(seat.who, world.now + world.random.between(2, 300) * MINUTE), () => act(world, seat, doc.id, step, null));
    }
  };
}

function instanceOf({ kind, doc }: Known): Instance | null {
  if (kind === "warning") return WarningDocSchema.parse(doc);
  return kind === "form" ? FormDocSchema.parse(doc) : null;
}

/** What this person owes of it, each with a name for this time round. */
function owedBy(doc: Instance, seat: Seat): { step: StepDef; key: string; due: number | null }[] {
  const def = "workflow" in doc ? FORMS[doc.workflow] : EARLY_WARNING;
  const at = "workflow" in doc ? formStanding(doc) : warningStanding(doc);
  return owedSteps(def, at).flatMap((step) => {
    if (step.ownEvent || !doc.owed?.some((o) => o.step === step.step && o.users.includes(seat.who.me.id))) return [];
    // A warning that was not upheld is released; a plan for it all the same is the exception.
    if (at.state === "unfounded" && step.step === "plan" && doc.id.charCodeAt(0) % 5 !== 0) return [];
    const round = at.applied.filter((t) => t.step === step.step).length;
    return [{ step, key: `${seat.who.me.id} ${doc.id} ${step.step} ${round}`, due: dueAt(def, step, at.moments, workCalendar) }];
  });
}

function besideOf(doc: Instance, seat: Seat): string[] {
  if ("workflow" in doc) return stepsBeside(doc, seat.who.me).map((s) => s.step);
  return seat.who.role === "head" && doc.state !== "stamped" ? ["read"] : [];
}

/** Takes a step, if it is still theirs as far as their desk knows. */
async function act(world: World, seat: Seat, id: string, step: string, key: string | null): Promise<void> {
  await world.read(seat);
  const known = seat.known.get(id);
  const doc = known ? instanceOf(known) : null;
  if (!doc || (key !== null && !owedBy(doc, seat).some((o) => o.key === key))) return;
  if (key === null && !besideOf(doc, seat).includes(step)) return;
  const body = bodyOf(step, { random: world.random, doc, now: world.now, agency: world.parts.agency });
  const at = "workflow" in doc ? null : { caseId: doc.caseId, personId: doc.personId, contactId: "" };
  seat.write("workflow.stepTaken", at, { workflow: workflowOf(doc), instanceId: id, step, body });
  await world.send(seat);
}

/** 停催: the machine says that it obeys as soon as it knows, its collector ticks a little later. */
function hear(world: World, planned: Set<string>, seat: Seat, stop: StopDoc): void {
  const me = seat.who.me.id;
  if (!stands(stop) || !stop.caseId || !(seat.who.role === "collector" || seat.who.role === "supervisor")) return;
  const at = { caseId: stop.caseId, personId: stop.personId, contactId: "" };
  const name = { ref: stop.ref, reason: stop.reason };
  const heard = `${me} heard ${stop.id}`;
  if (!planned.has(heard) && stop.machines.some((m) => m.userId === me && m.deviceId === seat.device.deviceId)) {
    planned.add(heard);
    world.agenda.add(world.now, async () => {
      seat.write("stop.heard", at, name);
      await world.send(seat);
    });
  }
  const ticked = `${me} ticked ${stop.id}`;
  if (planned.has(ticked) || !stop.collectors.some((c) => c.userId === me) || stop.ticks.some((t) => t.userId === me)) return;
  planned.add(ticked);
  const after = ticksAfter(world.random);
  if (after === null) return;
  world.agenda.add(presentFrom(seat.who, world.now + after), async () => {
    seat.write("stop.ticked", at, { ...name, userId: me });
    await world.send(seat);
  });
}
