/**
 * From a step taken at one desk to the form on the next one's screen: a collector files an early warning, and the
 * supervisor's workstation is told of it and lists it, over the centre's own process. Beside them 198 further desks,
 * each with 50 open forms, are connected, hear of what moves, and pull, push and acknowledge as a minute of work does
 * (`npm run bench -- workflow`). Aim: p95 at most 300 ms; against the bare round trip on an open connection.
 */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { Agent, request } from "undici";
import { SYSTEM, type Service } from "../../service/app.ts";
import { array } from "../../service/db/query.ts";
import { MINUTE } from "../../shared/model/time.ts";
import { TIMER_KINDS } from "../../shared/workflow/clocks.ts";
import { addCases, type Agency, type TestCase } from "../support/service.ts";
import { took, warningWith } from "../support/warning.ts";
import type { Station } from "../support/workstation.ts";
import { againstLimit, againstPeer, percentile, sampled, type Bench } from "./measure.ts";
import { ack, connect, enrolClients, pull, push, type Client, type Session, type Wire } from "./session.ts";
import { bestStack } from "./stack.ts";

const DESKS = 200;
const FORMS_EACH = 50;
const STEPS = 60;
const LIMIT_MS = 300;
/** A step is a save, a push, a nudge, a pull and a list: at most as dear as so many bare round trips. */
const ROUND_TRIPS = 100;
/** What one desk does in a minute: four polls, a push, an acknowledgement. */
const ACTS_A_MINUTE = 6;
const GAP_MS = 150;

/** Open warnings of one collector, filed and waiting for the finding, each with its clocks running. */
async function openForms(service: Service, collector: { id: string; teamId: string | null }, cases: readonly TestCase[]): Promise<void> {
  await service.run(SYSTEM, async (ctx) => {
    const forms = Array.from({ length: FORMS_EACH }, (_, i) => {
      const { caseId, personId } = cases[i % cases.length]!;
      return warningWith(ctx.now, [took("file", ctx.now, { by: collector.id })], { id: randomUUID(), no: `YJ-${i}`, caseId, personId, collectorId: collector.id, teamId: collector.teamId ?? "", filedAt: ctx.now, receivedAt: ctx.now });
    });
    await ctx.tx.execute(sql`INSERT INTO warning (id, case_id, person_id, collector_id, team_id, state, doc)
      SELECT (d->>'id')::uuid, (d->>'caseId')::uuid, (d->>'personId')::uuid, (d->>'collectorId')::uuid, (d->>'teamId')::uuid, d->>'state', d FROM jsonb_array_elements(${JSON.stringify(forms)}::jsonb) AS d`);
    await ctx.tx.execute(sql`INSERT INTO workflow_timer (instance_id, step, kind, at, to_role)
      SELECT (d->>'id')::uuid, 'find', k.kind, ${ctx.now + 60 * MINUTE}::bigint, 'supervisor' FROM jsonb_array_elements(${JSON.stringify(forms)}::jsonb) AS d CROSS JOIN unnest(${array(TIMER_KINDS, "text")}) AS k(kind)`);
  });
}

/** The desks beside: connected, listening, and at their minute's work, spread over it, until told to stop. */
function crowd(clients: readonly Client[], wire: Wire): { sessions: Session[]; stop(): Promise<void> } {
  const over = new AbortController();
  const sessions = clients.map((client) => connect(client, wire));
  const listening = clients.map(async (client) => {
    const dispatcher = new Agent({ connect: { ca: wire.centre.caPem, key: client.keyPem, cert: client.certificatePem } });
    const stream = await request(`${wire.centre.url}/sync/nudge`, { dispatcher, signal: over.signal, headersTimeout: 0, bodyTimeout: 0, headers: { authorization: `Bearer ${client.token}` } });
    await stream.body.dump({ limit: Number.MAX_SAFE_INTEGER }).catch(() => undefined);
    await dispatcher.destroy();
  });
  const acts = [pull, (s: Session) => push(s, 5), pull, ack, pull, pull] as const;
  let n = 0;
  const timer = setInterval(() => {
    const act = acts[Math.floor(n / sessions.length) % acts.length]!;
    void act(sessions[n++ % sessions.length]!, wire.epoch).catch((error: unknown) => process.stderr.write(`a desk beside: ${String(error)}\n`));
  }, 60_000 / (ACTS_A_MINUTE * sessions.length));
  return {
    sessions,
    stop: async () => {
      clearInterval(timer);
      over.abort();
      await Promise.allSettled(listening);
      for (const s of sessions) await s.agent.close();
    },
  };
}

