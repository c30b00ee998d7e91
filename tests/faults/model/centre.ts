/**
 * The centre of a model run: the service's own functions on the embedded database, one request at a
 * time, everything inside one transaction that is undone at the end. So a run leaves nothing behind
 * for the next, and "restore of an older copy" is a savepoint.
 */
import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { refuse, RefusalError, refusal } from "../../../shared/protocol/errors.ts";
import { AckInput, DigestQuery, HelloInput, PROTOCOL_VERSION, PullQuery, PushInput, RangeQuery, SnapshotQuery, type PullTrailer, SnapshotTrailer, type RangeTrailer } from "../../../shared/protocol/sync.ts";
import type { z } from "zod";
import { SignInInput, type Me, type SignIn } from "../../../shared/protocol/session.ts";
import { SYSTEM, type Service } from "../../../service/app.ts";
import { findSession, loadMe, openSession } from "../../../service/auth/session.ts";
import type { Actor, Ctx, Tx } from "../../../service/context.ts";
import { writeMeta } from "../../../service/db/meta.ts";
import { rows } from "../../../service/db/query.ts";
import { grantLease } from "../../../service/machines/lease.ts";
import { takeEvents } from "../../../service/events/take.ts";
import { statusOf } from "../../../service/http/refusals.ts";
import { ChainInput } from "../../../shared/protocol/chain.ts";
import type { StreamHead } from "../../../service/sync/change-set.ts";
import { takeChain, trailEnd } from "../../../service/audit/take-chain.ts";
import { acknowledge } from "../../../service/sync/ack.ts";
import { rangeDigests, rangeLines } from "../../../service/sync/digest.ts";
import { hello } from "../../../service/sync/hello.ts";
import { pullPage } from "../../../service/sync/pull.ts";
import { headOf, snapshotPage } from "../../../service/sync/snapshot.ts";
import { mustFollow, scopeOfStream } from "../../../service/sync/streams.ts";
import { readToken, writeToken } from "../../../service/sync/token.ts";
import { defaultScope, runUnit } from "../../../service/unit-of-work.ts";
import { TEST_ORDER_KEY } from "../../support/lease.ts";
import type { Random } from "../random.ts";

type User = Extract<Actor, { kind: "user" }>;

/** One request as it reaches the centre. */
export interface Request {
  readonly deviceId: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
  readonly token: string | null;
}
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs: number | null;
  /** The header of a snapshot page (`RESUME_HEADER`). */
  readonly resume?: string | null;
}

/** Where a mutation may get between the centre and its functions. */
export interface CentreSeams {
  takeEvents: typeof takeEvents;
  pullPage: typeof pullPage;
  snapshotPage: typeof snapshotPage;
}

export interface ModelCentre {
  readonly service: Service;
  epoch(): string;
  /** Writes the epoch into the database. Call once, before the first request. */
  begin(): Promise<void>;
  handle(request: Request): Promise<Reply>;
  /** Takes a push of somebody at a device, as the route does. */
  take(user: User, events: readonly unknown[]): ReturnType<typeof takeEvents>;
  /** A query behind everybody's back. */
  look<T extends object>(statement: ReturnType<typeof sql>): Promise<T[]>;
  enrol(name: string): Promise<string>;
  userOf(token: string | null, deviceId: string): Promise<User | null>;
  onHeads(listener: (heads: readonly StreamHead[]) => void): void;
  backUp(): Promise<void>;
  /** The database as it was at the last `backUp`, under a new epoch. */
  restore(): Promise<void>;
  /** Runs `work` and undoes whatever it did. */
  undone<T>(work: () => Promise<T>): Promise<T>;
}

const SECRET = { token: Buffer.alloc(32, 7) };
/** The route's two looks at a stream in one. */
function scopeFor(user: User, stream: string): ReturnType<typeof scopeOfStream> {
  mustFollow(user, stream);
  return scopeOfStream(user, stream);
}
const ok = (body: string): Reply => ({ status: 200, body, retryAfterMs: null });

