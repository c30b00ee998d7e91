/** Who takes which build when: a table of cases, each a promise of RELEASE.md 6, and properties over all inputs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, type DecideInput, type Decision } from "../../../shared/release/decide.ts";
import { BUCKETS, IndexSchema, RINGS, RolloutSchema, type Build, type Rollout } from "../../../shared/release/documents.ts";
import { compareVersions, newestOf, VersionSchema } from "../../../shared/release/version.ts";

const NOW = Date.UTC(2026, 11, 1);
const DAY = 86_400_000;

const build = (version: string, more: Partial<Build> = {}): Build => ({
  version, platform: "linux-x64", file: `builds/linux-x64/${version}/lockdesk.deb`, sha256: "a".repeat(64), bytes: 1000, dataFormat: 3,
  commit: "b".repeat(40), asar: "c".repeat(64), electron: "45.4.1", ...more,
});

interface Given {
  at?: string;
  ring?: (typeof RINGS)[number];
  dataFormat?: number;
  builds?: Build[];
  lowest?: string;
  rollout?: Partial<Rollout>;
  hold?: { until: number } | null;
  bucket?: number;
}

/** At 1.3.0, broad ring, last bucket; 1.4.0 goes out to nobody yet and to all in ten days. */
function input(given: Given): DecideInput {
  return {
    here: { version: given.at ?? "1.3.0", platform: "linux-x64", ring: given.ring ?? "broad", dataFormat: given.dataFormat ?? 3 },
    index: { v: 1, lowest: given.lowest ?? "1.0.0", builds: given.builds ?? [build("1.2.0"), build("1.3.0"), build("1.4.0")] },
    rollout: { v: 1, version: "1.4.0", waves: [], latestBy: NOW + 10 * DAY, minimumVersion: null, minimumBy: null, revoked: [], paused: false, rollbackFrom: [], ...given.rollout },
    hold: given.hold ?? null,
    bucket: given.bucket ?? BUCKETS - 1,
    now: NOW,
  };
}

const all = [{ percent: 100, after: NOW - DAY }];
const minimum = (version: string, by: number) => ({ minimumVersion: version, minimumBy: by });
const held = { until: NOW + 30 * DAY };

