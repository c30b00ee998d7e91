/** What IT reads from a machine's words, case by case; how the past is counted; the command a screen's request becomes. */
import { describe, expect, it } from "vitest";
import { DAY, HOUR } from "../../../shared/model/time.ts";
import type { BuildIndex, Rollout } from "../../../shared/release/documents.ts";
import { fleetFlags, fleetHistory, shareOf, type FleetMachine } from "../../../shared/release/fleet.ts";
import { NO_UPDATES, releaseSaid, type ReleaseSaid } from "../../../shared/release/report.ts";
import { rolloutAfter, rolloutFaults, rolloutOptions, type RolloutChange } from "../../../shared/release/rollout.ts";

const NOW = Date.UTC(2026, 10, 27, 4);
const hex = (digit: string) => digit.repeat(64);
const build = (version: string, asar: string): BuildIndex["builds"][number] => ({ version, platform: "linux-x64", file: `builds/linux-x64/${version}/a.deb`, sha256: hex("f"), bytes: 1, dataFormat: 1, commit: "a".repeat(40), asar, electron: "45.4.1" });
const index: BuildIndex = { v: 1, lowest: "1.0.0", builds: [build("1.2.0", hex("2")), build("1.3.0", hex("3")), build("1.4.0", hex("4"))] };
const rollout: Rollout = { v: 1, version: "1.4.0", waves: [{ rings: ["pilot"], percent: 100, after: NOW - DAY }, { percent: 25, after: NOW - HOUR }], latestBy: NOW + 9 * DAY, minimumVersion: "1.3.0", minimumBy: NOW - HOUR, revoked: ["1.2.5"], paused: false, rollbackFrom: [] };
const said = (more: Partial<ReleaseSaid> = {}): ReleaseSaid => ({
  ...releaseSaid({ ...NO_UPDATES, phase: "current", checkedAt: NOW - HOUR, issued: NOW - 2 * HOUR, seen: { root: 1, timestamp: 9, snapshot: 5, targets: 3, rollout: 5 } }, { build: hex("4"), platform: "linux-x64", ring: "broad" }), ...more,
});
const machine = (more: Partial<FleetMachine> = {}, words: Partial<ReleaseSaid> = {}): FleetMachine => ({ version: "1.4.0", heardAt: NOW - HOUR, said: said(words), bucket: 2_000, ...more });
const flags = (more: Partial<FleetMachine> = {}, words: Partial<ReleaseSaid> = {}, documents: { index: BuildIndex; rollout: Rollout } | null = { index, rollout }) => fleetFlags(machine(more, words), documents, NOW);

describe("what is said of a machine", () => {
  it.each<[string, Partial<FleetMachine>, Partial<ReleaseSaid>, string[]]>([
    ["the newest build, seen fresh", {}, {}, []],
    ["never heard", { heardAt: null }, {}, ["unsaid"]],
    ["a workstation that does not say", { said: null }, {}, ["unsaid"]],
    ["another archive under a published number", {}, { build: hex("0") }, ["altered"]],
    ["a number that was never published", { version: "1.3.9" }, { build: hex("9") }, ["foreign"]],
    ["a published number on another platform", {}, { platform: "win32-x64" }, ["foreign"]],
    ["an evaluation run", {}, { build: null }, ["unpacked"]],
    ["a timestamp of four days ago, though it is heard", {}, { issued: NOW - 4 * DAY }, ["frozen"]],
    ["switched on after a long weekend, not looked yet", {}, { issued: NOW - 4 * DAY, checkedAt: null, phase: "idle" }, []],
    ["the same, and every look is refused", {}, { issued: NOW - 4 * DAY, checkedAt: null, phase: "refused", error: "update_unreachable" }, ["frozen", "refused"]],
    ["looked an hour ago and saw yesterday's", {}, { issued: NOW - 25 * HOUR }, ["frozen"]],
    ["has not looked since: no wonder it saw an old one", {}, { issued: NOW - 25 * HOUR, checkedAt: NOW - 24 * HOUR }, []],
    ["silent for four days: its old timestamp says nothing", { heardAt: NOW - 4 * DAY }, { issued: NOW - 9 * DAY, checkedAt: NOW - 9 * DAY }, ["silent"]],
    ["below the minimum after its day", { version: "1.2.0" }, { build: hex("2") }, ["outOfService"]],
    ["refused and stale", {}, { phase: "refused", error: "update_stale", staleSince: NOW - DAY }, ["refused", "stale"]],
    ["waits for a safe moment", { version: "1.3.0" }, { build: hex("3"), phase: "ready", offered: "1.4.0" }, ["waits"]],
  ])("%s", (_name, more, words, expected) => expect(flags(more, words)).toEqual(expected));

  it("names a revoked build, and without documents judges only what needs none", () => {
    expect(fleetFlags(machine({ version: "1.3.0" }, { build: hex("3") }), { index, rollout: { ...rollout, revoked: ["1.3.0"] } }, NOW)).toEqual(["outOfService", "revoked"]);
    expect(flags({ version: "9.9.9" }, { build: hex("9"), staleSince: 1 }, null)).toEqual(["stale"]);
  });

  it.each<[string, Partial<FleetMachine>, Partial<ReleaseSaid>, string]>([
    ["has it", {}, {}, "has"],
    ["a pilot", { version: "1.3.0" }, { ring: "pilot" }, "due"],
    ["in the quarter", { version: "1.3.0", bucket: 100 }, {}, "due"],
    ["outside the quarter", { version: "1.3.0" }, {}, "waits"],
    ["below the minimum, whatever the wave", { version: "1.2.0" }, {}, "due"],
    ["does not say", { said: null }, {}, "unknown"],
  ])("its share of the rollout: %s", (_name, more, words, expected) => expect(shareOf(machine(more, words), { index, rollout }, NOW)).toBe(expected));
});

