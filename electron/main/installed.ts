/** The program's look at itself before it starts: a packed one whose files are not the ones that were signed does not. */
import { dirname, join } from "node:path";
import { app } from "electron";
import { checkInstalled, type InstalledVerdict } from "../trust/installed.ts";
import { note } from "./journal.ts";

const ASAR = "resources/app.asar";
const WORDS: Record<Exclude<InstalledVerdict, { ok: true }>["code"], string> = {
  list: "程序文件清单缺失或无法读取 / The list of program files is missing or cannot be read",
  keys: "程序内的密钥表缺失或损坏 / The key list inside the program is missing or damaged",
  signatures: "程序文件清单的签名不足 / The list of program files lacks signatures",
  build: "程序文件清单属于另一版本 / The list of program files belongs to another build",
  files: "程序文件被改动 / Program files were changed",
};
export const ALTERED_TITLE = "程序未启动,请联系 IT 重新安装 / Not started: ask IT to reinstall";

/** Where the key list and the date of the build lie in a packed program: inside the archive, so that what guards the archive guards them. */
export const packedReleaseFolder = (): string => join(app.getAppPath(), "release");

/** SHA-256 of the program's archive, for IT's list of machines; null when the program is not packed, or as a refusal in words. */
export async function lookAtProgram(): Promise<{ build: string | null } | { refused: string }> {
  if (!app.isPackaged) return { build: null };
  // Electron shows an archive as a folder; here the file itself is read. Nothing else runs yet.
  const archives = process as { noAsar?: boolean };
  const root = join(packedReleaseFolder(), "root.json");
  const verdict = await checkInstalled({ folder: dirname(process.execPath), root, version: app.getVersion(), platform: `${process.platform}-${process.arch}`, plainFiles: (plain) => { archives.noAsar = plain; } });
  if (verdict.ok) return { build: verdict.hashes.get(ASAR) ?? null };
  note("start.altered", { code: verdict.code, names: verdict.faults.join(" ").slice(0, 200) });
  return { refused: [WORDS[verdict.code], ...verdict.faults].join("\n") };
}
