import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ESLint, RuleTester } from "eslint";
import tseslint from "typescript-eslint";
import { beforeAll, describe, expect, it } from "vitest";
import { lockdesk } from "../../../build/eslint-rules/index.ts";
import { EXPORT_APIS } from "../../../build/eslint-rules/no-export-api.ts";

RuleTester.describe = describe;
RuleTester.it = it;
const parserOptions = { ecmaFeatures: { jsx: true } };
const tester = new RuleTester({ languageOptions: { parser: tseslint.parser, parserOptions } });
/** Rules that need the whole program; a text that is not on disk has none. */
const TYPED = ["no-floating-promises", "no-misused-promises", "await-thenable", "switch-exhaustiveness-check"];
const eslint = new ESLint({
  cwd: resolve(import.meta.dirname, "../../.."),
  overrideConfig: {
    languageOptions: { parserOptions: { projectService: false } },
    rules: Object.fromEntries(TYPED.map((name) => [`@typescript-eslint/${name}`, "off" as const])),
  },
});
// Loading the configuration takes seconds; no single test shall pay for it.
beforeAll(() => eslint.calculateConfigForFile("renderer/x.ts"), 60_000);
const errors = (...ids: string[]) => ids.map((messageId) => ({ messageId }));

describe("no-export-api", () => {
  tester.run("no-export-api", lockdesk.rules["no-export-api"], {
    valid: [
      "printer.status();",
      "const print = 1; use(print);",
      'forbid(contents, ["print", "printToPDF"], why);',
      "db.prepare('SELECT attach FROM t WHERE into = 1');",
      'const text = "attach the form to the file";',
      "const o = { print: 1, backup: 2 };",
      "contents[name]();",
    ],
    invalid: [
      { code: "contents.print();", errors: errors("member") },
      { code: "frame.printToPDF({});", errors: errors("member") },
      { code: "contents['savePage'](p, t);", errors: errors("member") },
      { code: "contents[`capturePage`]();", errors: errors("member") },
      { code: "const { startDrag } = contents;", errors: errors("member") },
      { code: "const f = dialog.showSaveDialogSync;", errors: errors("member") },
      { code: 'import { desktopCapturer } from "electron";', errors: errors("member") },
      { code: "shell?.openExternal(url);", errors: errors("member") },
      { code: "page.executeJavaScript(text);", errors: errors("member") },
      { code: "db.serialize(); db.backup(p); db.rekey(k); db.loadExtension(x);", errors: errors("member", "member", "member", "member") },
      { code: "db.exec(\"ATTACH DATABASE 'x' AS y KEY ''\");", errors: errors("sql") },
      { code: "db.exec(`attach ${path} as y`, `ATTACH '${path}' AS y`);", errors: errors("sql") },
      { code: "db.exec(\"VACUUM main INTO 'x'\");", errors: errors("sql") },
      { code: "db.pragma; db.exec(`PRAGMA rekey = ''`);", errors: errors("sql") },
    ],
  });

  it.each(Object.entries(EXPORT_APIS))("%s is banned everywhere but in its guard file, which is there", async (name, { guard }) => {
    const text = `declare const x: Record<string, unknown>;\nexport const y = x.${name};\n`;
    expect(await idsIn("electron/main/windows.ts", text)).toContain("lockdesk/no-export-api");
    expect(existsSync(guard)).toBe(true);
    expect(await idsIn(guard, text)).not.toContain("lockdesk/no-export-api");
  });
});

describe("ipc-main-in-router", () => {
  tester.run("ipc-main-in-router", lockdesk.rules["ipc-main-in-router"], {
    valid: [
      'import { app, BrowserWindow } from "electron";',
      'import { type IpcMain } from "electron";',
      'import { ipcMain } from "./ipc.ts";',
      "channel.ipc.send(1);",
      "port.on('message', f);",
    ],
    invalid: [
      { code: 'import { ipcMain } from "electron";', errors: errors("ipcMain") },
      { code: 'import { ipcMain as hidden } from "electron/main";', errors: errors("ipcMain") },
      { code: 'import * as e from "electron"; e.ipcMain;', errors: errors("ipcMain") },
      { code: "const { ipcMain } = electron;", errors: errors("ipcMain") },
      { code: "contents.ipc.handle('x', f); frame.ipc.on('y', f);", errors: errors("sideDoor", "sideDoor") },
    ],
  });
});

