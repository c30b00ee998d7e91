/**
 * `npm test [-- check unit integration e2e]`: everything, or the parts named. Prints what the parts print, then
 * every skip with its reason, and as its last line `N passed, N failed, N skipped` over all of them.
 * Exits 1 when anything failed or nothing ran.
 */
import { resolve } from "node:path";
import { PARTS, runParts, type Part } from "./test/parts.ts";
import { account, exitCode, lastLine, settle, tally } from "./test/tally.ts";

const names = process.argv.slice(2);
const unknown = names.find((name) => !(PARTS as readonly string[]).includes(name));

if (unknown !== undefined) {
  console.error(`lockdesk: there is no part "${unknown}": use ${PARTS.join(", ")}, or none for all.`);
  process.exitCode = 1;
} else {
  const parts = names.length === 0 ? PARTS : (names as Part[]);
  const outcomes = (await runParts(resolve(import.meta.dirname, "../.."), parts)).map(settle);
  const total = tally(outcomes);
  console.log(account(outcomes).join("\n"));
  console.log(lastLine(total));
  process.exitCode = exitCode(total);
}
