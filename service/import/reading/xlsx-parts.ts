import { posix } from "node:path";
import { FileRefusal } from "./file-refusal.ts";
import { READ_LIMITS } from "./limits.ts";
import { createXmlScanner } from "./xml-scan.ts";
import { createXmlReader, localName, type XmlAttributes, type XmlHandlers, type XmlReader } from "./xml.ts";
import type { Container } from "./zip.ts";

/** The parts of a workbook that are read whole before its sheets: relations, sheet list, styles, strings. */

export interface SheetPart {
  readonly name: string;
  readonly hidden: boolean;
  readonly part: string;
}

export interface WorkbookParts {
  readonly sheets: readonly SheetPart[];
  readonly date1904: boolean;
  readonly sharedStringsPart?: string;
  readonly stylesPart?: string;
}

function attribute(attributes: XmlAttributes, name: string): string | undefined {
  if (attributes[name] !== undefined) return attributes[name];
  const key = Object.keys(attributes).find((candidate) => localName(candidate) === name);
  return key === undefined ? undefined : attributes[key];
}

async function readPart(container: Container, part: string, handlers: XmlHandlers): Promise<void> {
  await pump(container, part, createXmlReader(part, handlers), READ_LIMITS.smallPartBytes);
}

async function pump(container: Container, part: string, reader: XmlReader, cap: number): Promise<void> {
  let chars = 0;
  for await (const text of container.text(part)) {
    chars += text.length;
    if (chars > cap) throw new FileRefusal("zip-bomb");
    reader.write(text);
  }
  reader.end();
}

interface Relation {
  readonly type: string;
  readonly target: string;
}

/** @returns relations by id, targets resolved against the folder of the part they belong to. */
async function readRelations(container: Container, part: string): Promise<Map<string, Relation>> {
  const folder = posix.dirname(part);
  const relsPart = posix.join(folder, "_rels", `${posix.basename(part)}.rels`);
  const relations = new Map<string, Relation>();
  if (!container.has(relsPart)) return relations;
  const open = (name: string, attributes: XmlAttributes): void => {
    const { Id, Type, Target, TargetMode } = attributes;
    if (name !== "Relationship" || !Id || !Target || TargetMode === "External") return;
    const target = Target.startsWith("/") ? Target.slice(1) : posix.join(folder, Target);
    relations.set(Id, { type: posix.basename(Type ?? ""), target });
  };
  await readPart(container, relsPart, { open });
  return relations;
}

async function findWorkbookPart(container: Container): Promise<string> {
  const root = await readRelations(container, "");
  const stated = [...root.values()].find((relation) => relation.type === "officeDocument")?.target;
  const part = stated ?? "xl/workbook.xml";
  if (part.toLowerCase().endsWith(".bin")) throw new FileRefusal("xlsb");
  const isWorkbook = container.has(part) && /workbook|sheet/i.test(part);
  if (isWorkbook) return part;
  if (container.has("xl/workbook.xml")) return "xl/workbook.xml";
  throw new FileRefusal("archive");
}

function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true";
}

/** @returns the workbook's sheets in the order of their tabs and where their parts lie. */
export async function readWorkbook(container: Container): Promise<WorkbookParts> {
  const part = await findWorkbookPart(container);
  const relations = await readRelations(container, part);
  const sheets: SheetPart[] = [];
  let date1904 = false;
  const open = (name: string, attributes: XmlAttributes): void => {
    if (name === "workbookPr") date1904 = isTrue(attributes["date1904"]);
    if (name !== "sheet") return;
    const relation = relations.get(attribute(attributes, "id") ?? "");
    if (!relation || relation.type !== "worksheet") return;
    const hidden = attributes["state"] === "hidden" || attributes["state"] === "veryHidden";
    sheets.push({ name: attributes["name"] ?? `Sheet${sheets.length + 1}`, hidden, part: relation.target });
    if (sheets.length > READ_LIMITS.sheets) throw new FileRefusal("zip-bomb");
  };
  await readPart(container, part, { open });
  const byType = (type: string): string | undefined => {
    const target = [...relations.values()].find((relation) => relation.type === type)?.target;
    return target !== undefined && container.has(target) ? target : undefined;
  };
  return { sheets, date1904, sharedStringsPart: byType("sharedStrings"), stylesPart: byType("styles") };
}

/** Excel's built-in number formats that show a date, the East Asian ones included. */
const BUILT_IN_DATES: readonly (readonly [number, number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];

const FORMAT_CHARS = 1_000;

/** @returns whether a number format shows a date or time: its letters outside quotes and brackets. */
export function isDateFormat(format: string): boolean {
  if (format.length > FORMAT_CHARS) return false;
  const bare = format.replace(/"[^"]*"/g, "").replace(/\[[^\]]*\]/g, "").replace(/[\\_*]./g, "");
  return /[ymdhs年月日]/i.test(bare) && !/general|通用/i.test(bare);
}

/** @returns for each cell style, whether it shows its number as a date. */
export async function readDateStyles(container: Container, part: string | undefined): Promise<boolean[]> {
  const styles: boolean[] = [];
  if (part === undefined) return styles;
  const custom = new Map<number, boolean>();
  let inCellXfs = false;
  const open = (name: string, attributes: XmlAttributes): void => {
    const id = Number(attributes["numFmtId"] ?? "0");
    if (name === "numFmt") custom.set(id, isDateFormat(attributes["formatCode"] ?? ""));
    else if (name === "cellXfs") inCellXfs = true;
    else if (name === "xf" && inCellXfs) {
      styles.push(custom.get(id) ?? BUILT_IN_DATES.some(([from, to]) => id >= from && id <= to));
      if (styles.length > READ_LIMITS.styles) throw new FileRefusal("zip-bomb");
    }
  };
  const close = (name: string): void => {
    if (name === "cellXfs") inCellXfs = false;
  };
  await readPart(container, part, { open, close });
  return styles;
}

const STRING_ELEMENTS: ReadonlyMap<string, readonly string[]> = new Map([["si", []], ["t", []], ["rPh", []]]);

/** @returns the shared strings; runs of rich text joined, phonetic guides left out. */
export async function readSharedStrings(container: Container, part: string | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (part === undefined) return strings;
  let current = "";
  let collecting = false;
  let phonetic = 0;
  let total = 0;
  const open = (name: string): void => {
    if (name === "si") current = "";
    else if (name === "rPh") phonetic += 1;
    else if (name === "t") collecting = phonetic === 0;
  };
  const text = (piece: string): void => {
    if (collecting) current += piece;
  };
  const close = (name: string): void => {
    if (name === "t") collecting = false;
    else if (name === "rPh") phonetic -= 1;
    else if (name === "si") {
      total += current.length;
      strings.push(current);
      const tooMany = strings.length > READ_LIMITS.sharedStringCount || total > READ_LIMITS.sharedStringChars;
      if (tooMany) throw new FileRefusal("too-many-strings");
    }
  };
  const scanner = createXmlScanner({ part, elements: STRING_ELEMENTS }, { open, text, close });
  await pump(container, part, scanner, READ_LIMITS.partBytes);
  return strings;
}
