/**
 * Cuts the demo portfolio out of the full sample files, in the same three forms a bank sends: wide XLSX,
 * CSV in GB18030, XLSX with title rows. Five rows are spoilt on purpose, each for another reason, so that
 * the worklist of refused rows has something to show (PRODUCT.md 5). Run once by hand, result committed:
 *
 *     npm run run-node -- build/commands/make-demo-portfolio.ts [folder of the full files]
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ExcelJS from "exceljs";
import iconv from "iconv-lite";
import { openTable } from "../../service/import/reading/open-table.ts";
import type { RawRow } from "../../service/import/reading/types.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const OUT = join(ROOT, "service", "demo", "portfolio");
const TRAINING_DAY = "2026-11-23";
/** Written into the workbooks instead of the moment of making. */
const MADE_AT = new Date("2026-11-20T10:00:00Z");

type Row = string[];

interface Source {
  readonly file: string;
  readonly headerRow: number;
  readonly rows: number;
  /** Rows of M4 and worse: rare in the full files, so the cut keeps more than their share. */
  readonly lateRows: number;
  /** Persons with two cards at the bank. */
  readonly pairs: number;
}

interface Sheet {
  readonly titles: readonly Row[];
  readonly header: Row;
  readonly rows: Row[];
}

const HUABEI: Source = { file: "huabei-bank_2026-11-20.xlsx", headerRow: 1, rows: 320, lateRows: 24, pairs: 8 };
const DONGNAN: Source = { file: "dongnan-bank_2026-11-20_gb18030.csv", headerRow: 1, rows: 200, lateRows: 16, pairs: 2 };
const XIBU: Source = { file: "xibu-bank_2026-11-20_title-rows.xlsx", headerRow: 3, rows: 130, lateRows: 10, pairs: 1 };

/** A small generator with a seed, so that the cut is the same every time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

function texts(row: RawRow): Row {
  return row.cells.map((cell) => cell.text);
}

async function readSheet(path: string, headerRow: number): Promise<Sheet> {
  const titles: Row[] = [];
  let header: Row = [];
  const rows: Row[] = [];
  for await (const row of (await openTable(path)).rows()) {
    if (row.row < headerRow) titles.push(texts(row));
    else if (row.row === headerRow) header = texts(row);
    else rows.push(texts(row));
  }
  return { titles, header, rows };
}

/** @returns the column of a heading; fails loudly when the sample files change shape. */
function column(header: Row, heading: string): number {
  const at = header.indexOf(heading);
  if (at < 0) throw new Error(`no column ${heading}`);
  return at;
}

function monthsLate(row: Row, header: Row): number {
  return Number(/\d+/.exec(row[column(header, "逾期账龄")] ?? "")?.[0] ?? 0);
}

/** What belongs to the person, not to the card. */
const PERSONAL = ["姓名", "性别", "本人手机", "家庭号码", "单位号码", "单位名称", "家庭地址", "户籍地址", "邮箱", "年龄", "省份", "城市", "区县"];

/**
 * Persons with two cards. The generated files repeat some ID numbers under different names; here the
 * second card gets the first one's person, as a bank would have it.
 */
function makePairs({ header, rows }: Sheet, wanted: number): Row[] {
  const idAt = column(header, "证件号");
  const byId = Map.groupBy(rows, (row) => row[idAt] ?? "");
  const pairs = [...byId.values()].filter((cards) => cards.length === 2).slice(0, wanted);
  return pairs.flatMap(([first, second]) => {
    if (!first || !second) return [];
    const joined = [...second];
    for (const heading of PERSONAL) {
      const at = column(header, heading);
      joined[at] = first[at] ?? "";
    }
    return [first, joined];
  });
}

