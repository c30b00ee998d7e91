/**
 * The least a first load can do: fetch a packed body, unpack, parse, insert in one transaction, next; into the kind
 * of encrypted file the workstation keeps, with its settings. `URL BODIES FILE`. Says `idle` before it begins and
 * `loaded` with the milliseconds it took; ends when its input does.
 */
import { randomBytes } from "node:crypto";
import { zstdDecompressSync } from "node:zlib";
import { openDatabase } from "../../../db/open.ts";
import { TABLE } from "../bare-table.ts";

const [url = "", bodies = "0", path = ""] = process.argv.slice(2);
const say = (word: object): void => void process.stdout.write(`${JSON.stringify(word)}\n`);

async function load(): Promise<number> {
  const start = performance.now();
  const { db } = openDatabase({ kind: "cache", path, key: randomBytes(32), migrations: TABLE });
  const insert = db.prepare("INSERT INTO rows VALUES (?, ?, ?, ?)");
  for (let body = 0; body < Number(bodies); body++) {
    const bytes = Buffer.from(await (await fetch(`${url}/${body}`)).arrayBuffer());
    const lines = zstdDecompressSync(bytes).toString("utf8").split("\n");
    db.transaction(() => {
      for (const line of lines) {
        const [, , kind, id, rev, document] = JSON.parse(line) as [number, string, string, string, number, unknown];
        insert.run(kind, id, rev, JSON.stringify(document));
      }
    })();
  }
  db.close();
  return performance.now() - start;
}

say({ event: "idle" });
process.stdin.once("data", () => void load().then((ms) => say({ event: "loaded", ms })));
process.stdin.once("end", () => process.exit(0));
