/**
 * The vault without its process, for tests and benches: a workspace over real encrypted files, filled
 * with rows as the centre would send them, its bridge unable to find a VPN unless one is given.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHANNELS, type Answer, type ChannelInput, type ChannelOutput } from "../../shared/ipc/contract.ts";
import { NEW_CASE_WORK, type CaseDoc, type ColleagueDoc, type ContactPoint, type DocKind, type DocOf, type EntryDoc, type PersonDoc, type PromiseDoc, type WarningDoc } from "../../shared/model/documents.ts";
import { addDays, atLocal, DAY, dayOf } from "../../shared/model/time.ts";
import type { Me } from "../../shared/protocol/session.ts";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { createBridge } from "../../electron/bridge/client.ts";
import type { Push } from "../../electron/vault/changes.ts";
import { answerCall } from "../../electron/vault/handlers/index.ts";
import type { VaultChannel } from "../../electron/vault/handlers/types.ts";
import { newJournalPost } from "../../electron/vault/sync/anchor.ts";
import { openWorkspace, type OpenWorkspace } from "../../electron/vault/open-workspace.ts";
import { userFolder } from "../../electron/vault/user-folder.ts";
import type { Workspace } from "../../electron/vault/workspace.ts";
import { grant, TEST_ORDER_KEY } from "./lease.ts";

/** Monday 2026-11-23 09:30 in the rule zone: inside calling hours. */
export const MONDAY = atLocal("2026-11-23", "09:30");
export const TODAY = dayOf(MONDAY);
export const EPOCH = "0e5f7a52-3c7e-4a8e-9d5b-0d7c1b2a3f40";

// -- people and documents, all invented --------------------------------------
export const COLLECTOR: Me = {
  id: "11111111-1111-4111-8111-111111111111", no: "A0101", name: "林知夏", roles: ["collector"], teamId: "22222222-2222-4222-8222-222222222222",
  teamName: "A 组", regionCode: "north", extension: "8101",
};
export const SUPERVISOR: Me = { ...COLLECTOR, id: "33333333-3333-4333-8333-333333333333", no: "A0001", name: "何静仪", roles: ["supervisor"], extension: "8100" };

