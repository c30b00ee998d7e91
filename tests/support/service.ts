/**
 * A central service for tests: on a copy of one PGlite template (first open costs seconds), or on a
 * real PostgreSQL; with a small agency, cases, enrolled devices and signed-in clients over mutual TLS.
 */
import { createHash, randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { sql } from "drizzle-orm";
import pino from "pino";
import { Agent, request } from "undici";
import { uuidv7 } from "uuidv7";
import type { Role } from "../../shared/access/roles.ts";
import { EVENT_VERSION, type EventBody, type EventType } from "../../shared/model/events.ts";
import { NEW_CASE_WORK, type CaseDoc, type PersonDoc } from "../../shared/model/documents.ts";
import type { Me, SignIn } from "../../shared/protocol/session.ts";
import { RESUME_HEADER, type Row } from "../../shared/protocol/sync.ts";
import { openService, SYSTEM, type Service, type ServiceOptions } from "../../service/app.ts";
import { hashPassword } from "../../service/auth/password.ts";
import { loadMe } from "../../service/auth/session.ts";
import type { Actor } from "../../service/context.ts";
import { openEmbedded } from "../../service/db/open.ts";
import { MIGRATIONS } from "../../service/db/migrate.ts";
import { issueEnrolmentCode } from "../../service/pki/enrol.ts";
import { KEY, x509 } from "../../service/pki/x509.ts";
import { insertCases } from "../../service/records/cases.ts";
import { colleaguesChanged } from "../../service/records/colleagues.ts";
import { assignCases } from "../../service/records/assign.ts";
import { humanKeys, insertPersons } from "../../service/records/persons.ts";

export const PASSWORD = "correct-horse-battery";
export const quiet = pino({ level: "silent" });

// -- the service ---------------------------------------------------------------

/** A migrated, empty data directory, made once per schema and copied for every test. */
async function template(): Promise<string> {
  const files = readdirSync(MIGRATIONS).filter((f) => f.endsWith(".sql")).sort();
  const hash = createHash("sha256").update(files.map((f) => readFileSync(join(MIGRATIONS, f), "utf8")).join()).digest("hex").slice(0, 12);
  const dir = join(tmpdir(), `lockdesk-pglite-${hash}`);
  if (existsSync(dir)) return dir;
  const fresh = mkdtempSync(join(tmpdir(), "lockdesk-pglite-new-"));
  await (await openEmbedded(fresh)).close();
  try {
    renameSync(fresh, dir);
  } catch {
    rmSync(fresh, { recursive: true, force: true }); // another worker was first
  }
  return dir;
}

/** A fresh data directory of the current schema. Remove it when done. */
export async function freshData(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-data-"));
  mkdirSync(dir, { recursive: true });
  cpSync(await template(), dir, { recursive: true });
  return dir;
}

export interface TestService {
  readonly service: Service;
  readonly dir: string | null;
  stop(): Promise<void>;
}

/** Opens a service on PGlite, or on PostgreSQL when a URL is given. Training clock unless told otherwise. */
export async function startService(options: Partial<ServiceOptions> = {}): Promise<TestService> {
  const dir = options.databaseUrl || options.data ? null : await freshData();
  // Most tests are about something else than the second factor; those that are about it say so.
  const service = await openService({ clock: "training", log: quiet, secondFactor: "off", ...(dir ? { data: dir } : {}), ...options });
  return {
    service, dir,
    async stop() {
      await service.close();
      if (dir) rmSync(dir, { recursive: true, force: true });
    },
  };
}

// -- the agency ----------------------------------------------------------------

export interface Agency {
  readonly teamA: string;
  readonly teamB: string;
  readonly lin: Me;
  readonly zhou: Me;
  readonly he: Me;
  readonly supervisorA: Me;
  readonly supervisorB: Me;
  readonly admin: Me;
  readonly it: Me;
}

let hashed: Promise<string> | null = null;

/** An agency of its own in the database (several tests share one). Two teams: Lin and Zhou under a supervisor in A, He under another in B; an administrator and an IT post. */
export async function foundAgency(service: Service): Promise<Agency> {
  const passwordHash = await (hashed ??= hashPassword(PASSWORD));
  const [teamA, teamB] = [randomUUID(), randomUUID()];
  const mark = teamA.slice(0, 6);
  const people: [keyof Omit<Agency, "teamA" | "teamB">, string, string, Role[], string | null][] = [
    ["lin", "A0101", "林知夏", ["collector"], teamA], ["zhou", "A0102", "周砚", ["collector"], teamA], ["he", "B0101", "贺明远", ["collector"], teamB],
    ["supervisorA", "A0001", "何静仪", ["supervisor"], teamA], ["supervisorB", "B0001", "宋柏", ["supervisor"], teamB],
    ["admin", "X0001", "孙迎", ["administrator"], null], ["it", "I0001", "吕航", ["it"], null],
  ];
  const ids = new Map<string, string>();
  await service.run(SYSTEM, async (ctx) => {
    await ctx.tx.execute(sql`INSERT INTO region (code, name) VALUES ('N', '北区') ON CONFLICT DO NOTHING`);
    await ctx.tx.execute(sql`INSERT INTO bank (code, name) VALUES ('DEMO', '示例银行'), ('OTHER', '另一银行') ON CONFLICT DO NOTHING`);
    await ctx.tx.execute(sql`INSERT INTO team (id, name, region_code) VALUES (${teamA}, ${`A ${teamA}`}, 'N'), (${teamB}, ${`B ${teamB}`}, 'N')`);
    for (const [key, number, name, roles, team] of people) {
      const no = `${number}-${mark}`;
      const id = randomUUID();
      ids.set(key, id);
      await ctx.tx.execute(sql`INSERT INTO app_user (id, no, name, roles, team_id, region_code, password_hash, must_change) VALUES (${id}, ${no}, ${name}, ${sql.param(roles)}::text[], ${team}, 'N', ${passwordHash}, false)`);
    }
    await colleaguesChanged(ctx, [...ids.values()]);
  });
  const me = async (key: string) => (await loadMe(service.db, ids.get(key) ?? "")) as Me;
  return {
    teamA, teamB, lin: await me("lin"), zhou: await me("zhou"), he: await me("he"),
    supervisorA: await me("supervisorA"), supervisorB: await me("supervisorB"), admin: await me("admin"), it: await me("it"),
  };
}

// -- cases ---------------------------------------------------------------------

export interface TestCase {
  readonly caseId: string;
  readonly personId: string;
  readonly contactId: string;
}

const ID_NO = "110101199003070002";

function personDoc(id: string, contactId: string, idNo: string, bankCode: string): PersonDoc {
  return {
    id, bankCode, name: "欧阳测", gender: "女", idNo, birthday: "1990-03-07", email: "", employer: "", jobTitle: "", homeAddress: "", employerAddress: "", householdAddress: "",
    province: "", city: "", district: "",
    contacts: [{ id: contactId, kind: "mobile", value: "13800138622", ownerName: "欧阳测", relation: "本人", source: "contract", status: "unverified", current: true }],
    holds: [], tally: { day: "", effective: 0, unanswered: {} }, applied: {},
  };
}

function caseDoc(id: string, personId: string, caseNo: string, bankCode: string): CaseDoc {
  return {
    id, caseNo, bankCode, bankName: "示例银行", batchNo: "T-1", personId, assigneeId: null, teamId: null, grantNo: 0, assignedAt: null, cardNo: "6222020000004302", cardType: "",
    placedOn: "2026-11-01", dueBackOn: "2027-01-31", hand: "一手", placedFen: 1_234_500, creditLimitFen: 2_000_000, billDay: "5", bucket: "M2", overdueOn: "2026-09-05",
    overdueDays: 79, overduePeriods: 2, lastPaymentFen: 0, lastPaymentOn: "", paidSincePlacementFen: 0,
    balances: {
      asOf: "2026-11-20", currency: "CNY", currentFen: 1_234_500, principalFen: 1_000_000, interestFen: 234_500, managementFeeFen: 0, penaltyInterestFen: 0,
      liquidatedDamagesFen: 0, lateFeeFen: 0, overlimitFeeFen: 0, minimumDueFen: 123_400,
    },
    previousNotes: "", placements: 1, tags: [], status: "open", work: NEW_CASE_WORK, applied: {},
  };
}

/** Inserts `count` cases of as many persons and gives them to somebody. `human` makes them the same human's. */
export async function addCases(service: Service, count: number, to: Me | null, options: { bank?: string; human?: string } = {}): Promise<TestCase[]> {
  const bank = options.bank ?? "DEMO";
  const made = Array.from({ length: count }, () => ({ caseId: randomUUID(), personId: randomUUID(), contactId: randomUUID() }));
  await service.run(SYSTEM, async (ctx) => {
    const keyOf = await humanKeys(ctx);
    await insertPersons(ctx, made.map(({ personId, contactId }) => ({ doc: personDoc(personId, contactId, ID_NO, bank), identity: personId, humanKey: keyOf(options.human ?? personId) })));
    await insertCases(ctx, made.map(({ caseId, personId }) => ({ doc: caseDoc(caseId, personId, `C-${caseId.slice(0, 8)}`, bank), batchId: randomUUID(), contentHash: caseId })));
    if (to) await assignCases(ctx, made.map(({ caseId }) => ({ caseId, toUserId: to.id, asOwner: true })), "test");
  });
  return made;
}

// -- a workstation -------------------------------------------------------------

export interface Reply<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: T;
}
export interface TestDevice {
  readonly deviceId: string;
  readonly keyPem: string;
  readonly certificatePem: string;
  call<T = Record<string, unknown>>(method: "GET" | "POST" | "DELETE", path: string, options?: { token?: string; body?: unknown; headers?: Record<string, string> }): Promise<Reply<T>>;
  close(): Promise<void>;
}

