/**
 * PouchDB's server as its makers ship it: express-pouchdb over LevelDB, in a process of its own.
 * `node pouch-server.mjs DIR [SEED]`: keeps its databases in DIR and fills the database `cases` with the
 * documents of SEED (JSON lines). One line on stdout says where it listens.
 */
import { createReadStream } from "node:fs";
import { join, sep } from "node:path";
import { createInterface } from "node:readline";
import express from "express";
import serve from "express-pouchdb";
import PouchDB from "pouchdb";

const SEED_BATCH = 5_000;
const [dir = ".", seed] = process.argv.slice(2);
const Kept = PouchDB.defaults({ prefix: join(dir, sep) });

async function fill(file) {
  const cases = new Kept("cases");
  let docs = [];
  const write = async () => {
    const refused = (await cases.bulkDocs(docs)).find((answer) => answer.error);
    if (refused) throw new Error(`the seed was refused: ${JSON.stringify(refused)}`);
    docs = [];
  };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    docs.push(JSON.parse(line));
    if (docs.length >= SEED_BATCH) await write();
  }
  if (docs.length > 0) await write();
  await cases.close();
}

if (seed) await fill(seed);
const app = express();
app.use("/", serve(Kept, { mode: "minimumForPouchDB", inMemoryConfig: true }));
const server = app.listen(0, "127.0.0.1", () => process.stdout.write(`${JSON.stringify({ event: "ready", url: `http://127.0.0.1:${server.address().port}` })}\n`));
