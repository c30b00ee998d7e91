/** The check of a simulated agency finds nothing in a sound run, and names each mistake made in it. */
import { describe, expect, it } from "vitest";
import { atLocal, MINUTE } from "../../../shared/model/time.ts";
import { MUTATIONS } from "../../simulate/mutations.ts";
import { COUNTS } from "../../simulate/verify/checks.ts";
import { clocksOf, placeOf, TABLES, type Step } from "../../simulate/verify/path.ts";
import { replayAll } from "../../simulate/verify/replay.ts";
import { verify } from "../../simulate/verify/verify.ts";
import { FACTS } from "./facts.ts";

describe("the check of a run", () => {
  it("finds nothing in twenty minutes written by hand, and counts them", () => {
    const { faults, ...verdict } = verify(FACTS);
    expect(faults).toEqual([]);
    expect(verdict).toMatchObject({ forms: 2, steps: 3, breaches: 2 });
  });

  it("there is a mistake for every count", () => {
    expect([...new Set(MUTATIONS.map((m) => m.count))].sort()).toEqual([...COUNTS].sort());
  });

  it.each(MUTATIONS)("$count is counted when $title", ({ count, make }) => {
    const { faults } = verify(make(FACTS));
    expect(faults.filter((f) => f.count === count), faults.map((f) => f.words).join("\n")).not.toEqual([]);
  });
});

describe("a form lived through again", () => {
  it("knows nothing of a look that came before the centre heard of it", () => {
    const [told] = FACTS.journal.entries.filter((e) => e.kind === "told" && e.id === "e1");
    const received = FACTS.events.find((e) => e.id === "e4")!.receivedAt;
    // Stamped and filed off line, in time, and sent together.
    const events = FACTS.events.map((e) => (e.id === "e1" ? { ...e, receivedAt: received } : e.id === "e4" ? { ...e, at: e.at - 2.5 * MINUTE } : e));
    const entries = FACTS.journal.entries.flatMap((e) => (e === told ? [] : e.kind === "told" && e.id === "e4" ? [{ ...told!, at: received }, e] : [e]));
    const [warning] = replayAll({ ...FACTS, events, journal: { ...FACTS.journal, entries } }).filter((r) => r.workflow === "earlyWarning");
    expect(warning!.fired.map((f) => `${f.step} ${f.kind}`)).toEqual(["file half", "file fourFifths"]);
  });
});

describe("the second reading of the step tables", () => {
  const at = (hhmm: string): number => atLocal("2026-11-23", hhmm);
  const step = (id: string, name: string, hhmm: string, receivedAt: string, body: Record<string, unknown> = {}): Step => ({ id, step: name, by: "u", at: at(hhmm), receivedAt: at(receivedAt), body });

  it("counts the earlier of two who took the same step, though it was heard of later", () => {
    const filed = step("1", "file", "10:00", "10:00");
    const head = step("2", "find", "10:40", "10:40", { finding: "upheld" });
    const late = step("3", "find", "10:20", "11:30", { finding: "notUpheld" });
    expect(placeOf(TABLES["earlyWarning"]!, at("10:00"), [filed, head]).state).toBe("found");
    const place = placeOf(TABLES["earlyWarning"]!, at("10:00"), [filed, head, late]);
    expect([place.state, place.applied.map((s) => s.id), place.moments.get("find")]).toEqual(["unfounded", ["1", "3"], at("11:30")]);
  });

  it("lets the soothing call's three hours stand still from 22:00 to 08:00", () => {
    const steps = [step("1", "file", "21:00", "21:00"), step("2", "find", "21:05", "21:05", { finding: "upheld" }), step("3", "plan", "21:06", "21:06")];
    const clocks = clocksOf(TABLES["earlyWarning"]!, placeOf(TABLES["earlyWarning"]!, at("21:00"), steps));
    expect(clocks.find((c) => c.step === "soothe" && c.kind === "breach")?.at).toBe(atLocal("2026-11-24", "10:00") + 1);
    expect(clocks.find((c) => c.step === "whole" && c.kind === "half")?.at).toBe(at("23:30"));
  });

  it("gives the manager what the five hours leave: five minutes fewer, for sealing and relaying", () => {
    const path = [["file", "10:00"], ["find", "10:05"], ["plan", "10:06"], ["soothe", "10:30"], ["forward", "10:35"], ["recheck", "10:50"]] as const;
    const steps = path.map(([name, hhmm], i) => step(String(i), name, hhmm, hhmm, name === "find" ? { finding: "upheld" } : {}));
    const due = clocksOf(TABLES["earlyWarning"]!, placeOf(TABLES["earlyWarning"]!, at("10:00"), steps)).find((c) => c.step === "approve" && c.kind === "breach");
    expect(due?.at).toBe(at("14:55") + 1);
  });
});
