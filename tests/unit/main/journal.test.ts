import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { handover, journalFile, keepHead, note, openJournal, readJournal } from "../../../electron/main/journal.ts";
import { CHAIN_LINES } from "../../../shared/protocol/chain.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockdesk-journal-"));
  openJournal(dir);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const text = () => readFileSync(journalFile(dir), "utf8");
const lines = () => text().trimEnd().split("\n");

describe("the machine's journal", () => {
  it("keeps what was noted, in order, readable by its owner only", () => {
    note("start.refused", { names: "--no-sandbox" });
    note("drive.appeared", { count: 1 });
    const { entries, brokenAt } = readJournal(text());
    expect(entries.map((entry) => [entry.seq, entry.what])).toEqual([[1, "start.refused"], [2, "drive.appeared"]]);
    expect(entries[0]?.facts).toEqual({ names: "--no-sandbox" });
    expect(brokenAt).toBeNull();
    if (process.platform !== "win32") expect(statSync(journalFile(dir)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["changed", (all: string[]) => all.map((line, i) => (i === 1 ? line.replace("b", "x") : line)), 2],
    ["removed", (all: string[]) => all.toSpliced(1, 1), 2],
    ["removed at the front", (all: string[]) => all.slice(1), 1],
    ["inserted", (all: string[]) => all.toSpliced(1, 0, all[0] ?? ""), 2],
    ["reordered", (all: string[]) => [all[0] ?? "", all[2] ?? "", all[1] ?? ""], 2],
  ] as const)("names the first entry that was %s", (_how, tamper, at) => {
    for (const what of ["a", "b", "c"]) note(`tried.${what}`);
    expect(readJournal(tamper(lines()).join("\n")).brokenAt).toBe(at);
  });

  it("goes on after a line that a power failure cut off", () => {
    note("one");
    appendFileSync(journalFile(dir), '{"seq":2,"at":"20');
    note("two");
    const { entries, brokenAt } = readJournal(text());
    expect([entries.map((entry) => entry.what), brokenAt]).toEqual([["one", "two"], null]);
  });

  it("does not keep a refusal from happening when the disk refuses it", () => {
    rmSync(dir, { recursive: true, force: true });
    writeFileSync(dir, "a file where the folder was");
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect(() => note("start.refused")).not.toThrow();
    expect(write).toHaveBeenCalledWith(expect.stringContaining("journal.failed"));
    write.mockRestore();
  });
});

describe("what the journal hands to the centre", () => {
  const head = (n: number) => ({ epoch: "0e5f7a52-3c7e-4a8e-9d5b-0d7c1b2a3f40", day: "2026-11-23", n, hash: "a".repeat(64) });

  it("is every line until it was taken, and then what came after", () => {
    note("one");
    note("two");
    expect(handover()).toMatchObject({ lines: [{ what: "one" }, { what: "two" }], remembered: null });
    keepHead(head(7), 2);
    note("three");
    expect(handover().lines.map((line) => line.what)).toEqual(["centre.head", "three"]);
    expect(handover().remembered).toEqual(head(7));
    expect(readJournal(text()).brokenAt).toBeNull();
  });

  it("is so many lines at a time, the oldest first", () => {
    for (let i = 0; i < CHAIN_LINES + 3; i += 1) note("many", { i });
    expect(handover().lines).toHaveLength(CHAIN_LINES);
    keepHead(head(1), CHAIN_LINES);
    expect(handover().lines.map((line) => line.facts["i"])).toEqual([CHAIN_LINES, CHAIN_LINES + 1, CHAIN_LINES + 2, undefined]);
  });

  it("is nothing when there is no file", () => {
    expect(handover()).toEqual({ lines: [], remembered: null });
  });
});