/** case, what is given, `action why [version] [minimum's state]`. */
const CASES: readonly [string, Given, string][] = [
  ["nothing newer goes out: stay", { at: "1.4.0" }, "stay newest"],
  ["no wave has come: stay", {}, "stay wave"],
  ["a wave for all has come: update", { rollout: { waves: all } }, "update wave 1.4.0"],
  ["a wave for all comes tomorrow: stay", { rollout: { waves: [{ percent: 100, after: NOW + DAY }] } }, "stay wave"],
  ["a wave begins on its minute", { rollout: { waves: [{ percent: 100, after: NOW }] } }, "update wave 1.4.0"],
  ["the pilot ring's wave leaves the others", { rollout: { waves: [{ rings: ["pilot"], percent: 100, after: NOW }] } }, "stay wave"],
  ["the pilot ring's wave takes the pilot ring", { ring: "pilot", rollout: { waves: [{ rings: ["pilot"], percent: 100, after: NOW }] } }, "update wave 1.4.0"],
  ["25 %: bucket 511 is in", { bucket: 511, rollout: { waves: [{ percent: 25, after: NOW }] } }, "update wave 1.4.0"],
  ["25 %: bucket 512 is out", { bucket: 512, rollout: { waves: [{ percent: 25, after: NOW }] } }, "stay wave"],
  ["a later, wider wave takes who the first left", { bucket: 512, rollout: { waves: [{ percent: 25, after: NOW - DAY }, { percent: 50, after: NOW }] } }, "update wave 1.4.0"],
  ["paused: nobody, though a wave has come", { rollout: { waves: all, paused: true } }, "stay paused"],
  ["paused beats revoked", { rollout: { revoked: ["1.3.0"], paused: true } }, "stay paused"],
  ["paused lifts the lock of the minimum version", { rollout: { ...minimum("1.4.0", NOW - DAY), paused: true } }, "stay paused none"],
  ["paused beats the last day", { rollout: { latestBy: NOW - DAY, paused: true } }, "stay paused"],
  ["the last day takes everybody without a wave", { rollout: { latestBy: NOW } }, "update latest_by 1.4.0"],
  ["a revoked build updates at once, without a wave", { rollout: { revoked: ["1.3.0"] } }, "update revoked 1.4.0"],
  ["a revoked build updates though the centre holds it", { hold: held, rollout: { revoked: ["1.3.0"] } }, "update revoked 1.4.0"],
  ["another build's revocation is nothing to this one", { rollout: { revoked: ["1.2.0"] } }, "stay wave"],
  ["below the minimum before its day: warned, and updates without a wave", { rollout: minimum("1.4.0", NOW + DAY) }, "update minimum 1.4.0 warned"],
  ["below the minimum on its day: locked", { rollout: minimum("1.4.0", NOW) }, "update minimum 1.4.0 locked"],
  ["at the minimum: nothing is said", { rollout: minimum("1.3.0", NOW - DAY) }, "stay wave none"],
  ["a minimum above everything that exists is ignored", { rollout: minimum("9.0.0", NOW - DAY) }, "stay wave none"],
  ["a minimum that only a revoked build would reach is ignored", { rollout: { ...minimum("1.5.0", NOW - DAY), revoked: ["1.5.0"] }, builds: [build("1.3.0"), build("1.4.0"), build("1.5.0")] }, "stay wave none"],
  ["a minimum that only another platform reaches is ignored", { rollout: minimum("1.5.0", NOW - DAY), builds: [build("1.4.0"), build("1.5.0", { platform: "win32-x64" })] }, "stay wave none"],
  ["a hold keeps who is in a wave", { hold: held, rollout: { waves: all } }, "stay held"],
  ["a hold that is over holds nobody", { hold: { until: NOW }, rollout: { waves: all } }, "update wave 1.4.0"],
  ["a hold ends on the signed last day", { hold: held, rollout: { latestBy: NOW } }, "update latest_by 1.4.0"],
  ["a hold keeps who is warned", { hold: held, rollout: minimum("1.4.0", NOW + DAY) }, "stay held warned"],
  ["a hold does not keep who is locked", { hold: held, rollout: minimum("1.4.0", NOW) }, "update minimum 1.4.0 locked"],
  ["a hold makes nobody update", { hold: { until: NOW - DAY } }, "stay wave"],
  ["what goes out is not built for this platform: stay", { builds: [build("1.4.0", { platform: "win32-x64" })], rollout: { waves: all } }, "stay no_build"],
  ["a rollout names a build that targets never signed: stay", { rollout: { version: "1.9.0", waves: all } }, "stay no_build"],
  ["an older build goes out: stay", { at: "1.5.0", rollout: { waves: all } }, "stay downgrade"],
  ["an older build goes out, and this one may go back: back", { at: "1.5.0", rollout: { rollbackFrom: ["1.5.0"] } }, "update rollback 1.4.0"],
  ["going back needs the build named, not another", { at: "1.6.0", rollout: { rollbackFrom: ["1.5.0"] } }, "stay downgrade"],
  ["going back is refused where the data would not be understood", { at: "1.5.0", dataFormat: 4, rollout: { rollbackFrom: ["1.5.0"] } }, "stay data_format"],
  ["going back never goes below the floor that targets signed", { at: "1.5.0", lowest: "1.4.1", rollout: { rollbackFrom: ["1.5.0"] } }, "stay lowest"],
  ["a revoked build does not go back without leave", { at: "1.5.0", rollout: { revoked: ["1.5.0"] } }, "stay downgrade"],
];

const spoken = (decision: Decision): string => [decision.action, decision.why, ...(decision.action === "update" ? [decision.build.version] : []), decision.minimum.state].join(" ");

