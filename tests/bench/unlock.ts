/**
 * The two waits of a lock, on the built program: password to the first row of the worklist (aim: p95 at most 1.5 s,
 * of it the deliberate key derivation), and the lock key to no process holding the key (aim: p95 at most 1 s).
 */
import { existsSync, readFileSync } from "node:fs";
import { enrolmentCode } from "../../build/launch/service.ts";
import { openStage, passwordOf, type Stage } from "../e2e/support/stage.ts";
import { bundleVault, startVaultProcess } from "../support/vault-process.ts";
import { enrolWithCode } from "../support/workstation.ts";
import { lockKey } from "../e2e/support/collector.ts";
import { processTree } from "../support/traces.ts";
import { calibrate } from "../../electron/vault/calibrate.ts";
import { againstLimit, figureOf, percentile, type Bench } from "./measure.ts";

const ROUNDS = 12;
const UNLOCK_LIMIT_MS = 1_500;
const LOCK_LIMIT_MS = 1_000;
/** A quick typist's number and password of fifteen characters. */
const TYPING_MS = 4_000;
const WHO = "A0101";
const ALONE = "A0102";

/** Processes of the vault below main: forked as `vault.js`. */
const vaults = (root: number): number[] =>
  processTree(root).filter((pid) => {
    try {
      return /vault[\\/]vault\.js/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    } catch {
      return false;
    }
  });

async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some((pid) => existsSync(`/proc/${pid}`) && !/\) Z /.test(readStat(pid)))) await new Promise((resolve) => setTimeout(resolve, 2));
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return ") Z ";
  }
}

/** The vault's own part: its process, the sign-in at the centre beside the key derivation, opening, and the first page of the worklist. */
async function withoutWindows(stage: Stage): Promise<number[]> {
  const { url, caPem, data } = stage.service();
  const machine = await enrolWithCode({ url, caPem }, await enrolmentCode(data, "PC-V"), "PC-V");
  const bundle = await bundleVault();
  const samples: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const began = performance.now();
    const vault = startVaultProcess(machine, { bundle });
    const opened = await vault.ask({ t: "signIn", profileDir: machine.profileDir, identity: machine.identity, bridge: machine.settings, deviceSecret: Uint8Array.from(machine.deviceSecret), userNo: ALONE, password: passwordOf(ALONE), appVersion: "bench", facts: [] });
    const page = await vault.call("queue.list", { tab: "all", text: "", bucket: null, bankCode: null, after: null, limit: 50 });
    if (!opened?.ok || !page?.ok) throw new Error("the vault did not open");
    if (round > 0) samples.push(performance.now() - began);
    else await new Promise((resolve) => setTimeout(resolve, 3_000));
    await vault.kill();
  }
  machine.remove();
  return samples;
}

export const bench: Bench = {
  name: "unlock",
  async *run() {
    const stage = await openStage("bench-unlock");
    try {
      const workstation = await stage.workstation("PC-B");
      const unlocks: number[] = [];
      const locks: number[] = [];
      // One more round than is counted: the first makes the slot and loads the cases.
      for (let round = 0; round <= ROUNDS; round++) {
        const window = await workstation.window("unlock");
        await window.locator("form input:not([type=password])").first().fill(WHO);
        const secret = window.locator("form input[type=password]");
        await secret.fill(passwordOf(WHO));
        // The test's hands need no time for a password; a person's do, and the next desk gets ready meanwhile.
        await new Promise((resolve) => setTimeout(resolve, TYPING_MS));
        const began = performance.now();
        await secret.press("Enter").catch(() => undefined);
        const desk = await workstation.window("desk", 60_000);
        await desk.locator('[data-testid="queue"] [role=option]').first().waitFor({ timeout: 60_000 });
        const unlocked = performance.now() - began;
        await new Promise((resolve) => setTimeout(resolve, 500));
        const holders = vaults(workstation.pid);
        if (holders.length === 0) throw new Error("no vault process was found");
        const pressed = performance.now();
        await Promise.all([lockKey(desk), gone(holders)]);
        if (round > 0) {
          unlocks.push(unlocked);
          locks.push(performance.now() - pressed);
        }
      }
      yield againstLimit("unlock", "password to the first list, p95", percentile(unlocks, 0.95), UNLOCK_LIMIT_MS, unlocks.length);
      yield againstLimit("unlock", "password to the first list, p50", percentile(unlocks, 0.5), UNLOCK_LIMIT_MS, unlocks.length);
      yield againstLimit("unlock", "lock key to no process with the key, p95", percentile(locks, 0.95), LOCK_LIMIT_MS, locks.length);
      const alone = await withoutWindows(stage);
      yield againstLimit("unlock", "the same without windows: vault's start, centre, key derivation, data, first page, p95", percentile(alone, 0.95), UNLOCK_LIMIT_MS, alone.length);
      const { mKib } = await calibrate();
      yield figureOf("unlock", "memory of one derivation on this machine", "MB", mKib / 1024, { what: "floor, MB", value: 64, aim: 16 }, 1);
    } finally {
      await stage.close();
    }
  },
};
