import { open } from "node:fs/promises";
import { extname } from "node:path";
import { FileRefusal, type FileRefusalCode } from "./file-refusal.ts";

export type Container = "zip" | "text";

/** First bytes that settle what a file is not. */
const REFUSED_MAGIC: readonly (readonly [Buffer, FileRefusalCode])[] = [
  [Buffer.from("Rar!"), "archive"],
  [Buffer.from([0x37, 0x7a, 0xbc, 0xaf]), "archive"],
  [Buffer.from([0x1f, 0x8b]), "archive"],
  [Buffer.from("%PDF"), "archive"],
];
const OLE = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const ZIP = Buffer.from([0x50, 0x4b]);
/** BIFF before OLE: Excel 2 to 4. */
const BARE_BIFF = /^\x09[\x00\x02\x04\x08]/;
const MARKUP = /^\s*<(?:!doctype|html|table|\?xml|meta|head|style|workbook)/i;

/** An OLE container is an .xls, or an .xlsx wrapped by a password: its directory tells. */
async function oleRefusal(path: string, head: Buffer): Promise<FileRefusalCode> {
  const shift = head.length > 32 ? head.readUInt16LE(30) : 9;
  const sector = head.length > 52 ? head.readUInt32LE(48) : 0;
  const size = 2 ** Math.min(Math.max(shift, 9), 12);
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8192), 0, 8192, (sector + 1) * size);
    const names = buffer.subarray(0, bytesRead);
    if (names.includes(Buffer.from("EncryptedPackage", "utf16le"))) return "encrypted";
  } finally {
    await handle.close();
  }
  return extname(path).toLowerCase() === ".xlsx" ? "encrypted" : "legacy-xls";
}

function markupRefusal(head: Buffer): boolean {
  const utf16 = head[0] === 0xff && head[1] === 0xfe;
  return MARKUP.test(head.toString(utf16 ? "utf16le" : "utf8").replace(/^\uFEFF/, ""));
}

async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new FileRefusal("file-unreadable", { why: "not a file" });
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Looks at the first bytes; the name's ending is not trusted.
 * @returns "zip" for what may be a workbook, "text" for what may be a CSV.
 * @throws FileRefusal for a missing, empty or foreign file.
 */
export async function sniffContainer(path: string): Promise<Container> {
  let head: Buffer;
  try {
    head = await readHead(path);
  } catch (error) {
    if (error instanceof FileRefusal) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new FileRefusal(code === "ENOENT" ? "file-not-found" : "file-unreadable", { why: code });
  }
  if (head.length === 0) throw new FileRefusal("empty-file");
  if (head.subarray(0, 8).equals(OLE)) throw new FileRefusal(await oleRefusal(path, head));
  if (head.subarray(0, 2).equals(ZIP)) return "zip";
  const refused = REFUSED_MAGIC.find(([magic]) => head.subarray(0, magic.length).equals(magic));
  if (refused) throw new FileRefusal(refused[1]);
  if (BARE_BIFF.test(head.subarray(0, 2).toString("latin1"))) throw new FileRefusal("legacy-xls");
  if (markupRefusal(head)) throw new FileRefusal("markup-table");
  return "text";
}