describe("no-words-in-code", () => {
  tester.run("no-words-in-code", lockdesk.rules["no-words-in-code"], {
    valid: [
      'const k = t("collector:contact.add");',
      "const e = <b>{t('x')} ¥ · + ＋ 12 ms</b>;",
      "const e = <kbd>Enter</kbd>;",
      "const cjk = /[\\u4e00-\\u9fff]/; // 汉字",
      { code: "const names = ['中文'];", options: [{ allow: ["中文"] }] },
      { code: "const e = <h1> Lockdesk </h1>;", options: [{ allow: ["Lockdesk"] }] },
    ],
    invalid: [
      { code: "const s = '待办';", errors: errors("cjk") },
      { code: "const s = `距退案 ${n} 天`;", errors: errors("cjk", "cjk") },
      { code: "const e = <b>案件</b>;", errors: errors("cjk") },
      { code: "const e = <b title='案件' />;", errors: errors("cjk") },
      { code: "const s = '（';", errors: errors("cjk") },
      { code: "const e = <b>Save the case</b>;", errors: errors("shown") },
      { code: "const names = ['英文'];", options: [{ allow: ["中文"] }], errors: errors("cjk") },
    ],
  });
});

describe("no-socket", () => {
  tester.run("no-socket", lockdesk.rules["no-socket"], {
    valid: ["source.fetch(1);", "const fetchRows = () => 1; fetchRows();", 'import type { net } from "electron";', 'import { app } from "electron";'],
    invalid: [
      { code: "fetch('https://x');", errors: errors("socket") },
      { code: "globalThis.fetch('https://x');", errors: errors("socket") },
      { code: "window['WebSocket'];", errors: errors("socket") },
      { code: "new WebSocket(u); new EventSource(u); new XMLHttpRequest();", errors: errors("socket", "socket", "socket") },
      { code: "navigator.sendBeacon(u);", errors: errors("socket") },
      { code: 'import { net } from "electron";', errors: errors("socket") },
    ],
  });
});

/** Rules that a text breaks when it stands at this path of the house, by the house's own configuration. */
async function idsIn(path: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: path });
  return result?.messages.map(({ ruleId }) => ruleId) ?? [];
}
describe("where the rules hold", () => {
  const PRINT = "declare const x: { print(): void };\nx.print();\n";
  const SERIALIZE = "declare const x: { serialize(): void };\nx.serialize();\n";
  const IPC = 'import { ipcMain } from "electron";\nexport const y = ipcMain;\n';
  const FETCH = 'export const y = fetch("x");\n';
  const WORD = 'export const y = "案件";\n';

  it.each([
    ["electron/vault/x.ts", PRINT, "no-export-api", true],
    ["renderer/x.ts", PRINT, "no-export-api", true],
    ["db/x.ts", PRINT, "no-export-api", true],
    ["db/guard.ts", PRINT, "no-export-api", true],
    ["db/guard.ts", SERIALIZE, "no-export-api", false],
    ["electron/main/lockdown/printing.ts", PRINT, "no-export-api", false],
    ["electron/main/lockdown/printing.ts", SERIALIZE, "no-export-api", true],
    ["electron/main/lockdown/saving.ts", PRINT, "no-export-api", true],
    ["tests/unit/x.ts", PRINT, "no-export-api", false],
    ["build/electron-host/x.ts", PRINT, "no-export-api", false],
    ["electron/main/x.ts", IPC, "ipc-main-in-router", true],
    ["electron/main/ipc-router.ts", IPC, "ipc-main-in-router", false],
    ["electron/main/ipc-router-push.ts", IPC, "ipc-main-in-router", false],
    ["electron/main/x.ts", FETCH, "no-socket", true],
    ["electron/bridge/x.ts", FETCH, "no-socket", false],
    ["renderer/x.ts", FETCH, "no-socket", true],
    ["renderer/x.ts", WORD, "no-words-in-code", true],
    ["renderer/i18n/zh-CN/x.ts", WORD, "no-words-in-code", false],
    ["service/x.ts", WORD, "no-words-in-code", false],
  ])("%s: %s", async (path, text, rule, holds) => {
    expect((await idsIn(path, text)).includes(`lockdesk/${rule}`)).toBe(holds);
  });

  it("a comment cannot switch one off", async () => {
    const text = `// eslint-disable-next-line\n${FETCH}`;
    expect(await idsIn("renderer/x.ts", text)).toContain("lockdesk/no-socket");
  });
});