it("counts machines by version at moments of the past", () => {
  const changes = [{ deviceId: "a", at: 0, version: "1.0.0" }, { deviceId: "b", at: 10, version: "1.0.0" }, { deviceId: "a", at: 50, version: "1.1.0" }, { deviceId: "b", at: 100, version: "1.1.0" }];
  expect(fleetHistory(changes, 0, 100, 5)).toEqual([
    { at: 0, counts: { "1.0.0": 1 } }, { at: 25, counts: { "1.0.0": 2 } }, { at: 50, counts: { "1.0.0": 1, "1.1.0": 1 } }, { at: 75, counts: { "1.0.0": 1, "1.1.0": 1 } }, { at: 100, counts: { "1.1.0": 2 } },
  ]);
  expect(fleetHistory(changes, 40, 40, 1)).toEqual([{ at: 40, counts: { "1.0.0": 2 } }]);
});

describe("a rollout's change", () => {
  it.each<[RolloutChange, string]>([
    [{ version: "1.4.0", wave: { rings: ["pilot"], percent: 100, after: NOW } }, "--version 1.4.0 --wave pilot --after 2026-11-27T04:00Z"],
    [{ wave: { percent: 25, after: NOW } }, "--wave 25% --after 2026-11-27T04:00Z"],
    [{ wave: { rings: ["pilot", "early"], percent: 50, after: NOW } }, "--wave pilot+early:50% --after 2026-11-27T04:00Z"],
    [{ paused: true }, "--pause"], [{ paused: false }, "--resume"], [{ revoke: "1.2.0" }, "--revoke 1.2.0"], [{ minimum: null }, "--no-minimum"],
    [{ minimum: { version: "1.3.0", by: NOW } }, "--minimum 1.3.0 --by 2026-11-27T04:00Z"], [{ latestBy: NOW }, "--latest-by 2026-11-27T04:00Z"], [{}, ""],
  ])("%o is asked for with %s", (change, options) => expect(rolloutOptions(change).join(" ")).toBe(options));

  it("begins anew with another build, and is refused when it cannot be", () => {
    expect(rolloutAfter(rollout, { version: "1.3.0" }, NOW)).toMatchObject({ version: "1.3.0", waves: [], revoked: ["1.2.5"], minimumVersion: "1.3.0" });
    expect(rolloutFaults(rolloutAfter(rollout, { version: "1.5.0" }, NOW), index)).toEqual(["version: 1.5.0 is not published"]);
    expect(rolloutFaults(rolloutAfter(rollout, { minimum: { version: "2.0.0", by: NOW } }, NOW), index)).toEqual([expect.stringMatching(/above the newest/)]);
    expect(rolloutFaults(rolloutAfter(rollout, { revoke: "1.4.0" }, NOW), index)).toEqual([expect.stringMatching(/cannot be revoked/)]);
  });
});