/** An id that is the same in every run. */
export const idOf = (kind: string, n: number): string => {
  const tag = Buffer.from(kind.padEnd(4, "x").slice(0, 4)).toString("hex");
  return `${tag}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
};

export function makeContact(n: number, over: Partial<ContactPoint> = {}): ContactPoint {
  return { id: idOf("cont", n), kind: "mobile", value: `139${String(10_000_000 + n * 7919).slice(-8)}`, ownerName: "欧阳若兰", relation: "本人", source: "contract", status: "unverified", current: false, ...over };
}

export function makePerson(n: number, over: Partial<PersonDoc> = {}): PersonDoc {
  return {
    id: idOf("pers", n), bankCode: "huabei", name: `${"赵钱孙李周吴郑王"[n % 8]}测${String.fromCharCode(0x4e00 + (n % 2000))}`, gender: "男", idNo: `110101199001${String(n % 1_000_000).padStart(6, "0")}`,
    birthday: "1990-01-01", email: `user${n}@example.com`, employer: "某某机械制造有限公司", jobTitle: "技工", homeAddress: "华北市朝阳区幸福路 8 号院 3 单元 502",
    employerAddress: "华北市海淀区学院路 100 号", householdAddress: "华北省平安市和平区人民路 12 号", province: "华北省", city: "平安市", district: "和平区",
    contacts: [makeContact(n * 2, { current: true }), makeContact(n * 2 + 1, { relation: "配偶" })], holds: [], tally: { day: TODAY, effective: 0, unanswered: {} }, applied: {}, ...over,
  };
}

export function makeCase(n: number, over: Partial<CaseDoc> = {}): CaseDoc {
  return {
    id: idOf("case", n), caseNo: `HB202611${String(n).padStart(6, "0")}`, bankCode: "huabei", bankName: "华北银行", batchNo: "HB-20261120", personId: idOf("pers", n), assigneeId: COLLECTOR.id,
    teamId: COLLECTOR.teamId, grantNo: 1, assignedAt: MONDAY - 2 * DAY, cardNo: `62258800${String(n).padStart(8, "0")}`, cardType: "信用卡", placedOn: "2026-11-20", dueBackOn: addDays(TODAY, 60), hand: "一手",
    placedFen: 1_000_000 + n, creditLimitFen: 5_000_000, billDay: "10", bucket: "M2", overdueOn: "2026-09-20", overdueDays: 64, overduePeriods: 2, lastPaymentFen: 0, lastPaymentOn: "", paidSincePlacementFen: 0,
    balances: { asOf: "2026-11-20", currency: "CNY", currentFen: 1_000_000 + n, principalFen: 900_000, interestFen: 60_000, managementFeeFen: 0, penaltyInterestFen: 0, liquidatedDamagesFen: 40_000, lateFeeFen: n, overlimitFeeFen: 0, minimumDueFen: 50_000 },
    previousNotes: "上家:本人 13812345678 承诺下周还款,证件 110101199003070011", placements: 1, tags: [], status: "open", work: NEW_CASE_WORK, applied: {}, ...over,
  };
}

export function makePromise(n: number, over: Partial<PromiseDoc> = {}): PromiseDoc {
  return { id: idOf("prom", n), caseId: idOf("case", n), personId: idOf("pers", n), amountFen: 50_000, dueOn: TODAY, madeAt: MONDAY - DAY, madeBy: COLLECTOR.id, state: "pending", paidFen: 0, decidedAt: null, ...over };
}

export function makeEntry(n: number, over: Partial<EntryDoc> = {}): EntryDoc {
  return { id: idOf("entr", n), type: "note.added", caseId: idOf("case", n), personId: idOf("pers", n), userId: COLLECTOR.id, userName: COLLECTOR.name, at: MONDAY - DAY, body: { text: `跟进 ${n}` }, ...over };
}

export function makeWarning(n: number, over: Partial<WarningDoc> = {}): WarningDoc {
  return {
    id: idOf("warn", n), no: `YJ20261123${n}`, caseId: idOf("case", n), personId: idOf("pers", n), bankCode: "huabei", collectorId: COLLECTOR.id, collectorName: COLLECTOR.name, teamId: COLLECTOR.teamId,
    state: "filed", t0: MONDAY - 600_000, filedAt: MONDAY - 500_000, receivedAt: MONDAY - 490_000,
    form: { reached: "本人", types: ["conduct"], emotion: "agitated", channels: ["12378"], demand: "停止联系", summary: "来电 13800138000 要求投诉", explained: "", urgency: "urgent" },
    facts: {}, registerNo: "", finding: null, plan: null, parts: {}, pack: null, alerts: [], owed: null, copies: [], desks: [], applied: {},
    steps: [{ id: idOf("step", n), step: "file", at: MONDAY - 500_000, receivedAt: MONDAY - 490_000, by: COLLECTOR.id, byName: COLLECTOR.name, late: false, body: null, counts: true }], ...over,
  };
}

export const makeColleague = (me: Me): ColleagueDoc => ({ id: me.id, no: me.no, name: me.name, teamId: me.teamId, teamName: me.teamName, extension: me.extension, roles: [...me.roles], duty: "working" });

export type AnyDoc = { [K in DocKind]: { kind: K; doc: DocOf<K>; rev?: number } }[DocKind];

/** A sync line as the centre writes it. */
export const line = (pos: number, op: "put" | "del" | "grant" | "revoke", kind: string, id: string, rev: number, body: unknown): string =>
  `[${pos},"${op}","${kind}","${id}",${rev},${JSON.stringify(body ?? null)}]`;
export const putLine = (pos: number, { kind, doc, rev = 1 }: AnyDoc): string => line(pos, "put", kind, doc.id, rev, doc);

// -- the vault ---------------------------------------------------------------
export interface TestVault {
  readonly dir: string;
  readonly ws: Workspace;
  readonly open: OpenWorkspace;
  /** What the vault pushed. */
  readonly pushes: { push: string; body: unknown }[];
  readonly locks: Refusal[];
  /** Moves the clock of machine and monotonic time. */
  advance(ms: number): void;
  call<C extends VaultChannel>(channel: C, input: ChannelInput<C>): Promise<Answer<ChannelOutput<C>>>;
  /** As `call`, for answers that must be good; checks the output's schema. */
  ok<C extends VaultChannel>(channel: C, input: ChannelInput<C>): Promise<ChannelOutput<C>>;
  /** The refusal's code; throws when the call was answered. */
  refused<C extends VaultChannel>(channel: C, input: ChannelInput<C>): Promise<string>;
  /** Rows of a stream, as one snapshot. */
  load(stream: string, docs: readonly AnyDoc[]): void;
  /** Rows of a stream after its cursor. */
  pull(stream: string, lines: (pos: number) => readonly string[]): void;
  /** Closes and opens again off line, as after a lock. */
  reopen(): Promise<TestVault>;
  close(): Promise<void>;
  /** Closes and removes the folder. */
  dispose(): Promise<void>;
}

export interface TestVaultOptions {
  readonly me?: Me;
  readonly now?: number;
  readonly dir?: string;
  readonly deviceId?: string;
  readonly key?: { dek: Buffer; dekId: string };
  readonly offline?: boolean;
}

export const DEVICE_ID = "44444444-4444-4444-8444-444444444444";
export const ownStream = (me: Me): string => (me.roles.includes("supervisor") ? `team:${me.teamId}` : `collector:${me.id}`);

/** Opens a workspace over real files; off the network. */
export function openTestVault(options: TestVaultOptions = {}): TestVault {
  const me = options.me ?? COLLECTOR;
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), "lockdesk-vault-"));
  const key = options.key ?? { dek: randomBytes(32), dekId: randomUUID() };
  const kept = Buffer.from(key.dek);
  const wall = options.now ?? MONDAY;
  const mono0 = performance.now();
  let advanced = 0;
  const timers = { wall: () => wall + advanced, mono: () => mono0 + advanced };
  const folder = userFolder(dir, me.no);
  mkdirSync(folder.path, { recursive: true });
  const pushes: TestVault["pushes"] = [];
  const locks: Refusal[] = [];
  const push: Push = (name, body) => void pushes.push({ push: name, body });
  const signIn = { token: "no-centre-in-this-test", expiresAt: wall + DAY, me, serverTime: wall, training: false, lease: grant({ userId: me.id, userNo: me.no, deviceId: options.deviceId ?? DEVICE_ID }, wall), orderKey: null, recovery: { holders: [] } };
  const bridge = createBridge({ settings: { serviceUrl: "https://127.0.0.1:1", vpnRanges: ["198.51.100.0/24"] }, caPem: "" });
  const deviceId = options.deviceId ?? DEVICE_ID;
  const open = openWorkspace({
    message: {
      profileDir: dir, identity: { deviceId, deviceName: "test", keyPem: "", certificatePem: "", caPem: "", orderKey: TEST_ORDER_KEY.publicKey }, bridge: { serviceUrl: "https://127.0.0.1:1", vpnRanges: ["198.51.100.0/24"] },
      deviceSecret: Buffer.alloc(32, 1), userNo: me.no, password: "unused in this opening", appVersion: "0.0.0-test", facts: [],
    },
    folder, bridge, push, journal: newJournalPost({ anchored: () => undefined, note: () => undefined }), over: (reason) => void locks.push(reason), timers, pollMs: 3_600_000,
    unlocked: { dek: Buffer.from(kept), dekId: key.dekId, online: options.offline ? null : { ok: true, value: signIn, sentAt: mono0, receivedAt: mono0 }, pending: null, keptAside: false },
  });
  const { ws } = open;
  let closed: Promise<void> | null = null;
  const call = <C extends VaultChannel>(channel: C, input: ChannelInput<C>) => answerCall(ws, channel, input);
  const vault: TestVault = {
    dir, ws, open, pushes, locks, call,
    advance: (ms) => {
      advanced += ms;
    },
    ok: async (channel, input) => {
      const answer = await call(channel, input);
      if (!answer.ok) throw new Error(`${channel} refused: ${answer.refusal.code} ${answer.refusal.issues.join("; ")}`);
      return CHANNELS[channel].output.parse(answer.value) as ChannelOutput<typeof channel>;
    },
    refused: async (channel, input) => {
      const answer = await call(channel, input);
      if (answer.ok) throw new Error(`${channel} was not refused`);
      return answer.refusal.code;
    },
    load: (stream, docs) => {
      ws.cache.snapshotPage(stream, docs.map((d) => putLine(0, d)), { end: "snapshot", token: null, at: 0, epoch: EPOCH, count: docs.length, serverTime: wall });
    },
    pull: (stream, lines) => {
      const from = ws.cache.streams().find((s) => s.stream === stream)?.pos ?? 0;
      const rows = lines(from + 1);
      ws.cache.pullPage(stream, rows, { end: "pull", from, to: from + rows.length, count: rows.length, head: from + rows.length, serverTime: wall });
    },
    reopen: async () => {
      await vault.close();
      return openTestVault({ ...options, dir, key: { dek: Buffer.from(kept), dekId: key.dekId }, now: wall + advanced, offline: true });
    },
    close: () => {
      closed ??= open.close();
      return closed;
    },
    dispose: async () => {
      await vault.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return vault;
}
