/**
 * Truth runs: real processes on a real PostgreSQL, killed and cut at seeded moments, then asked from
 * outside what became of every note whose saving was told.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { SYSTEM } from "../../../service/app.ts";
import { assignCases } from "../../../service/records/assign.ts";
import type { SyncStatus } from "../../../shared/ipc/contract.ts";
import type { Refusal } from "../../../shared/protocol/errors.ts";
import type { Breach } from "../model/world.ts";
import { seeded, type Random } from "../random.ts";
import { count, newTally, type Tally } from "../tally.ts";
import { seedOf } from "../seeds.ts";
import { setStage, type Stage } from "./stage.ts";
import { bundleVault, startVaultProcess, type VaultProcess } from "../../support/vault-process.ts";

/** Acts of one run, unless told otherwise. */
const ACTS = 7;
/** How long a healed workstation may take to be in step again, ms. */
const BOUND_MS = 90_000;
/** Fail points of the vault, named as `LOCKDESK_FAILPOINT=name:n`; a vault that has none is killed at random moments only. */
const FAIL_POINTS = ["outbox.beforeCommit", "outbox.afterCommit", "pull.fetched", "apply.midPage", "push.sent", "push.answered", "markSent.mid", "purge.mid"] as const;

interface Play {
  readonly stage: Stage;
  readonly random: Random;
  /** The vault as it ships: its processes start in a fraction of the time the sources take to compile. */
  readonly bundle: string;
  vault: VaultProcess;
  /** Texts of notes that were told saved, by case. */
  readonly told: Map<string, string>;
  written: number;
  /** Why the last sign-in was refused. */
  refused: Refusal | null;
}

/** Saves a note and remembers it when it was told saved. */
async function note(play: Play): Promise<void> {
  const { caseId } = play.random.pick(play.stage.cases);
  const text = `note ${play.written++} ${play.random.below(2 ** 31)}`;
  const answer = await play.vault.call("note.add", { caseId, text });
  if (answer?.ok) play.told.set(text, caseId);
}

async function comeBack(play: Play, failPoint?: string): Promise<void> {
  if (play.vault.alive()) return;
  play.vault = startVaultProcess(play.stage.machine, { bundle: play.bundle, ...(failPoint ? { failPoint } : {}) });
  const answer = await play.vault.signIn(play.stage.agency.lin.no);
  play.refused = answer?.ok === false ? answer.refusal : null;
  // Refused, it would stay locked: the next coming back tries again, as a person does.
  if (!answer?.ok) await play.vault.kill();
}

const someNotes = async (play: Play) => {
  for (let n = play.random.between(1, 5); n > 0; n -= 1) await note(play);
};

type Act = (play: Play) => Promise<void>;
const ACTS_BY_NAME: Readonly<Record<string, Act>> = {
  killWriting: async (play) => {
    const writing = (async () => {
      while (play.vault.alive()) await note(play);
    })();
    await sleep(play.random.between(5, 250));
    await play.vault.kill();
    await writing;
    await comeBack(play);
  },
  failPoint: async (play) => {
    await play.vault.kill();
    await comeBack(play, `${play.random.pick(FAIL_POINTS)}:${play.random.between(1, 4)}`);
    await someNotes(play);
    await sleep(play.random.between(50, 400));
    await play.vault.kill();
    await comeBack(play);
  },
  cut: async ({ stage, random }) => stage.proxy.weather({ kind: "cut", way: random.pick(["up", "down"] as const), after: random.below(3_000) }),
  swallow: async ({ stage, random }) => stage.proxy.weather({ kind: "swallow", way: random.pick(["up", "down"] as const) }),
  stall: async ({ stage, random }) => stage.proxy.weather({ kind: "stall", ms: random.between(50, 2_000) }),
  down: async ({ stage }) => stage.proxy.weather({ kind: "down" }),
  fair: async ({ stage }) => stage.proxy.weather({ kind: "fair" }),
  killCentre: async ({ stage, random }) => {
    await stage.centre.stop("SIGKILL");
    await sleep(random.below(300));
    await stage.restartCentre();
  },
  cutBackends: async ({ stage }) => void (await stage.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'lockdesk%'")),
  stopDatabase: async ({ stage }) => {
    await stage.postgres.cut();
    await stage.postgres.start();
  },
  reassign: async ({ stage, random }) => {
    const { caseId } = random.pick(stage.cases);
    const to = random.pick([stage.agency.lin, stage.agency.he]);
    await stage.operate((service) => service.run(SYSTEM, (ctx) => assignCases(ctx, [{ caseId, toUserId: to.id, asOwner: true }], "faults"))).catch(() => undefined);
  },
};

/** Processes an act kills hard, at least. */
const KILLS: Readonly<Record<string, number>> = { killWriting: 1, failPoint: 2, killCentre: 1, stopDatabase: 1 };

/** One run of so many acts on a fresh stage; a reason where there is no PostgreSQL. `hear` is told each act. */
export async function truthRun(seed: number, hear: (line: string) => void, acts = ACTS): Promise<Breach[] | { reason: string }> {
  const stage = await setStage();
  if ("reason" in stage) return stage;
  const random = seeded(seed);
  const bundle = await bundleVault();
  const play: Play = { stage, random, bundle, vault: startVaultProcess(stage.machine, { bundle }), told: new Map(), written: 0, refused: null };
  try {
    const signedIn = await play.vault.signIn(stage.agency.lin.no);
    if (!signedIn?.ok) throw new Error(`sign-in: ${signedIn?.refusal.code ?? "the vault died"}`);
    await until(async () => (await play.vault.call("case.open", { caseId: stage.cases[0]!.caseId }))?.ok === true, BOUND_MS);
    const breaches = await secondProcess(play);
    for (let i = 0; i < acts; i += 1) {
      const name = random.pick(Object.keys(ACTS_BY_NAME));
      hear(`  ${i + 1}. ${name}`);
      await someNotes(play);
      await ACTS_BY_NAME[name]!(play);
      await someNotes(play);
      await sleep(random.below(400));
      await comeBack(play);
    }
    return [...breaches, ...(await recover(play)), ...(await fromOutside(play))];
  } finally {
    await play.vault.kill();
    await stage.close();
  }
}

async function until(holds: () => Promise<boolean>, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(100)) if (await holds().catch(() => false)) return true;
  return false;
}

