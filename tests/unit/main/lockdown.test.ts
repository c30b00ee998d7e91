import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { forbid } from "../../../electron/main/lockdown/closure.ts";
import { BLINK_FEATURES_OFF, pagePreferences, PARTITION, SCHEME_PRIVILEGES, SESSION_OPTIONS } from "../../../electron/main/lockdown/switches.ts";
import { rowLines, totals } from "../../redteam/judge.ts";
import { editedText, ENTERING } from "../../redteam/mutation.ts";
import { MUTATIONS } from "../../redteam/mutations.ts";
import { ROWS } from "../../redteam/rows.ts";
import { tryNamed, TRIES } from "../../redteam/tries/all.ts";
import { RUNNING, type Outcome } from "../../redteam/tries/index.ts";

const FOLDER = "electron/main/lockdown";

describe("switches", () => {
  it("give a page nothing of Node, no second rule and no developer tools", () => {
    expect(pagePreferences("/p.cjs", {} as never)).toMatchObject({
      sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false, webSecurity: true,
      allowRunningInsecureContent: false, experimentalFeatures: false, webviewTag: false, devTools: false, spellcheck: false, plugins: false, navigateOnDragDrop: false,
    });
  });

  it.each(["FileSystemAccess", "FileSystemAccessLocal", "WebUSB", "WebHID", "Serial", "WebBluetooth", "WebPrinting"])("%s is gone from the engine", (feature) => {
    expect(BLINK_FEATURES_OFF).toContain(feature);
    expect(pagePreferences("/p.cjs", {} as never).disableBlinkFeatures?.split(",")).toContain(feature);
  });

  it("keep nothing of a page on disk, and no worker of it alive", () => {
    expect(PARTITION.startsWith("persist:")).toBe(false);
    expect(SESSION_OPTIONS.cache).toBe(false);
    expect(SCHEME_PRIVILEGES).toMatchObject({ allowServiceWorkers: false, bypassCSP: false, codeCache: false });
  });

  it("stand one to a line with a reason each", () => {
    const lines = readFileSync(`${FOLDER}/switches.ts`, "utf8").split("\n").filter((line) => /^\s+(\w+: |"\w+",|\w+,|\w+: .*,)/.test(line));
    expect(lines.length).toBeGreaterThan(35);
    expect(lines.filter((line) => !/(\/\/ |\{$|"fixed_servers"|proxyRules|disableBlinkFeatures)/.test(line))).toEqual([]);
  });
});

describe("a forbidden call", () => {
  it("throws with its reason and cannot be put back, also when it is forbidden twice", () => {
    const target = { print: () => "printed" };
    forbid(target, ["print"], "S-39");
    forbid(target, ["print"], "S-39");
    expect(() => target.print()).toThrow("print is closed: S-39");
    expect(() => Object.assign(target, { print: () => "printed" })).toThrow(TypeError);
    expect(() => Object.defineProperty(target, "print", { value: () => "printed" })).toThrow(TypeError);
  });
});

describe("the table of ways out", () => {
  it("has the rows 1 to 38, each with its guard files", () => {
    expect(ROWS.map((row) => row.row)).toEqual(Array.from({ length: 38 }, (_, i) => i + 1));
    for (const row of ROWS) for (const guard of row.guards) expect(existsSync(guard), `${row.row}: ${guard}`).toBe(true);
    expect(ROWS.filter((row) => row.guards.length === 0).map((row) => [row.row, row.proof])).toEqual([[10, "needs-os"]]);
  });

  it("has a try for every row that is proved here", () => {
    for (const row of ROWS.filter(({ proof }) => proof === "host" || proof === "unit")) expect(TRIES.some((each) => each.row === row.row), row.way).toBe(true);
  });

  it("names every closure's file, and every file of the folder has its row", () => {
    const shared = ["README.md", "closure.ts", "index.ts", "tried.ts"];
    const named = new Set(ROWS.flatMap((row) => row.guards));
    expect(readdirSync(FOLDER).filter((file) => !shared.includes(file) && !named.has(`${FOLDER}/${file}`))).toEqual([]);
  });

  it("stands in SECURITY.md row by row, with the same proof", () => {
    const words = { host: "host", unit: "unit", "needs-electron": "**needs Electron**", "needs-os": "**needs the system**" };
    const text = readFileSync("SECURITY.md", "utf8");
    for (const { row, way, layer, proof, rest } of ROWS) {
      const line = text.split("\n").find((each) => each.startsWith(`| ${row} |`)) ?? "";
      expect(line).toContain(`| ${way} | ${layer} |`);
      expect(line.endsWith(`| ${words[proof]} | ${rest ?? ""} |`), line).toBe(true);
    }
  });

  it("has tries of different names", () => {
    expect(new Set(TRIES.map((each) => each.name)).size).toBe(TRIES.length);
    expect(RUNNING.filter((each) => each.aim !== "main").length).toBeGreaterThan(50);
  });
});

describe("what the red team prints", () => {
  const outcome = (row: number, state: Outcome["state"]): Outcome => ({ name: `try of ${row}`, row, expect: "x", got: "y", state });
  const held = ROWS.map(({ row }) => outcome(row, "held"));

  it("counts no row as closed that only Electron or the system can prove", () => {
    const lines = rowLines(held, "evaluation");
    expect(lines.filter((line) => line.proof.startsWith("needs-")).every((line) => !line.closed)).toBe(true);
    expect(totals(lines, held)).toMatchObject({ rows: 38, closed: ROWS.filter((row) => !row.proof.startsWith("needs-")).length, open: [] });
  });

  it("counts a row as open when one of its tries got through, or none was made", () => {
    expect(rowLines([...held, outcome(5, "open")], "evaluation")[4]).toMatchObject({ closed: false, open: ["try of 5"] });
    const unmade = held.map((each) => (each.row === 5 ? outcome(5, "not made") : each));
    expect(totals(rowLines(unmade, "evaluation"), unmade).open).toEqual(["row 5"]);
  });
});

describe("mutations", () => {
  it.each(MUTATIONS)("$title: its text stands in the source, and its try is there", ({ edits, red }) => {
    for (const { file } of edits) expect(() => editedText(edits, file)).not.toThrow();
    if (red !== ENTERING) expect(tryNamed(red).name).toBe(red);
  });

  it("take away every closure that main installs", () => {
    const installed = /CLOSURES[^=]*= \[([^\]]+)\]/.exec(readFileSync(`${FOLDER}/index.ts`, "utf8"))?.[1]?.match(/\w+/g) ?? [];
    const taken = MUTATIONS.flatMap(({ edits }) => edits.filter(({ file }) => file === `${FOLDER}/index.ts`).map(({ find }) => find.trim().replace(",", "")));
    expect(installed.filter((name) => !taken.includes(name))).toEqual([]);
  });
});
