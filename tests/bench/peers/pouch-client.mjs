/**
 * PouchDB's client on LevelDB, a fresh process each time. One line on stdout with the milliseconds.
 * `node pouch-client.mjs load URL DIR`: everything of the database `cases` to an empty one here.
 * `node pouch-client.mjs push URL DIR FILE`: the documents of FILE (JSON lines), saved here, go to an empty
 * database there by replication, which ends when each is acknowledged.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import PouchDB from "pouchdb";

/** Documents to a request: the default of 100 takes a third longer over 105,000. */
const BATCH = 1_000;
const [what, url, dir = ".", file = ""] = process.argv.slice(2);
const here = new PouchDB(join(dir, what));

async function replicated(run, wanted) {
  const start = performance.now();
  const { docs_written: written, doc_write_failures: failed } = await run();
  const ms = performance.now() - start;
  if (failed > 0 || (wanted !== null && written !== wanted)) throw new Error(`${written} documents arrived, ${failed} failed`);
  return { ms, written };
}

async function push() {
  const docs = readFileSync(file, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  await here.bulkDocs(docs);
  const there = new PouchDB(`${url}/push-${process.pid}`);
  await there.info();
  return replicated(() => here.replicate.to(there, { batch_size: BATCH }), docs.length);
}

const done = what === "push" ? await push() : await replicated(() => here.replicate.from(new PouchDB(`${url}/cases`), { batch_size: BATCH }), null);
process.stdout.write(`${JSON.stringify({ event: "done", ...done })}\n`);
process.exit(0);
