/**
 * Saving. From the checked call to the durable event and the new view, in the vault: at most 20 ms. And the
 * durable append alone (numbers, hash chain, commit) against the floor of the disk: 4 KiB appended to a
 * plain file and synced, which no durable write can undercut.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { idOf, openTestVault, ownStream } from "../support/vault.ts";
import { OWNER, portfolio } from "./documents.ts";
import { againstLimit, againstPeer, percentile, sampled, type Bench } from "./measure.ts";

const SAVES = 300;
const LIMIT_MS = 20;
const BLOCK = Buffer.alloc(4096, 1);
/** Between two saves a collector does something else; the idle work of the vault falls there, as in the field. */
const PAUSE_MS = 5;
const NOTE = "本人接听,称月底发薪后处理,语气平和;已告知最低还款额与还款渠道。";

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

async function floor(): Promise<number[]> {
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-bench-floor-"));
  const fd = openSync(join(dir, "floor"), "a");
  const samples: number[] = [];
  for (let i = 0; i < SAVES; i++) {
    const [ms] = await sampled(1, () => {
      writeSync(fd, BLOCK);
      fdatasyncSync(fd);
    });
    samples.push(ms!);
    await pause();
  }
  closeSync(fd);
  rmSync(dir, { recursive: true, force: true });
  return samples;
}

export const bench: Bench = {
  name: "save",
  async *run() {
    const bare = await floor();
    const vault = openTestVault();
    vault.load(ownStream(OWNER), portfolio(1_000, 20));
    const saves: number[] = [];
    const appends: number[] = [];
    for (let i = 0; i < SAVES; i++) {
      saves.push(...(await sampled(1, () => vault.ok("note.add", { caseId: idOf("case", i % 1_000), text: `${NOTE}${i}` }))));
      await pause();
      const draft = { type: "note.added" as const, caseId: idOf("case", i % 1_000), personId: idOf("pers", i % 1_000), body: { text: `${NOTE}${i}` } };
      appends.push(...(await sampled(1, () => vault.ws.outbox.append([draft], { at: Date.now(), atServer: vault.ws.clock.now() }))));
      await pause();
    }
    await vault.dispose();
    yield againstLimit("save", "note: submit to durable and new view, p95", percentile(saves, 0.95), LIMIT_MS, SAVES);
    const peer = (p: number, aim: number) => ({ what: `4 KiB append and sync, p${p * 100}`, value: percentile(bare, p), aim });
    yield againstPeer("save", "durable append of one event, p50", percentile(appends, 0.5), peer(0.5, 2), SAVES);
    yield againstPeer("save", "durable append of one event, p99", percentile(appends, 0.99), peer(0.99, 3), SAVES);
  },
};
