import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateRawSync } from "node:zlib";
import { readRecords } from "../../../service/import/normalise/read-records.ts";
import type { ImportSummary, ReadOptions, RecordItem } from "../../../service/import/normalise/import-types.ts";
import { FileRefusal, type FileRefusalCode } from "../../../service/import/reading/file-refusal.ts";
import { openTable } from "../../../service/import/reading/open-table.ts";
import type { RawRow } from "../../../service/import/reading/types.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
export const ROOT = join(HERE, "..", "..", "..");
export const PORTFOLIO = join(ROOT, "service", "demo", "portfolio");
const SHARED = join(ROOT, "..", "shared", "data");

/** @returns the folder of shared test data, or the reason a test without it gives for skipping. */
export function sharedData(name: string): { path: string; absent: false | string } {
  const path = join(SHARED, name);
  return { path, absent: existsSync(path) ? false : `../shared/data/${name} is not on this machine` };
}

/** A folder for the files of one test file; removed by the returned function. */
export function workFolder(): { file(name: string, content: string | Buffer): string; path(name: string): string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "lockdesk-import-"));
  return {
    path: (name) => join(folder, name),
    file(name, content) {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @returns all rows of a file. */
export async function rowsOf(path: string): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  for await (const row of (await openTable(path)).rows()) rows.push(row);
  return rows;
}

/** @returns the texts of all rows of a file. */
export async function textsOf(path: string): Promise<string[][]> {
  return (await rowsOf(path)).map((row) => row.cells.map((cell) => cell.text));
}

function fail(why: string): never {
  throw new Error(why);
}

/** @returns the code a file is refused with; fails the test when it is not refused in plain words. */
export async function refusalOf(work: () => Promise<unknown>): Promise<FileRefusalCode> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    return /[{}]/.test(error.zh + error.en) ? fail(`unfilled words: ${error.zh} ${error.en}`) : error.code;
  }
  throw new Error("the file was not refused");
}

export interface Read {
  readonly items: RecordItem[];
  readonly records: Extract<RecordItem, { record: unknown }>[];
  readonly refused: Extract<RecordItem, { refusal: unknown }>[];
  readonly summary: ImportSummary;
}

/** @returns everything one pass over a file gives. */
export async function readAll(path: string, options: Partial<ReadOptions> = {}): Promise<Read> {
  const reading = await readRecords(path, { bank: "HB", ...options });
  const items: RecordItem[] = [];
  for await (const item of reading) items.push(item);
  const records = items.filter((item) => "record" in item);
  const refused = items.filter((item) => "refusal" in item);
  return { items, records, refused, summary: reading.summary() };
}

export interface ZipPart {
  readonly name: string;
  readonly content: string | Buffer;
}

/** @returns a zip container of the parts, written by hand so that tests can make what no tool writes. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of parts) {
    const plain = Buffer.from(content);
    const packed = deflateRawSync(plain);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x0800, 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(plain), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(plain.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, Buffer.from(name), packed]);
    const entry = Buffer.alloc(16);
    entry.writeUInt32LE(offset, 12);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, entry.subarray(2), Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from("PK\x05\x06"), end]);
}

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";

export interface BookSheet {
  readonly name: string;
  readonly state?: string;
  /** The XML inside `<sheetData>`. */
  readonly data: string;
}

export interface BookOptions {
  readonly sheets: readonly BookSheet[];
  readonly workbookPr?: string;
  readonly strings?: string;
  readonly styles?: string;
}

/** @returns the parts of a small workbook around the given sheet data. */
export function bookParts({ sheets, workbookPr = "", strings, styles }: BookOptions): ZipPart[] {
  const list = sheets.map((s, i) => `<sheet name="${s.name}" sheetId="${i + 1}"${s.state ? ` state="${s.state}"` : ""} r:id="rId${i + 1}"/>`);
  const rels = sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${RELS}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`);
  if (strings !== undefined) rels.push(`<Relationship Id="rId90" Type="${RELS}/sharedStrings" Target="sharedStrings.xml"/>`);
  if (styles !== undefined) rels.push(`<Relationship Id="rId91" Type="${RELS}/styles" Target="styles.xml"/>`);
  const parts: ZipPart[] = [
    { name: "_rels/.rels", content: `<Relationships xmlns="${PACKAGE}"><Relationship Id="r" Type="${RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>` },
    { name: "xl/workbook.xml", content: `<workbook xmlns="${MAIN}" xmlns:r="${RELS}">${workbookPr}<sheets>${list.join("")}</sheets></workbook>` },
    { name: "xl/_rels/workbook.xml.rels", content: `<Relationships xmlns="${PACKAGE}">${rels.join("")}</Relationships>` },
    ...sheets.map((s, i) => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      content: `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="${MAIN}"><sheetData>${s.data}</sheetData></worksheet>`,
    })),
  ];
  if (strings !== undefined) parts.push({ name: "xl/sharedStrings.xml", content: `<sst xmlns="${MAIN}">${strings}</sst>` });
  if (styles !== undefined) parts.push({ name: "xl/styles.xml", content: `<styleSheet xmlns="${MAIN}">${styles}</styleSheet>` });
  return parts;
}

/** @returns a workbook of one sheet with this sheet data. */
export function bookOf(data: string, more: Partial<BookOptions> = {}): Buffer {
  return zipOf(bookParts({ sheets: [{ name: "Sheet1", data }], ...more }));
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** @returns sheet data whose rows hold inline strings (or cells given as ready XML). */
export function sheetData(lines: readonly (readonly (string | { xml: string })[])[]): string {
  const cell = (value: string | { xml: string }): string =>
    typeof value === "string" ? `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(value)}</t></is></c>` : value.xml;
  return lines.map((line) => `<row>${line.map(cell).join("")}</row>`).join("");
}

/** @returns CSV text of the lines; fields are quoted where they must be. */
export function csvOf(lines: readonly (readonly string[])[], delimiter = ","): string {
  const field = (text: string): string => (/["\r\n,;\t|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return lines.map((line) => `${line.map(field).join(delimiter)}\r\n`).join("");
}

export const CASE_HEAD: readonly string[] = ["个案序列号", "姓名", "证件号", "卡号", "委案金额"];
/** A sound row under CASE_HEAD; the person is invented (sequence 000). */
export const CASE_ROW: readonly [string, string, string, string, string] = ["T-0001", "张晓", "110101199001010007", "6222007698745118", "1234.50"];