/** @returns the cut in the file's own order: the pairs, the late rows, the rest at random. */
function cut(sheet: Sheet, source: Source): Row[] {
  const random = seeded(source.rows);
  const noAt = column(sheet.header, "个案序列号");
  const pairs = makePairs(sheet, source.pairs);
  const taken = new Set(pairs.map((row) => row[noAt]));
  const others = shuffled(sheet.rows.filter((row) => !taken.has(row[noAt])), random);
  const late = others.filter((row) => monthsLate(row, sheet.header) >= 4);
  const worst = late.filter((row) => monthsLate(row, sheet.header) >= 7);
  const lateCut = [...new Set([...worst, ...late])].slice(0, source.lateRows);
  const early = others.filter((row) => monthsLate(row, sheet.header) < 4);
  const all = [...pairs, ...lateCut, ...early].slice(0, source.rows);
  return all.sort((a, b) => (a[noAt] ?? "").localeCompare(b[noAt] ?? ""));
}

interface Spoilt {
  readonly caseNo: string;
  readonly value: string | number | { formula: string; result: string };
  readonly heading: string;
}

/** Picks the n-th row of one month late with a single card and says how it is spoilt. */
function spoil(rows: readonly Row[], header: Row, n: number, heading: string, change: (old: string, row: Row) => Spoilt["value"]): Spoilt {
  const row = rows.filter((candidate) => monthsLate(candidate, header) === 1)[n];
  if (!row) throw new Error("no row to spoil");
  const caseNo = row[column(header, "个案序列号")] ?? "";
  return { caseNo, heading, value: change(row[column(header, heading)] ?? "", row) };
}

/** @returns the ID number with a wrong check digit. */
function miscopied(idNo: string): string {
  const last = idNo.slice(-1);
  return idNo.slice(0, -1) + (last === "7" ? "6" : "7");
}

function spoiltValue(spoilt: readonly Spoilt[], caseNo: string, heading: string): Spoilt["value"] | undefined {
  return spoilt.find((item) => item.caseNo === caseNo && item.heading === heading)?.value;
}

async function writeWorkbook(file: string, sheetName: string, lines: readonly (readonly (Spoilt["value"] | null)[])[]): Promise<void> {
  const workbook = new ExcelJS.Workbook();
  workbook.created = MADE_AT;
  workbook.modified = MADE_AT;
  const sheet = workbook.addWorksheet(sheetName);
  for (const line of lines) sheet.addRow([...line]);
  await workbook.xlsx.writeFile(join(OUT, file));
}

function toLines(sheet: Sheet, rows: readonly Row[], spoilt: readonly Spoilt[]): (Spoilt["value"] | null)[][] {
  const noAt = column(sheet.header, "个案序列号");
  const body = rows.map((row) =>
    sheet.header.map((heading, at) => spoiltValue(spoilt, row[noAt] ?? "", heading) ?? (row[at] === "" || row[at] === undefined ? null : row[at])),
  );
  return [...sheet.titles, sheet.header, ...body];
}

