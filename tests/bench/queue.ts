/** Reading at 10,000 cases and 200,000 entries in the vault: a page of the worklist, a deep page, counts, a case. Aim: p95 at most 20 ms. */
import { openTestVault, idOf, ownStream } from "../support/vault.ts";
import { OWNER, portfolio } from "./documents.ts";
import { againstLimit, percentile, sampled, type Bench } from "./measure.ts";
import { pixels } from "./pixels.ts";

const CASES = 10_000;
const PER_CASE = 20;
const READS = 300;
const LIMIT_MS = 20;

export const bench: Bench = {
  name: "queue",
  async *run() {
    const vault = openTestVault();
    vault.load(ownStream(OWNER), portfolio(CASES, PER_CASE));
    const page = (after: string | null, text = "") => vault.ok("queue.list", { tab: "all", text, bucket: null, bankCode: null, after, limit: 50 });
    let after: string | null = null;
    const deep = await sampled(READS / 2, async () => {
      const answer = await page(after);
      after = answer.next;
    });
    const runs: readonly (readonly [string, number[]])[] = [
      ["first page of 50", await sampled(READS, () => page(null))],
      ["walking pages of 50", deep],
      ["filtered by case number", await sampled(READS, (i) => page(null, `HB202611${String(i * 31).padStart(6, "0")}`))],
      ["counts of all tabs", await sampled(READS, () => vault.ok("queue.counts", {}))],
      ["case with 50 entries", await sampled(READS, (i) => vault.ok("case.open", { caseId: idOf("case", (i * 7919) % CASES) }))],
    ];
    await vault.dispose();
    for (const [what, samples] of runs) yield againstLimit("queue", `${what}, p95, ${CASES} cases`, percentile(samples, 0.95), LIMIT_MS, samples.length);
    yield* pixels(CASES, PER_CASE);
  },
};
