/**
 * One recorded mutation per invariant: a plausible mistake, put in through the harness's joints, that
 * must turn its invariant red. An invariant whose mutation survives proves nothing.
 */
import { randomUUID } from "node:crypto";
import { sql, type SQL } from "drizzle-orm";
import type { Database } from "../../../db/guard.ts";
import type { Workspace } from "../../../electron/vault/workspace.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { rows } from "../../../service/db/query.ts";
import { takeEvents } from "../../../service/events/take.ts";
import { headOf, snapshotPage } from "../../../service/sync/snapshot.ts";
import { NO_SEAMS, type Seams } from "./world.ts";

export interface Mutation {
  /** The invariant it must turn red. */
  readonly n: number;
  readonly title: string;
  /** A schedule known to show it. */
  readonly seed: number;
  /** Fresh joints for one run. */
  readonly seams: () => Seams;
}

type Take = typeof takeEvents;
type Answer = Awaited<ReturnType<Take>>;
const atCentre = (take: Take): Seams => ({ ...NO_SEAMS, centre: { takeEvents: take } });
const atSeat = (tamper: (ws: Workspace, db: Database) => void): Seams => ({ ...NO_SEAMS, tamper });

/** SQL as the database's owner, past row security and grants. */
const asOwner = (service: Pick<Service, "run">, statement: SQL): Promise<unknown> =>
  service.run(SYSTEM, async (ctx) => {
    await ctx.tx.execute(sql`SELECT set_config('role', 'postgres', true)`);
    await ctx.tx.execute(statement);
  });

const afterTaking = (then: (service: Pick<Service, "run">, answer: Answer, results: Answer["results"]) => Promise<Answer | void>, which: string): Seams =>
  atCentre(async (service, user, raws) => {
    const answer = await takeEvents(service, user, raws);
    const chosen = answer.results.filter((r) => r.result === which);
    return (chosen.length > 0 && (await then(service, answer, chosen))) || answer;
  });

const headOfRow = (line: string) => JSON.parse(line) as [number, string, string, string, number, unknown];
const asDeletion = (line: string): string => {
  const [pos, , kind] = headOfRow(line);
  return JSON.stringify([pos, "del", kind, randomUUID(), 0, null]);
};
const isPut = (line: string, kind: string): boolean => line.includes(`"put","${kind}"`);

