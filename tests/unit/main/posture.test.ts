import { describe, expect, it } from "vitest";
import { FACT_NAMES, isGood, judgePosture, PostureFactSchema, type PostureFact } from "../../../shared/model/posture.ts";
import { coreDumps, isCrypt, mountOf } from "../../../electron/main/posture/linux.ts";
import { readFacts } from "../../../electron/main/posture/read.ts";

const fact = (name: PostureFact["name"], value: string): PostureFact => ({ name, value, source: "test" });

describe("a machine's posture", () => {
  it("is judged by what the policy says of each fact: ignored, to note, or not unlocked", () => {
    const facts = [fact("diskEncrypted", "no"), fact("coreDumps", "off"), fact("drivesPolicy", "open"), fact("system", "linux 6")];
    expect(judgePosture({ diskEncrypted: "refuse", coreDumps: "refuse", drivesPolicy: "warn", system: "refuse" }, facts)).toEqual({ warn: ["drivesPolicy"], refuse: ["diskEncrypted"] });
    expect(judgePosture({}, facts)).toEqual({ warn: [], refuse: [] });
  });

  it("takes a fact that was not read, and one that is unknown, for a bad one", () => {
    expect(judgePosture({ vpn: "refuse" }, []).refuse).toEqual(["vpn"]);
    for (const name of FACT_NAMES) expect(isGood(fact(name, "unknown")), name).toBe(name === "system");
  });

  it("is read on this machine for every fact, within a time, and never throws", async () => {
    const facts = await readFacts({ profileDir: "/nowhere", packaged: false, programDir: "/nowhere", secretStore: () => { throw new Error("no store"); }, vpnUp: () => null });
    expect(facts.map((f) => f.name).sort()).toEqual([...FACT_NAMES].sort());
    for (const f of facts) expect(PostureFactSchema.safeParse(f).success, f.name).toBe(true);
    expect(facts.find((f) => f.name === "secretStore")?.value).toBe("unknown");
  });
});

describe("facts of a Linux machine", () => {
  it("the disk is encrypted when dm-crypt is anywhere below it", () => {
    const tree: Record<string, string> = { "/s/dm/uuid": "LVM-abc", "/s/slaves/dm-0/dm/uuid": "CRYPT-LUKS2-abc" };
    const below = (dir: string) => (dir === "/s/slaves" ? ["dm-0"] : []);
    expect(isCrypt("253:1", (f) => tree[f] ?? "", below, "/s")).toBe(true);
    expect(isCrypt("253:1", (f) => (f === "/s/dm/uuid" ? "LVM-abc" : ""), () => [], "/s")).toBe(false);
  });

  it("a path lies on the mount with the longest point that holds it", () => {
    const mounts = ["/", "/home", "/home/ann"].map((point) => ({ point, device: point, type: "ext4", source: "x" }));
    expect([mountOf("/home/ann/x", mounts)?.point, mountOf("/home/anna", mounts)?.point, mountOf("/etc", mounts)?.point]).toEqual(["/home/ann", "/home", "/"]);
  });

  it("core dumps are off when the process's own limit is none", () => {
    expect([coreDumps("Max core file size        0                    unlimited            bytes"), coreDumps("Max core file size   unlimited  unlimited bytes"), coreDumps("")]).toEqual(["off", "on", "unknown"]);
  });
});
