import { readFileSync } from "node:fs";
import { join } from "node:path";
import iconv from "iconv-lite";
import { afterAll, describe, expect, it } from "vitest";
import { detectEncoding } from "../../../service/import/reading/encoding.ts";
import { lossSigns } from "../../../service/import/reading/loss.ts";
import { openTable } from "../../../service/import/reading/open-table.ts";
import { refusalOf, rowsOf, sharedData, textsOf, workFolder } from "./helpers.ts";

const work = workFolder();
afterAll(work.remove);

const TEXT = "编号,姓名,说明\r\n1,𠮷野家 㐂 䶮,全角１２３，波浪～ € ﹏\r\n2,欧阳·买买提,为什么?真的吗??\r\n";
const LINES = TEXT.trim().split("\r\n").map((line) => line.split(","));

const WRITTEN = [
  ["utf-8", Buffer.from(TEXT)],
  ["utf-8-bom", Buffer.from(`\uFEFF${TEXT}`)],
  ["utf-16le", Buffer.from(`\uFEFF${TEXT}`, "utf16le")],
  ["utf-16be", Buffer.from(`\uFEFF${TEXT}`, "utf16le").swap16()],
  ["gb18030", iconv.encode(TEXT, "gb18030")],
] as const;

describe("the same text in any encoding is the same table", () => {
  it.each(WRITTEN)("%s", async (encoding, bytes) => {
    const path = work.file(`${encoding}.csv`, bytes);
    expect((await openTable(path)).encoding).toBe(encoding);
    expect(await textsOf(path)).toEqual(LINES);
  });

  it("a character cut by the edge of a block of the file is read whole", async () => {
    for (const encoding of ["utf-8", "gb18030"] as const) {
      const lines = Array.from({ length: 60_000 }, (_, i) => `${i},${"镕".repeat(1 + (i % 7))}𠮷`);
      const path = work.file(`edge-${encoding}.csv`, iconv.encode(`${lines.join("\n")}\n`, encoding));
      const texts = await textsOf(path);
      expect(texts).toHaveLength(60_000);
      expect(texts.every((row, i) => row.join(",") === lines[i])).toBe(true);
    }
  }, 30_000);

  it("a first foreign byte far into the file still decides", async () => {
    const path = work.file("late.csv", Buffer.concat([Buffer.from("a,b\n1,2\n".repeat(50_000)), iconv.encode("3,张\n", "gb18030")]));
    expect(await detectEncoding(path)).toBe("gb18030");
    expect((await textsOf(path)).at(-1)).toEqual(["3", "张"]);
  }, 30_000);

  it("bytes of no known encoding are refused, not guessed", async () => {
    const path = work.file("bytes.csv", Buffer.from([0x61, 0x2c, 0xff, 0xff, 0x0a]));
    expect(await refusalOf(() => rowsOf(path))).toBe("unknown-encoding");
  });

  it("a download that broke off inside a character is refused", async () => {
    const path = work.file("cut.csv", Buffer.from("姓名\n张").subarray(0, -1));
    expect(await refusalOf(() => rowsOf(path))).toBe("truncated-text");
  });
});

describe("characters lost on export", () => {
  it("a file in which rare characters became question marks is refused, naming a row", async () => {
    const lost = TEXT.replace(/[𠮷㐂䶮]/gu, "?").replace("€", "?");
    const path = work.file("lossy.csv", iconv.encode(lost, "gb18030"));
    await expect(rowsOf(path)).rejects.toMatchObject({ code: "lossy-encoding", detail: { row: 2 } });
  });

  it("a file of replacement characters is refused", async () => {
    const path = work.file("replaced.csv", "姓名,地址\n张\uFFFD,北京\n");
    expect(await refusalOf(() => rowsOf(path))).toBe("lossy-encoding");
  });

  it.each([
    ["为什么?", 0],
    ["真的吗?? 明天再说", 0],
    ["本人说已还?要求查账", 0],
    ["what? no", 0],
    ["https://example.com/?a=1", 0],
    ["承诺月底还款?", 0],
    ["张?", 1],
    ["?伟", 1],
    ["店名：?野家", 1],
    ["??", 1],
    ["品名 ? ? 两件", 2],
    ["张\uFFFD", 3],
    ["37\uFFFD36'N", 0],
  ])("%j shows %i signs of loss", (text, signs) => {
    expect(lossSigns(text)).toBe(signs);
  });
});

describe("the shared encodings", () => {
  const { path, absent } = sharedData("import-encodings");
  const file = (name: string): string => join(path, `complaints300.${name}.csv`);

  it("give identical text, and the lossy one is refused", async (context) => {
    context.skip(absent !== false, absent || "");
    const expected = await textsOf(file("utf8_nobom"));
    expect(expected).toHaveLength(302);
    expect(readFileSync(file("utf8_nobom"), "utf8")).toContain(expected[301]?.[3] ?? "nothing");
    for (const name of ["gb18030", "utf8_bom", "utf16le_bom"]) expect(await textsOf(file(name))).toEqual(expected);
    expect(await refusalOf(() => rowsOf(file("gbk_lossy_questionmarks")))).toBe("lossy-encoding");
  });
});