/** A client without (or with) a certificate, trusting only the given CA. `keepMs`: how long its idle line is kept. */
export function connect(url: string, caPem: string, identity: { deviceId: string; keyPem: string; certificatePem: string } | null, keepMs = 5_000): TestDevice {
  const agent = new Agent({ connect: { ca: caPem, ...(identity ? { key: identity.keyPem, cert: identity.certificatePem } : {}) }, keepAliveTimeout: keepMs });
  return {
    deviceId: identity?.deviceId ?? "", keyPem: identity?.keyPem ?? "", certificatePem: identity?.certificatePem ?? "",
    async call<T>(method: "GET" | "POST" | "DELETE", path: string, options: { token?: string; body?: unknown; headers?: Record<string, string> } = {}) {
      const reply = await request(`${url}${path}`, {
        method, dispatcher: agent,
        headers: { ...(options.token ? { authorization: `Bearer ${options.token}` } : {}), ...(options.body === undefined ? {} : { "content-type": "application/json" }), ...options.headers },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      });
      const bytes = Buffer.from(await reply.body.arrayBuffer());
      const plain = reply.headers["content-encoding"] === "zstd" ? zstdDecompressSync(bytes) : bytes;
      const isJson = String(reply.headers["content-type"]).startsWith("application/json");
      return { status: reply.statusCode, headers: reply.headers, body: (isJson ? JSON.parse(plain.toString("utf8")) : plain.toString("utf8")) as T };
    },
    close: () => agent.close(),
  };
}

