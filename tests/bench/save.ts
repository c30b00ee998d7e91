/**
 * Saving: from the checked call to the durable event and the new view, in the vault, against a bare
 * durable insert of the same size into the same kind of file. Aim: p95 at most 20 ms.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Migration } from "../../db/migrate.ts";
import { openDatabase } from "../../db/open.ts";
import { idOf, openTestVault, ownStream } from "../support/vault.ts";
import { OWNER, portfolio } from "./documents.ts";
import { againstLimit, againstPeer, percentile, sampled, type Bench } from "./measure.ts";

const SAVES = 300;
const NOTE = "本人接听,称月底发薪后处理,语气平和;已告知最低还款额与还款渠道。";
const BARE: readonly Migration[] = [{ version: 10, name: "bare", sql: "CREATE TABLE bare (id TEXT PRIMARY KEY, body TEXT NOT NULL)" }];

async function bareInserts(): Promise<number[]> {
  const dir = mkdtempSync(join(tmpdir(), "lockdesk-bench-bare-"));
  const { db } = openDatabase({ kind: "outbox", path: join(dir, "bare.db"), key: randomBytes(32), migrations: BARE });
  const insert = db.prepare("INSERT INTO bare VALUES (?, ?)");
  const body = JSON.stringify({ text: NOTE, pad: "x".repeat(300) });
  const samples = await sampled(SAVES, () => insert.run(randomUUID(), body));
  db.close();
  rmSync(dir, { recursive: true, force: true });
  return samples;
}

export const bench: Bench = {
  name: "save",
  async *run() {
    const bare = await bareInserts();
    const vault = openTestVault();
    vault.load(ownStream(OWNER), portfolio(1_000, 20));
    const saves = await sampled(SAVES, (i) => vault.ok("note.add", { caseId: idOf("case", i % 1_000), text: `${NOTE}${i}` }));
    await vault.dispose();
    yield againstLimit("save", "note: submit to durable and new view, p95", percentile(saves, 0.95), 20, SAVES);
    yield againstPeer("save", "note: submit to durable and new view, p50", percentile(saves, 0.5), { what: "bare durable insert, p50", value: percentile(bare, 0.5), aim: 20 }, SAVES);
  },
};