/** The centre inside `outer`, a transaction of the base service's database. Pages are short, so that they end in mid-load. */
export function modelCentre(base: Service, outer: Tx, now: () => number, random: Random, seams: Partial<CentreSeams>): ModelCentre {
  let epoch = "";
  const facts = () => ({ epoch, newest: PROTOCOL_VERSION });
  const listeners: ((heads: readonly StreamHead[]) => void)[] = [];
  const clock = { now, training: false };
  const part: CentreSeams = { takeEvents, pullPage, snapshotPage, ...seams };
  // A workstation that has caught up asks for nothing else than the head, and most do: it moves by commits only.
  const heads = new Map<string, number>();
  const headNow = async (stream: string): Promise<number> => {
    const head = heads.get(stream) ?? (await headOf(outer, stream));
    heads.set(stream, head);
    return head;
  };
  const service: Service = {
    ...base, clock, db: outer,
    run: (actor, fn, scope = defaultScope(actor)) =>
      runUnit(outer, clock, actor, scope, fn, (moved) => {
        for (const { stream, head } of moved) heads.set(stream, head);
        listeners.forEach((tell) => tell(moved));
      }),
  };
  // A unit of work leaves its own scope in the transaction, which here goes on.
  const look = async <T extends object>(statement: ReturnType<typeof sql>): Promise<T[]> => {
    await outer.execute(sql`SELECT set_config('app.scope', 'system', true)`);
    return rows<T>(outer, statement);
  };

  // Sessions change at a sign-in and at a restore only; in between one look is enough.
  const sessions = new Map<string, User | null>();
  async function userOf(token: string | null, deviceId: string): Promise<User | null> {
    const key = `${token} ${deviceId}`;
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const me = token === null ? null : await findSession(outer, token, deviceId, now());
    const user: User | null = me && { kind: "user", me, deviceId };
    sessions.set(key, user);
    return user;
  }
  const routes: Readonly<Record<string, (request: Request, user: User) => Promise<string>>> = {
    "POST /sync/hello": async ({ body }, user) => JSON.stringify(await service.run(user, (ctx) => hello(ctx, user, { ...facts(), orderKey: TEST_ORDER_KEY }, HelloInput.parse(JSON.parse(body))), "none")),
    "POST /sync/ack": async ({ body }, user) => JSON.stringify(await service.run(user, (ctx) => acknowledge(ctx, user, facts(), AckInput.parse(JSON.parse(body))), "system")),
    "POST /sync/chain": async ({ body }, user) => {
      const { taken, remembered } = await service.run(user, (ctx) => takeChain(ctx, user, epoch, ChainInput.parse(JSON.parse(body))), "system");
      return JSON.stringify({ taken, remembered, head: await service.run(SYSTEM, (ctx) => trailEnd(ctx, epoch)) });
    },
    "GET /sync/digest": async ({ query }, user) => {
      const { stream, kind } = DigestQuery.parse(query);
      return JSON.stringify({ ...(await service.run(user, (ctx) => rangeDigests(ctx.tx, stream, kind), scopeFor(user, stream))), epoch, serverTime: now() });
    },
    "GET /sync/range": async ({ query }, user) => {
      const { stream, kind, range } = RangeQuery.parse(query);
      const { at, lines } = await service.run(user, (ctx) => rangeLines(ctx.tx, stream, kind, range), scopeFor(user, stream));
      const trailer: z.input<typeof RangeTrailer> = { end: "range", at, epoch, count: lines.count, serverTime: now() };
      return `${[...lines.texts, JSON.stringify(trailer)].join("\n")}\n`;
    },
    "POST /sync/push": async ({ body }, user) => JSON.stringify(await part.takeEvents(service, user, PushInput.parse(JSON.parse(body)).events)),
    "GET /sync/snapshot": async ({ query }, user) => {
      const { stream, token } = SnapshotQuery.parse(query);
      const scope = scopeFor(user, stream);
      const place = token === undefined ? null : readToken(SECRET, token, stream, epoch);
      const page = await service.run(user, (ctx) => part.snapshotPage(ctx.tx, stream, epoch, place, random.between(1, 12)), scope);
      const trailer: z.input<typeof SnapshotTrailer> = { end: "snapshot", token: page.next ? writeToken(SECRET, page.next) : null, at: page.at, epoch, count: page.count, serverTime: now() };
      return `${[...page.texts, JSON.stringify(trailer)].join("\n")}\n`;
    },
    "GET /sync/pull": async ({ query }, user) => {
      const { stream, from, epoch: asked } = PullQuery.parse(query);
      const scope = scopeFor(user, stream);
      if (asked !== epoch) refuse("epoch_changed");
      const known = await headNow(stream);
      const page = from === known ? { lines: [], to: from, head: known } : await service.run(user, (ctx) => part.pullPage(ctx.tx, stream, from, random.between(1, 12)), scope);
      const trailer: z.input<typeof PullTrailer> = { end: "pull", from, to: page.to, count: page.lines.length, head: page.head, serverTime: now() };
      return `${[...page.lines, JSON.stringify(trailer)].join("\n")}\n`;
    },
  };

  const begin = async (): Promise<void> => {
    epoch = randomUUID();
    await writeMeta(outer, "epoch", epoch);
  };

  async function signIn(request: Request): Promise<string> {
    sessions.clear();
    const { userNo } = SignInInput.parse(JSON.parse(request.body));
    const signedIn = await service.run(SYSTEM, async (ctx: Ctx): Promise<SignIn> => {
      const [user] = await rows<{ id: string }>(ctx.tx, sql`SELECT id FROM app_user WHERE no = ${userNo}`);
      const me = (await loadMe(ctx.tx, user?.id ?? randomUUID())) as Me;
      return { ...(await openSession(ctx, me.id, request.deviceId)), me, serverTime: ctx.now, training: false, lease: await grantLease(ctx, TEST_ORDER_KEY, { userId: me.id, userNo: me.no, deviceId: request.deviceId }), orderKey: null, recovery: { holders: [] } };
    });
    return JSON.stringify(signedIn);
  }

  async function answered(request: Request): Promise<string> {
    const name = `${request.method} ${request.path}`;
    if (name === "POST /session") return signIn(request);
    const user = await userOf(request.token, request.deviceId);
    return routes[name]!(request, user ?? refuse("unauthenticated"));
  }

  return {
    service, look, userOf, begin, epoch: () => epoch,
    take: (user, events) => part.takeEvents(service, user, events),
    handle: async (request) => {
      try {
        const body = await answered(request);
        return request.path === "/sync/snapshot" ? { ...ok(body), resume: SnapshotTrailer.parse(JSON.parse(body.trimEnd().split("\n").at(-1)!)).token } : ok(body);
      } catch (error) {
        // What does not parse is `bad_input`, as the routes' schemas say it.
        const said = error instanceof RefusalError ? error.refusal : refusal(error instanceof SyntaxError || (error as Error).name === "ZodError" ? "bad_input" : "internal");
        if (said.code === "internal") throw error;
        return { status: statusOf(said.code), body: JSON.stringify(said), retryAfterMs: null };
      }
    },
    enrol: async (name) => {
      const id = randomUUID();
      await service.run(SYSTEM, (ctx) => ctx.tx.execute(sql`INSERT INTO device (id, name, cert_serial, cert_fingerprint, enrolled_at) VALUES (${id}, ${name}, ${id}, ${id}, ${ctx.now})`));
      return id;
    },
    onHeads: (listener) => void listeners.push(listener),
    backUp: async () => void (await outer.execute(sql`SAVEPOINT kept`)),
    restore: async () => {
      await outer.execute(sql`ROLLBACK TO SAVEPOINT kept`);
      sessions.clear();
      heads.clear();
      await begin();
    },
    undone: async (work) => {
      await outer.execute(sql`SAVEPOINT tried`);
      try {
        return await work();
      } finally {
        await outer.execute(sql`ROLLBACK TO SAVEPOINT tried`);
        heads.clear();
      }
    },
  };
}
