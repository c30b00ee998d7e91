/** From "saved" at the collector's workstation to the row in the supervisor's, over the centre's own process on loopback. Aim: p95 at most 150 ms. */
import { againstLimit, percentile, type Bench } from "./measure.ts";
import { bestStack } from "./stack.ts";

const NOTES = 100;
const LIMIT_MS = 150;
const GAP_MS = 120;

export const bench: Bench = {
  name: "nudge",
  async *run() {
    const stack = await bestStack("nudge", { cases: 50, perCase: 5, machines: 2 });
    try {
      // The product's own poll interval: what is measured is the nudge, not the poll.
      const { station: collector, machine: one } = await stack.station(stack.agency.lin, { pollMs: 15_000 });
      const { station: supervisor, machine: two } = await stack.station(stack.agency.supervisorA, { pollMs: 15_000 });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const samples: number[] = [];
      const { records } = supervisor.vault.workspace()!.cache;
      for (let i = 0; i < NOTES; i++) {
        const { caseId, personId } = stack.cases[i % stack.cases.length]!;
        await collector.ok("note.add", { caseId, text: `第 ${i} 条` });
        const start = performance.now();
        const newest = () => (records.timeline(personId, Number.MAX_SAFE_INTEGER, 1)[0]?.body as { text?: string } | undefined)?.text;
        while (newest() !== `第 ${i} 条`) await new Promise((resolve) => setTimeout(resolve, 1));
        samples.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, GAP_MS));
      }
      await collector.close();
      await supervisor.close();
      one.remove();
      two.remove();
      yield againstLimit("nudge", `saved here to visible there, p95, ${stack.engine}`, percentile(samples, 0.95), LIMIT_MS, NOTES);
      yield againstLimit("nudge", `saved here to visible there, p50, ${stack.engine}`, percentile(samples, 0.5), LIMIT_MS, NOTES);
    } finally {
      await stack.stop();
    }
  },
};