/** 17: a second process on the profile of a living one is refused. */
async function secondProcess({ stage, bundle }: Play): Promise<Breach[]> {
  const second = startVaultProcess(stage.machine, { bundle });
  try {
    const answer = await second.signIn(stage.agency.lin.no);
    return answer?.ok ? [{ n: 17, detail: "two vault processes opened one profile" }] : [];
  } finally {
    await second.kill();
  }
}

/** Fair weather; then everything must be out and in within the bound. */
async function recover(play: Play): Promise<Breach[]> {
  play.stage.proxy.weather({ kind: "fair" });
  await comeBack(play);
  const inStep = await until(async () => {
    await comeBack(play);
    const answer = await play.vault.call("sync.status", {});
    if (answer?.ok && (answer.value as SyncStatus).pending === 0 && (answer.value as SyncStatus).connected) return true;
    await play.vault.call("sync.now", {});
    return false;
  }, BOUND_MS);
  return inStep ? [] : [{ n: 13, detail: `the workstation is not in step ${BOUND_MS / 1000} s after healing: ${JSON.stringify([play.refused, await play.vault.call("sync.status", {})])}` }];
}

/** What the centre's tables and the workstation's own view say of the notes that were told saved. */
async function fromOutside({ stage, told, vault }: Play): Promise<Breach[]> {
  const breaches: Breach[] = [];
  const held = await stage.ask<{ text: string; n: number }>("SELECT body->>'text' AS text, count(*)::int AS n FROM event WHERE type = 'note.added' GROUP BY 1");
  const times = new Map(held.map((h) => [h.text, h.n]));
  for (const [text, caseId] of told) if (!times.has(text)) breaches.push({ n: 1, detail: `"${text}" on case ${caseId} was told saved and is not at the centre` });
  for (const [text, n] of times) if (n > 1) breaches.push({ n: 3, detail: `"${text}" is held ${n} times` });
  const twice = await stage.ask("SELECT device_id, seq FROM event GROUP BY 1, 2 HAVING count(*) > 1");
  if (twice.length > 0) breaches.push({ n: 3, detail: `${twice.length} numbers are held twice` });
  const gaps = await stage.ask("SELECT s.name FROM stream s LEFT JOIN change c ON c.stream = s.name GROUP BY s.name, s.head HAVING count(c.pos) <> s.head");
  if (gaps.length > 0) breaches.push({ n: 18, detail: `streams with gaps: ${JSON.stringify(gaps)}` });
  const mine = new Set((await stage.ask<{ id: string }>("SELECT id FROM kase WHERE status = 'open' AND assignee_id = $1", [stage.agency.lin.id])).map((k) => k.id));
  for (const { caseId } of stage.cases) {
    // The last page may still be on its way when the outbox is empty.
    const agrees = await until(async () => ((await vault.call("case.open", { caseId }))?.ok === true) === mine.has(caseId), 20_000);
    if (!agrees) breaches.push({ n: mine.has(caseId) ? 4 : 7, detail: `case ${caseId} is ${mine.has(caseId) ? "missing on" : "still on"} the workstation` });
  }
  return breaches;
}

/** Several truth runs of so many acts each; a reason where they cannot be made. */
export async function truthSweep(runs: number, seed: number, say: (line: string) => void, actsEach?: number): Promise<Tally | { reason: string }> {
  const tally = newTally();
  let kills = 0;
  for (let i = 0; i < runs; i += 1) {
    const acts: string[] = [];
    const found = await truthRun(seedOf(seed, i), (line) => acts.push(line), actsEach);
    if ("reason" in found) return found;
    count(tally, found);
    kills += acts.reduce((sum, act) => sum + (KILLS[act.split(". ")[1] ?? ""] ?? 0), 0);
    say(`truth run ${i + 1} of ${runs} (seed ${seedOf(seed, i)}), ${kills} kills so far${found.length ? ` FAILED:\n${found.map((b) => `  invariant ${b.n}: ${b.detail}`).join("\n")}\nacts:\n${acts.join("\n")}` : ""}`);
  }
  return tally;
}
