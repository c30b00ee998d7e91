/**
 * `npm run check [-- types lint boundaries "dead code" clean-clone]`: all checks of the sources, or those named.
 * `clean-clone` is asked for by name only: it installs everything anew.
 */
import { resolve } from "node:path";
import { CHECKS, describeResult, runChecks } from "./checks/index.ts";
import { cleanClone } from "./checks/clean-clone.ts";

const root = resolve(import.meta.dirname, "../..");
const names = process.argv.slice(2);
const known = [...CHECKS, cleanClone];
const unknown = names.filter((name) => !known.some((check) => check.name === name));

if (unknown.length > 0) {
  console.error(`lockdesk: there is no check "${unknown[0]}": use ${known.map((check) => check.name).join(", ")}.`);
  process.exitCode = 1;
} else {
  const wanted = names.length === 0 ? CHECKS : known.filter((check) => names.includes(check.name));
  const results = await runChecks(root, wanted, (result) => console.log(describeResult(result)));
  const failed = results.filter((result) => !result.passed).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
