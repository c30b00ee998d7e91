import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { journalFile, openJournal, readJournal } from "../../../electron/main/journal.ts";
import { isClosed } from "../../../electron/main/lockdown/shortcuts.ts";
import { tried } from "../../../electron/main/lockdown/tried.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-tried-"));
  openJournal(dir);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});
const entries = () => readJournal(readFileSync(journalFile(dir), "utf8")).entries.map((entry) => [entry.what, entry.facts]);

it("a page that tries without end fills no disk: an entry a minute, with the number of tries", () => {
  for (let i = 0; i < 10_000; i++) tried("request", { type: "image" }, 1_000 + i);
  tried("request", { type: "image" }, 61_001);
  expect(entries()).toEqual([["tried.request", { type: "image", times: 1 }], ["tried.request", { type: "image", times: 10_000 }]]);
});

it("each kind of try has its own entry", () => {
  tried("download", {}, 1);
  tried("window", {}, 2);
  expect(entries().map(([what]) => what)).toEqual(["tried.download", "tried.window"]);
});

it.each([
  ["Ctrl+P", { key: "P", control: true }, true], ["Cmd+C", { key: "c", meta: true }, true], ["Shift+Delete", { key: "Delete", shift: true }, true], ["F12", { key: "F12" }, true],
  ["Ctrl+V", { key: "v", control: true }, false], ["Ctrl+L", { key: "l", control: true }, false], ["Delete", { key: "Delete" }, false], ["p", { key: "p" }, false], ["Shift+P", { key: "P", shift: true }, false],
])("%s is closed: %s", (_name, input, closed) => {
  expect(isClosed({ control: false, meta: false, shift: false, ...input })).toBe(closed);
});