/** A signing request as a workstation makes it. */
export async function makeRequest(subject = "CN=whatever"): Promise<{ csr: string; keyPem: string }> {
  const keys = (await crypto.subtle.generateKey(KEY, true, ["sign", "verify"])) as CryptoKeyPair;
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({ name: subject, keys, signingAlgorithm: KEY });
  return { csr: csr.toString("pem"), keyPem: x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY") };
}

/** Enrols a workstation over the wire with a fresh one-time code. */
export async function enrol(service: Service, url: string, name = "PC-1"): Promise<TestDevice> {
  const { code } = await service.run(SYSTEM, (ctx) => issueEnrolmentCode(ctx, name));
  const { csr, keyPem } = await makeRequest();
  const stranger = connect(url, service.authority.certificatePem, null);
  const reply = await stranger.call<{ deviceId: string; certificate: string }>("POST", "/device/enrol", { body: { code, csr, name, appVersion: "test" } });
  await stranger.close();
  if (reply.status !== 200) throw new Error(`enrolment: ${JSON.stringify(reply.body)}`);
  return connect(url, service.authority.certificatePem, { deviceId: reply.body.deviceId, keyPem, certificatePem: reply.body.certificate });
}

/** A workstation with somebody signed in on it: events, push and pull in one hand. */
export interface Desk {
  readonly device: TestDevice;
  readonly me: Me;
  readonly token: string;
  readonly epoch: string;
  /** An event with the next number of this device. */
  event<T extends EventType>(type: T, at: TestCase | null, body: EventBody<T>, change?: Record<string, unknown>): Record<string, unknown>;
  push(events: readonly unknown[]): Promise<Reply<{ results: { id: string; seq: number; result: string; code?: string }[]; knownSeq: number }>>;
  pull(stream: string, from: number, limit?: number): Promise<{ rows: Row[]; to: number; head: number; count: number }>;
  snapshot(stream: string, limit?: number): Promise<{ rows: Row[]; at: number; pages: number }>;
}

/** Signs in over the wire. */
export async function signIn(service: Pick<Service, "clock" | "epoch">, device: TestDevice, me: Me, password = PASSWORD): Promise<Desk> {
  const reply = await device.call<SignIn>("POST", "/session", { body: { userNo: me.no, password } });
  if (reply.status !== 200) throw new Error(`sign-in: ${JSON.stringify(reply.body)}`);
  return deskOf(service, device, me, reply.body.token);
}

function deskOf(service: Pick<Service, "clock" | "epoch">, device: TestDevice, me: Me, token: string): Desk {
  let seq = 0;
  const lines = async (path: string) => {
    const reply = await device.call<string>("GET", path, { token, headers: { "accept-encoding": "zstd" } });
    if (reply.status !== 200) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
    const all = reply.body.trimEnd().split("\n").map((l) => JSON.parse(l) as unknown);
    return { rows: all.slice(0, -1) as Row[], resume: reply.headers[RESUME_HEADER] ?? null, trailer: all.at(-1) as { token: string | null; at: number; to: number; head: number; count: number } };
  };
  return {
    device, me, token, epoch: service.epoch,
    event(type, at, body, change = {}) {
      seq += 1;
      const now = service.clock.now();
      return { id: uuidv7(), seq, deviceId: device.deviceId, userId: me.id, caseId: at?.caseId ?? null, personId: at?.personId ?? null, at: now, atServer: now, v: EVENT_VERSION, type, body, ...change };
    },
    push: (events) => device.call("POST", "/sync/push", { token, body: { events } }),
    async pull(stream, from, limit = 2000) {
      const { rows, trailer } = await lines(`/sync/pull?stream=${stream}&epoch=${service.epoch}&from=${from}&limit=${limit}`);
      return { rows, to: trailer.to, head: trailer.head, count: trailer.count };
    },
    async snapshot(stream, limit = 2000) {
      const rows: Row[] = [];
      let next = "";
      for (let pages = 1; ; pages += 1) {
        const page = await lines(`/sync/snapshot?stream=${stream}&limit=${limit}${next}`);
        if (page.resume !== page.trailer.token) throw new Error(`the head of a page names ${page.resume}, its trailer ${page.trailer.token}`);
        rows.push(...page.rows);
        if (page.trailer.token === null) return { rows, at: page.trailer.at, pages };
        next = `&token=${encodeURIComponent(page.trailer.token)}`;
      }
    },
  };
}

/** The actor of somebody on a device, for work done in process. */
export const actor = (me: Me, deviceId: string = randomUUID()): Extract<Actor, { kind: "user" }> => ({ kind: "user", me, deviceId });

/** A call that nobody answered. */
export const noAnswer = (at: TestCase, startedAt: number, note = ""): EventBody<"call.logged"> => ({
  callId: randomUUID(), contactPointId: at.contactId, direction: "out", line: "A2", person: null, outcome: null, tags: [], identityStated: false, note, startedAt, endedAt: startedAt + 20_000,
});
