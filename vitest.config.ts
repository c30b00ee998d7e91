// Two projects, run one after the other: `unit` (pure, fast) and `integration` (real files, databases,
// child processes). A test that cannot run here says why: `ctx.skip("reason")`; the reason is printed by
// `npm test`, and a skip without one counts as a failure.
import { defineConfig } from "vitest/config";

/** Two shared cores: more workers only make timings worse. */
const WORKERS = 2;

export default defineConfig({
  test: {
    environment: "node",
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.{ts,tsx}"],
          maxWorkers: WORKERS,
          testTimeout: 10_000,
          hookTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.{ts,tsx}"],
          // A native database handle must not be shared between worker threads of one process.
          pool: "forks",
          maxWorkers: WORKERS,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