function csvField(value: Spoilt["value"] | null): string {
  const text = value === null ? "" : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function toCsv(lines: readonly (readonly (Spoilt["value"] | null)[])[]): string {
  return lines.map((line) => `${line.map(csvField).join(",")}\r\n`).join("");
}

async function makeHuabei(folder: string): Promise<{ sheet: Sheet; rows: Row[]; spoilt: Spoilt[] }> {
  const sheet = await readSheet(join(folder, HUABEI.file), HUABEI.headerRow);
  const rows = cut(sheet, HUABEI);
  const spoilt = [
    spoil(rows, sheet.header, 20, "证件号", (old) => Number(`${old.slice(0, 15)}000`)),
    spoil(rows, sheet.header, 45, "证件号", (old) => ({ formula: `TEXT("${old.slice(0, 17)}"&"${old.slice(17)}","@")`, result: old })),
  ];
  await writeWorkbook(HUABEI.file, "委案数据", toLines(sheet, rows, spoilt));
  return { sheet, rows, spoilt };
}

async function makeDongnan(folder: string): Promise<void> {
  const sheet = await readSheet(join(folder, DONGNAN.file), DONGNAN.headerRow);
  const rows = cut(sheet, DONGNAN);
  const spoilt = [
    spoil(rows, sheet.header, 10, "证件号", miscopied),
    spoil(rows, sheet.header, 25, "委案日期", () => "2026-11-31"),
    spoil(rows, sheet.header, 40, "委案金额", () => "待核"),
  ];
  await writeFile(join(OUT, DONGNAN.file), iconv.encode(toCsv(toLines(sheet, rows, spoilt)), "gb18030"));
}

/** Amounts as clerks type them, in a few rows, so that the report has normalisations to count. */
function humanForms(rows: readonly Row[], header: Row): Row[] {
  const amountAt = column(header, "委案金额");
  const dateAt = column(header, "委案日期");
  const groups = (text: string): string => text.replace(/\B(?=(\d{3})+\.)/g, ",");
  return rows.map((row, index) => {
    const copy = [...row];
    if (index % 10 === 3) copy[amountAt] = groups(row[amountAt] ?? "");
    if (index % 10 === 6) copy[dateAt] = (row[dateAt] ?? "").replaceAll("-", "/");
    if (index % 40 === 9) copy[amountAt] = `¥${groups(row[amountAt] ?? "")}`;
    if (index % 40 === 19) copy[dateAt] = "2026年11月20日";
    return copy;
  });
}

async function makeXibu(folder: string): Promise<void> {
  const sheet = await readSheet(join(folder, XIBU.file), XIBU.headerRow);
  const titled = { ...sheet, titles: [...sheet.titles, []] };
  const rows = humanForms(cut(sheet, XIBU), sheet.header);
  await writeWorkbook(XIBU.file, "委案数据", toLines(titled, rows, []));
}

/** Payments of the days before the training day, one of them for a case nobody here has. */
async function makeRepayments({ header }: Sheet, cases: readonly Row[]): Promise<void> {
  const at = (row: Row, heading: string): string => row[column(header, heading)] ?? "";
  const lines = cases.map((row, index) => {
    const whole = index % 4 === 0;
    const day = ["2026-11-21", "2026-11-22", TRAINING_DAY][index % 3] ?? TRAINING_DAY;
    return [at(row, "个案序列号"), at(row, "卡号"), at(row, "姓名"), day, at(row, whole ? "委案金额" : "最低还款额"), `HBR2611${String(index + 1).padStart(5, "0")}`];
  });
  const stranger = ["HB-2610-000777", "", "未在册", "2026-11-22", "500.00", "HBR261100099"];
  const head = ["案件号", "卡号", "姓名", "还款日", "还款金额", "流水号"];
  await writeWorkbook(`huabei-repayments_${TRAINING_DAY}.xlsx`, "还款明细", [["华北测试银行 还款明细 2026-11-21 至 2026-11-23"], head, ...lines, stranger]);
}

async function makeRecalls({ header }: Sheet, cases: readonly Row[]): Promise<void> {
  const at = (row: Row | undefined, heading: string): string => row?.[column(header, heading)] ?? "";
  const kinds = [
    ["撤案", "银行收回自行处置"],
    ["停催", "客户投诉处理中"],
    ["结清", "已全额还款"],
    ["撤案", "账户转让"],
  ] as const;
  const lines = kinds.map(([type, reason], index) => [at(cases[index], "个案序列号"), at(cases[index], "姓名"), type, TRAINING_DAY, reason]);
  const text = toCsv([["案件号", "姓名", "类型", "日期", "原因"], ...lines, ["HB-2610-000778", "未在册", "撤案", TRAINING_DAY, "银行收回自行处置"]]);
  await writeFile(join(OUT, `huabei-recalls_${TRAINING_DAY}.csv`), `\uFEFF${text}`);
}

async function main(): Promise<void> {
  const folder = process.argv[2] ?? join(ROOT, "..", "shared", "data", "bank-files");
  await mkdir(OUT, { recursive: true });
  const huabei = await makeHuabei(folder);
  await makeDongnan(folder);
  await makeXibu(folder);
  const noAt = column(huabei.sheet.header, "个案序列号");
  const sound = huabei.rows.filter((row) => !huabei.spoilt.some((item) => item.caseNo === row[noAt]));
  const picked = sound.filter((_, index) => index % 20 === 7);
  await makeRepayments(huabei.sheet, picked.slice(0, 12));
  await makeRecalls(huabei.sheet, picked.slice(12, 16));
}

await main();
