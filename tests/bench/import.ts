/**
 * Import of the three bank files into an empty service (mapping, normalising, checks, one
 * transaction per file) against parsing the same files with the same libraries and nothing else.
 * Aim: at most twice as long.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BANKS } from "../../service/demo/agency.ts";
import { openService, SYSTEM } from "../../service/app.ts";
import { bank } from "../../service/db/schema.ts";
import { importFile } from "../../service/import/confirm.ts";
import { bareParse } from "./bare-parse.ts";
import { bankFiles } from "./files.ts";
import { againstPeer, median, sampled, timed, type Bench } from "./measure.ts";

const ROUNDS = 3;

async function importAll(data: string): Promise<number> {
  const service = await openService({ data });
  try {
    await service.run(SYSTEM, (ctx) => ctx.tx.insert(bank).values([...BANKS]));
    return await timed(async () => {
      for (const file of bankFiles().files) {
        await service.run(SYSTEM, (ctx) => importFile(ctx, { path: file.path, bankCode: file.bank, control: null }));
      }
    });
  } finally {
    await service.close();
  }
}

export const bench: Bench = {
  name: "import",
  async *run() {
    const { files, full } = bankFiles();
    const parse = await sampled(ROUNDS, async () => {
      for (const file of files) await bareParse(file.path);
    });
    const imports: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const dir = mkdtempSync(join(tmpdir(), "lockdesk-bench-import-"));
      imports.push(await importAll(join(dir, "service")));
      rmSync(dir, { recursive: true, force: true });
    }
    const what = `bare parsing of the same ${full ? "full" : "demo"} files`;
    yield againstPeer("import", "three files, embedded database", median(imports), { what, value: median(parse), aim: 2 }, ROUNDS);
  },
};
