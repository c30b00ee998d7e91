import { describe, expect, it } from "vitest";
import { complete, newEntry, press, type Effect, type Entry } from "../../../renderer/desks/collector/keys.ts";
import { atLocal } from "../../../shared/model/time.ts";

const NOW = atLocal("2026-11-23", "09:30");

/** Presses keys one after the other; says how many it took until the entry was submitted. */
function type(keys: readonly string[], from: Entry = newEntry("out")): { entry: Entry; pressed: number; submitted: boolean; last: Effect } {
  let entry = from;
  let last: Effect = null;
  for (const [i, key] of keys.entries()) {
    const step = press(entry, key, NOW);
    entry = step.entry;
    last = step.effect;
    if (step.effect === "submit") return { entry, pressed: i + 1, submitted: true, last };
  }
  return { entry, pressed: keys.length, submitted: false, last };
}
const keysOf = (text: string) => [...text.replaceAll("⏎", "\n").replaceAll("␣", " ")].map((c) => (c === "\n" ? "Enter" : c === " " ? "Space" : c));

describe("key budgets after dialling (DOMAIN.md 4.1)", () => {
  const lines = [["2", "A2"], ["3", "A3"], ["4", "A4"], ["5", "A5"], ["6", "A6"], ["7", "A7"], ["8", "A8"], ["9", "A9"], ["0", "A10"], ["-", "A11"]] as const;
  it.each(lines)("an unconnected call takes two keys: %s + Enter = %s", (key, line) => {
    const done = type([key, "Enter"]);
    expect(done).toMatchObject({ submitted: true, pressed: 2, entry: { line, person: null, outcome: null } });
  });

  it("a promise in full takes at most ten keys", () => {
    const done = type(keysOf("112⏎3⏎"));
    expect(done.submitted).toBe(true);
    expect(done.pressed).toBeLessThanOrEqual(10);
    expect(done.entry).toMatchObject({ line: "A1", person: "B1", outcome: "C2", dueOn: "2026-11-26", basis: "current" });
  });

  it("a promise in part starts from the minimum due and takes at most ten keys", () => {
    const done = type(keysOf("113⏎m⏎"));
    expect(done).toMatchObject({ submitted: true, entry: { outcome: "C3", basis: "minimum", dueOn: "2026-11-30" } });
    expect(done.pressed).toBeLessThanOrEqual(10);
  });

  it.each([["C7", "117⏎"], ["C6", "116⏎"]])("refused or cannot pay (%s) takes at most five keys", (code, keys) => {
    const done = type(keysOf(keys));
    expect(done).toMatchObject({ submitted: true, entry: { outcome: code } });
    expect(done.pressed).toBeLessThanOrEqual(5);
  });

  it("a message left with a third party takes at most four keys", () => {
    const done = type(keysOf("151⏎"));
    expect(done).toMatchObject({ submitted: true, entry: { person: "B5", outcome: "C18" } });
    expect(done.pressed).toBeLessThanOrEqual(4);
  });

  it("a call-back with its time takes at most ten keys", () => {
    const done = type(keysOf("118⏎1430⏎"));
    expect(done).toMatchObject({ submitted: true, entry: { outcome: "C8", callbackAt: atLocal("2026-11-23", "14:30") } });
    expect(done.pressed).toBeLessThanOrEqual(10);
  });

  it("an inbound call starts at who is speaking", () => {
    expect(type(keysOf("17⏎"), newEntry("in"))).toMatchObject({ submitted: true, pressed: 3, entry: { line: "A1", person: "B1", outcome: "C7" } });
  });
});

describe("pinyin initials", () => {
  it("are as good as digits", () => {
    expect(type(keysOf("wrjt⏎"))).toMatchObject({ submitted: true, entry: { line: "A2" } });
    expect(type(keysOf("jtbrcnqe⏎7⏎"))).toMatchObject({ submitted: true, entry: { line: "A1", person: "B1", outcome: "C2", dueOn: "2026-11-30" } });
  });

  it("need not be typed to the end", () => {
    expect(type(keysOf("wr⏎"))).toMatchObject({ submitted: true, pressed: 3, entry: { line: "A2" } });
  });

  it("typed to the end never spill into another result", () => {
    for (const [text, line] of [["wfjt", "A8"], ["yyxx", "A9"], ["xlgz", "A11"], ["kh", "A7"]] as const) {
      expect(type([...text]).entry).toMatchObject({ line, stage: "line", typed: "" });
    }
  });
});

describe("a result may be corrected before it is saved", () => {
  it("another line replaces the one chosen", () => {
    expect(type(keysOf("25⏎"))).toMatchObject({ submitted: true, entry: { line: "A5" } });
  });

  it("Backspace goes back one step at a time, to the empty entry", () => {
    let entry = type(keysOf("112⏎3")).entry;
    expect(entry).toMatchObject({ stage: "promise", dueOn: "2026-11-26" });
    for (let i = 0; i < 5; i++) entry = press(entry, "Backspace", NOW).entry;
    expect(entry).toMatchObject({ stage: "line", line: null, person: null, outcome: null, dueOn: null });
  });

  it("a half-typed call-back time is no time", () => {
    const half = type(keysOf("118⏎14"));
    expect(half.entry.callbackAt).toBeNull();
    expect(press(half.entry, "Enter", NOW).effect).toBe("refused");
    expect(press(press(half.entry, "3", NOW).entry, "0", NOW).entry.callbackAt).toBe(atLocal("2026-11-23", "14:30"));
  });
});

describe("one main outcome plus tags", () => {
  it("Space adds a further outcome as a tag", () => {
    expect(type(keysOf("117␣6⏎"))).toMatchObject({ submitted: true, entry: { outcome: "C7", tags: ["C6"] } });
  });

  it("the same outcome is never main and tag", () => {
    expect(type(keysOf("117␣7⏎"))).toMatchObject({ submitted: true, entry: { outcome: "C7", tags: [] } });
  });

  it("a tag that asks for a time asks for it too", () => {
    expect(type(keysOf("117␣8⏎")).entry).toMatchObject({ stage: "time", outcome: "C7", tags: ["C8"] });
  });
});

describe("nothing unfinished is submitted", () => {
  it.each(["⏎", "1⏎", "11⏎", "112⏎⏎", "118⏎⏎", "119"])("%s stays open", (text) => {
    const done = type(keysOf(text));
    expect(done.submitted).toBe(false);
    expect(complete(done.entry)).toBe(false);
  });

  it("an unknown key changes nothing", () => {
    const entry = type(keysOf("11")).entry;
    for (const key of ["F5", "Tab", "ü", "#"]) expect(press(entry, key, NOW)).toEqual({ entry, effect: null });
  });

  it("an outcome is not owed when identity was not verified", () => {
    expect(type(keysOf("12⏎"))).toMatchObject({ submitted: true, entry: { person: "B2", outcome: null } });
  });
});