describe("who takes which build when", () => {
  it.each(CASES)("%s", (_name, given, expected) => {
    expect(IndexSchema.safeParse(input(given).index).success).toBe(true);
    expect(RolloutSchema.safeParse(input(given).rollout).success).toBe(true);
    expect(spoken(decide(input(given)))).toMatch(new RegExp(`^${expected}( none)?$`));
  });

  const versions = ["1.2.0", "1.3.0", "1.4.0", "1.5.0"];
  const anyInput = fc.record({
    at: fc.constantFrom(...versions), ring: fc.constantFrom(...RINGS), dataFormat: fc.integer({ min: 2, max: 4 }), bucket: fc.integer({ min: 0, max: BUCKETS - 1 }),
    hold: fc.option(fc.record({ until: fc.integer({ min: NOW - DAY, max: NOW + DAY }) })),
    builds: fc.subarray(versions).map((list) => list.map((version) => build(version))),
    rollout: fc.record({
      version: fc.constantFrom(...versions), latestBy: fc.integer({ min: NOW - DAY, max: NOW + DAY }), paused: fc.boolean(), revoked: fc.subarray(versions), rollbackFrom: fc.subarray(versions),
      waves: fc.array(fc.record({ percent: fc.integer({ min: 1, max: 100 }), after: fc.integer({ min: NOW - DAY, max: NOW + DAY }) }), { maxLength: 3 }),
    }),
  }).map((given) => input({ ...given, rollout: { ...given.rollout, revoked: given.rollout.revoked.filter((v) => v !== given.rollout.version) } }));

  it("only ever installs a build that targets signed, that is not revoked, and that understands the data", () => {
    fc.assert(fc.property(anyInput, (given) => {
      const decision = decide(given);
      if (decision.action === "stay") return;
      expect(given.index.builds).toContain(decision.build);
      expect(given.rollout.revoked).not.toContain(decision.build.version);
      expect(decision.build.dataFormat).toBeGreaterThanOrEqual(given.here.dataFormat);
      if (compareVersions(decision.build.version, given.here.version) < 0) expect(given.rollout.rollbackFrom).toContain(given.here.version);
    }));
  });

  it("a hold only narrows: with it, a workstation stays or takes what it would take without", () => {
    fc.assert(fc.property(anyInput, (given) => {
      const [with_, without] = [decide(given), decide({ ...given, hold: null })];
      if (with_.action === "update") expect(with_).toEqual(without);
      expect(with_.minimum).toEqual(without.minimum);
    }));
  });
});

describe("the documents", () => {
  const rollout = input({}).rollout;
  it.each([
    ["a minimum without a deadline", { minimumVersion: "1.0.0" }],
    ["a deadline without a minimum", { minimumBy: NOW }],
    ["what goes out is revoked", { revoked: ["1.4.0"] }],
    ["a wave of no percent", { waves: [{ percent: 0, after: NOW }] }],
    ["a version that is none", { version: "1.4" }],
  ])("a rollout is refused: %s", (_name, change) => {
    expect(RolloutSchema.safeParse({ ...rollout, ...change }).success).toBe(false);
  });

  it("an index is refused that lists a build twice or lets a file out of its folder", () => {
    const index = { v: 1, lowest: "1.0.0" };
    expect(IndexSchema.safeParse({ ...index, builds: [build("1.4.0"), build("1.4.0")] }).success).toBe(false);
    for (const file of ["../x.deb", "builds/../../x.deb", "/etc/x.deb", "builds//x.deb", "builds/.x.deb", "x.deb"]) {
      expect(IndexSchema.safeParse({ ...index, builds: [build("1.4.0", { file })] }).success, file).toBe(false);
    }
  });

  it("versions are ordered by number, not by letter", () => {
    expect(newestOf(["1.9.0", "1.10.0", "1.2.30"])).toBe("1.10.0");
    expect(newestOf([])).toBeNull();
    expect(["1.0", "01.0.0", "1.0.0-beta", "v1.0.0", "1.0.0 "].filter((text) => VersionSchema.safeParse(text).success)).toEqual([]);
  });
});
