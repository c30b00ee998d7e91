import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { CASE_HEAD, ROOT, bookParts, sheetData, workFolder, zipOf } from "./helpers.ts";

const work = workFolder();
afterAll(work.remove);
const run = promisify(execFile);

const head = [...CASE_HEAD, "委案日期", "原催收记录", "联系人1姓名", "联系人1手机"];
const line = (n: number): string[] => [`M-${String(n).padStart(7, "0")}`, "张晓", "110101199001010007", "6222007698745118", `${n}.25`, "2026-11-20", `第 ${n} 条,承诺还款`, "王敏", "13800001234"];

async function writeCsv(name: string, rows: number): Promise<string> {
  const out = createWriteStream(work.path(name));
  out.write(`${head.join(",")}\n`);
  for (let n = 0; n < rows; n += 1) {
    const [a = "", ...rest] = line(n + 1).map((text) => (text.includes(",") ? `"${text}"` : text));
    if (!out.write(`${[a, ...rest].join(",")}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  return work.path(name);
}

/** Reads a file in a process of its own whose heap would not hold the larger files' rows. @returns rows and peak memory in MB */
async function readApart(path: string): Promise<{ rows: number; peakMb: number }> {
  const script = `
    import { readRecords } from ${JSON.stringify(join(ROOT, "service/import/normalise/read-records.ts"))};
    const reading = await readRecords(process.argv[1], { bank: "HB" });
    let rows = 0;
    for await (const item of reading) if ("record" in item) rows += 1;
    console.log(JSON.stringify({ rows, peakMb: process.resourceUsage().maxRSS / 1024 }));`;
  const { stdout } = await run(process.execPath, ["--max-old-space-size=32", "--max-semi-space-size=2", "--input-type=module", "-e", script, path]);
  return JSON.parse(stdout) as { rows: number; peakMb: number };
}

describe("memory does not grow with the file", () => {
  it("100,000 rows of CSV need hardly more than 5,000", async () => {
    const small = await readApart(await writeCsv("small.csv", 5_000));
    const large = await readApart(await writeCsv("large.csv", 100_000));
    expect([small.rows, large.rows]).toEqual([5_000, 100_000]);
    expect(large.peakMb - small.peakMb).toBeLessThan(40);
  }, 90_000);

  it("a workbook ten times as long fits the same small heap", async () => {
    const rows = (count: number): string => sheetData([head, ...Array.from({ length: count }, (_, n) => line(n + 1))]);
    const book = (count: number): Buffer => zipOf(bookParts({ sheets: [{ name: "S", data: rows(count) }] }));
    const small = await readApart(work.file("small.xlsx", book(3_000)));
    const large = await readApart(work.file("large.xlsx", book(30_000)));
    expect([small.rows, large.rows]).toEqual([3_000, 30_000]);
    expect(large.peakMb - small.peakMb).toBeLessThan(40);
  }, 90_000);
});
