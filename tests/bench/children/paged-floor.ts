/**
 * The least a first load in pages can do: fetch one, unpack, parse, insert in one transaction, next; into the
 * kind of encrypted file the workstation keeps, with its settings. `URL PAGES FILE`. Says `idle` before it
 * begins and `loaded` after; ends when its input does.
 */
import { randomBytes } from "node:crypto";
import { zstdDecompressSync } from "node:zlib";
import { openDatabase } from "../../../db/open.ts";
import { TABLE } from "../bare-table.ts";

const [url = "", pages = "0", path = ""] = process.argv.slice(2);
const say = (event: string): void => void process.stdout.write(`${JSON.stringify({ event })}\n`);

async function load(): Promise<void> {
  const { db } = openDatabase({ kind: "cache", path, key: randomBytes(32), migrations: TABLE });
  const insert = db.prepare("INSERT INTO rows VALUES (?, ?, ?, ?)");
  for (let page = 0; page < Number(pages); page++) {
    const body = Buffer.from(await (await fetch(`${url}/${page}`)).arrayBuffer());
    const lines = zstdDecompressSync(body).toString("utf8").split("\n");
    db.transaction(() => {
      for (const line of lines) {
        const [, , kind, id, rev, document] = JSON.parse(line) as [number, string, string, string, number, unknown];
        insert.run(kind, id, rev, JSON.stringify(document));
      }
    })();
  }
  db.close();
}

say("idle");
process.stdin.once("data", () => void load().then(() => say("loaded")));
process.stdin.once("end", () => process.exit(0));