export const MUTATIONS: readonly Mutation[] = [
  {
    n: 1, seed: 1596845572, title: "the workstation forgets an event the centre refused",
    seams: () => atSeat(({ outbox }) => {
      const { markSent } = outbox;
      outbox.markSent = (results, now) => markSent(results.map((r) => (r.result === "rejected" ? { ...r, result: "ok" as const } : r)), now);
    }),
  },
  { n: 2, seed: 8, title: "the centre answers ok and does not commit", seams: () => atCentre(async (_service, _user, raws) => ({ results: (raws as { id: string; seq: number }[]).map(({ id, seq }) => ({ id, seq, result: "ok" as const })), knownSeq: 0, serverTime: Date.now() })) },
  {
    n: 3, seed: 8, title: "the centre stores a repeated event again",
    seams: () => afterTaking(async (service, _answer, dups) => {
      for (const { id } of dups) await asOwner(service, sql`INSERT INTO event (id, device_id, seq, user_id, user_name, type, at, at_server, received_at, skew_ms, v, body, review) SELECT gen_random_uuid(), device_id, seq, user_id, user_name, type, at, at_server, received_at, skew_ms, v, body, review FROM event WHERE id = ${id}::uuid`);
    }, "dup"),
  },
  {
    n: 4, seed: 8, title: "the workstation drops case changes of a pull",
    seams: () => atSeat(({ cache }) => {
      const { pullPage } = cache;
      cache.pullPage = (stream, lines, trailer) => pullPage(stream, lines.map((l) => (isPut(l, "case") ? asDeletion(l) : l)), trailer);
    }),
  },
  {
    n: 5, seed: 3459119537, title: "the workstation moves the cursor before it has the rows",
    seams: () => atSeat(({ cache }) => {
      const { pullPage, snapshotPage: load } = cache;
      cache.pullPage = (stream, lines, trailer) => {
        const moved = pullPage(stream, lines.map((l) => (headOfRow(l)[1] === "put" ? asDeletion(l) : l)), trailer);
        const { epoch } = cache.streams().find((s) => s.stream === stream)!;
        const puts = lines.filter((l) => headOfRow(l)[1] === "put");
        setTimeout(() => cache.streams().some((s) => s.stream === stream && s.epoch === epoch) && load(stream, puts, { end: "snapshot", token: null, at: trailer.to, epoch, count: puts.length, serverTime: trailer.serverTime }), 300);
        return moved;
      };
    }),
  },
  {
    n: 6, seed: 8, title: "the workstation sets its cursor back",
    seams: () => atSeat(({ cache }, db) => {
      const { pullPage } = cache;
      cache.pullPage = (stream, lines, trailer) => {
        const touched = pullPage(stream, lines, trailer);
        if (trailer.to > 4) db.prepare("UPDATE cursor SET pos = pos - 2 WHERE stream = ?").run(stream);
        return touched;
      };
    }),
  },
  {
    n: 7, seed: 4125330285, title: "the workstation leaves a revoked case in the worklist",
    seams: () => atSeat(({ cache }, db) => {
      const { pullPage } = cache;
      cache.pullPage = (stream, lines, trailer) => {
        const places = db.prepare("SELECT * FROM queue_item").all() as Record<string, unknown>[];
        const touched = pullPage(stream, lines, trailer);
        const put = db.prepare("INSERT OR IGNORE INTO queue_item (tab, paused, k1, k2, case_id, bucket, bank_code) VALUES (@tab, @paused, @k1, @k2, @case_id, @bucket, @bank_code)");
        for (const place of places) put.run(place);
        return touched;
      };
    }),
  },
  {
    n: 8, seed: 8, title: "the centre sends somebody else's case",
    seams: () => ({ ...NO_SEAMS, centre: { snapshotPage: async (tx, stream, epoch, token, limit) => {
      const page = await snapshotPage(tx, stream, epoch, token, limit);
      if (!stream.startsWith("collector:")) return page;
      await tx.execute(sql`SELECT set_config('app.scope', 'system', true)`);
      const [foreign] = await rows<{ line: string }>(tx, sql`SELECT '[0,"put","case","' || k.id || '",' || k.rev || ',' || k.doc || ']' AS line FROM kase k WHERE k.assignee_id IS DISTINCT FROM ${stream.slice(10)}::uuid LIMIT 1`);
      return foreign ? { ...page, texts: [...page.texts, foreign.line], count: page.count + 1 } : page;
    } } }),
  },
  {
    n: 9, seed: 749425933, title: "the workstation takes a revoke for ever",
    seams: () => atSeat(({ cache }) => {
      const { pullPage } = cache;
      cache.pullPage = (stream, lines, trailer) => pullPage(stream, lines.map((l) => (l.includes('"revoke"') ? l.replace(/"grantNo":\d+/, '"grantNo":999999') : l)), trailer);
    }),
  },
  {
    n: 10, seed: 8, title: "the centre counts a repeated call again",
    seams: () => afterTaking(async (service, _answer, dups) => {
      for (const { id } of dups) await asOwner(service, sql`UPDATE kase SET rev = rev + 1, doc = jsonb_set(doc, '{work,attempts}', to_jsonb((doc #>> '{work,attempts}')::int + 1)) WHERE id = (SELECT case_id FROM event WHERE id = ${id}::uuid)`);
    }, "dup"),
  },
  {
    n: 11, seed: 749425933, title: "the centre refuses the rest of a batch after one refusal",
    seams: () => atCentre(async (service, user, raws) => {
      const answer = await takeEvents(service, user, raws);
      const first = answer.results.findIndex((r) => r.result === "rejected");
      return first < 0 ? answer : { ...answer, results: answer.results.map((r, i) => (i > first ? { ...r, result: "rejected" as const, code: "malformed" } : r)) };
    }),
  },
  { n: 12, seed: 6, title: "the centre puts a whole batch off for one bad event", seams: () => afterTaking(async (service, answer) => {
    for (const table of ["event", "event_key"]) await asOwner(service, sql`DELETE FROM ${sql.raw(table)} WHERE id = ANY(${sql.param(answer.results.map((r) => r.id).filter((id) => /^[0-9a-f-]{36}$/.test(id)))}::uuid[])`);
    return { ...answer, results: answer.results.map((r) => ({ ...r, result: "retry" as const })) };
  }, "rejected") },
  {
    n: 13, seed: 8, title: "the workstation stops sending after its second push",
    seams: () => atSeat(({ outbox }) => {
      const { listUnsent } = outbox;
      let left = 2;
      outbox.listUnsent = (limit, bytes) => (left-- > 0 ? listUnsent(limit, bytes) : []);
    }),
  },
  { n: 14, seed: 8, title: "the centre stores another text than was written", seams: () => afterTaking(async (service, _answer, taken) => {
    for (const { id } of taken) await asOwner(service, sql`UPDATE event SET body = body || '{"text":"…"}' WHERE type = 'note.added' AND id = ${id}::uuid`);
  }, "ok") },
  { n: 15, seed: 3653800346, title: "the centre orders by the workstation's own clock", seams: () => afterTaking(async (service, _answer, taken) => {
    for (const { id } of taken) await asOwner(service, sql`UPDATE event SET at_server = at WHERE id = ${id}::uuid`);
  }, "ok") },
  {
    n: 16, seed: 188330433, title: "pulling begins where the snapshot ended, not where it began",
    seams: () => ({
      ...NO_SEAMS,
      centre: { snapshotPage: async (tx, stream, epoch, token, limit) => ({ ...(await snapshotPage(tx, stream, epoch, token, Math.min(2, limit))), at: await headOf(tx, stream) }) },
      tamper: ({ cache }, db) => {
        // The comparison after a load would mend what was missed: it is taken for done.
        cache.checkedAt = () => Number.MAX_SAFE_INTEGER;
        const load = cache.snapshotPage;
        cache.snapshotPage = (stream, lines, trailer) => {
          const touched = load(stream, lines, trailer);
          db.prepare("UPDATE cursor SET pos = ? WHERE stream = ?").run(trailer.at, stream);
          return touched;
        };
      },
    }),
  },
  {
    n: 17, seed: 8, title: "the workstation pushes again without waiting for the answer",
    seams: () => atSeat(({ bridge }) => {
      const { json } = bridge;
      bridge.json = (call, schema) => {
        if (call.path === "/sync/push") void json(call, schema);
        return json(call, schema);
      };
    }),
  },
  { n: 18, seed: 8, title: "a change row is lost", seams: () => afterTaking(async (service, _answer, taken) => {
    for (const { id } of taken) await asOwner(service, sql`UPDATE change SET ref = gen_random_uuid() WHERE kind = 'entry' AND ref = ${id}::uuid`);
  }, "ok") },
];