/** Files one warning and waits until the supervisor's list has it, as the desk does: told by a push, then asked. */
async function handOver(collector: Station, supervisor: Station, caseId: string): Promise<number> {
  const { warningId, prefill } = await collector.ok("warning.stamp", { caseId, callId: null });
  // The stamp itself moves nothing at the supervisor's desk that counts here.
  await new Promise((resolve) => setTimeout(resolve, GAP_MS));
  let told = supervisor.pushes.length;
  const start = performance.now();
  await collector.ok("warning.file", { caseId, warningId, callId: null, form: { ...prefill, types: ["conduct"], emotion: "agitated", channels: ["12378"], summary: "来电要求停止联系", urgency: "urgent" } });
  for (;;) {
    while (supervisor.pushes.length === told) await new Promise((resolve) => setTimeout(resolve, 1));
    told = supervisor.pushes.length;
    const { warnings } = await supervisor.ok("warnings.list", { open: true });
    if (warnings.some(({ warning }) => warning.id === warningId && warning.filedAt !== null)) return performance.now() - start;
  }
}

export const bench: Bench = {
  name: "workflow",
  async *run() {
    const clients: Client[] = [];
    let spare: TestCase[] = [];
    const stack = await bestStack("workflow", { cases: 1, perCase: 0, machines: 2, also: async (service: Service, agency: Agency) => {
      await enrolClients(service, { ...agency, lin: agency.he }, DESKS - 2, clients);
      for (const { me, cases } of clients) await openForms(service, me, cases);
      await openForms(service, agency.lin, await addCases(service, 10, agency.lin));
      spare = await addCases(service, STEPS, agency.lin);
    } });
    const wire: Wire = { centre: stack.centre, epoch: stack.epoch };
    const beside = crowd(clients, wire);
    try {
      // The product's own poll interval: what is measured is the hand-over, not the poll.
      const one = await stack.station(stack.agency.lin, { pollMs: 15_000 });
      const two = await stack.station(stack.agency.supervisorA, { pollMs: 15_000 });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const samples: number[] = [];
      for (const { caseId } of spare) {
        samples.push(await handOver(one.station, two.station, caseId));
        await new Promise((resolve) => setTimeout(resolve, GAP_MS));
      }
      const [first] = beside.sessions;
      const live = () => request(`${wire.centre.url}/health/live`, { dispatcher: first!.agent }).then((reply) => reply.body.dump());
      const bare = await sampled(STEPS, live);
      for (const { station, machine } of [one, two]) {
        await station.close();
        machine.remove();
      }
      const what = `step taken to the next desk's list, ${DESKS} desks with ${FORMS_EACH} open forms each, ${stack.engine}`;
      yield againstLimit("workflow", `${what}, p95`, percentile(samples, 0.95), LIMIT_MS, STEPS);
      yield againstLimit("workflow", `${what}, p50`, percentile(samples, 0.5), LIMIT_MS, STEPS);
      yield againstPeer("workflow", `${what}, p50`, percentile(samples, 0.5), { what: "bare round trip on an open connection, p50", value: percentile(bare, 0.5), aim: ROUND_TRIPS }, STEPS);
    } finally {
      await beside.stop();
      await stack.stop();
    }
  },
};
