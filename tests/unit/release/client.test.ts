/** The good paths and the healing ones of the update client, on the real publisher's output. */
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { folderSource, type Source } from "../../../electron/update/source.ts";
import { forward } from "../../../build/release/forge.ts";
import { installerOf, Lab, newLabKeys } from "../../../build/release/lab.ts";
import { DAY, HOUR } from "../../../shared/model/time.ts";

const all = (at: number) => ({ percent: 100, after: at });

describe("a workstation's update client", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = new Lab();
    await lab.open("1.3.0");
    writeFileSync(lab.path("shipped.json"), readFileSync(lab.shipRoot()));
    await lab.build("1.4.0");
    await lab.roll({ version: "1.4.0", wave: all(lab.now) });
  });
  afterAll(() => lab.close());

  it("finds the build that goes out, fetches it and finds it unchanged", async () => {
    const client = lab.client("good");
    const { decision, seen } = await client.check(null);
    expect(decision).toMatchObject({ action: "update", why: "wave", build: { version: "1.4.0" } });
    expect(seen).toEqual({ root: 1, timestamp: 3, snapshot: 3, targets: 2, rollout: 2 });
    if (decision.action !== "update") throw new Error("unreachable");
    const path = await client.download(decision.build);
    expect(readFileSync(path)).toEqual(installerOf("1.4.0"));
    await client.verify(decision.build, path);
  });

  it("stays where it is when it has what goes out", async () => {
    expect((await lab.client("newest", { here: { version: "1.4.0" } }).check(null)).decision).toMatchObject({ action: "stay", why: "newest" });
  });

  it("does not fetch again what lies there already", async () => {
    let read = 0;
    const source: Source = { read: (path, from, take) => folderSource(lab.state).read(path, from, (piece) => take({ ...piece, parts: counted(piece.parts, path) })) };
    async function* counted(parts: AsyncIterable<Uint8Array>, path: string) {
      for await (const part of parts) {
        if (path.endsWith(".deb")) read += part.length;
        yield part;
      }
    }
    const { decision } = await lab.client("again", { source }).check(null);
    if (decision.action !== "update") throw new Error("unreachable");
    for (let i = 0; i < 2; i += 1) await lab.client("again", { source }).download(decision.build);
    expect(read).toBe(decision.build.bytes);
  });

  it("goes on where a slow line was cut, and takes the whole on a server that cannot", async () => {
    for (const resumes of [true, false]) {
      const asked: number[] = [];
      let cutAfter = 15_000;
      const source: Source = {
        read: (path, from, take) => folderSource(lab.state).read(path, resumes ? from : 0, (piece) => {
          if (!path.endsWith(".deb")) return take(piece);
          asked.push(from);
          const most = cutAfter;
          cutAfter = Infinity;
          return take({ status: resumes && from > 0 ? 206 : 200, parts: cut(piece.parts, most) });
        }),
      };
      const client = lab.client(`slow-${resumes}`, { source });
      const { decision } = await client.check(null);
      if (decision.action !== "update") throw new Error("unreachable");
      await expect(client.download(decision.build)).rejects.toThrow(/line cut/);
      expect(readFileSync(await client.download(decision.build))).toEqual(installerOf("1.4.0"));
      expect(asked).toEqual([0, 15_000]);
    }
    async function* cut(parts: AsyncIterable<Uint8Array>, most: number) {
      let left = most;
      for await (const part of parts) {
        yield part.subarray(0, Math.min(left, part.length));
        left -= part.length;
        if (left <= 0) throw new Error("line cut");
      }
    }
  });

  it.each(["root", "timestamp", "snapshot", "targets", "rollout"])("heals a half-written %s", async (role) => {
    const name = `half-${role}`;
    await lab.client(name).check(null);
    truncateSync(lab.path(`${name}/documents/${role}.json`), 200);
    expect((await lab.client(name).check(null)).decision.action).toBe("update");
  });

  it("stops updating, and says so, when the anchor is gone from both places", async () => {
    await expect(lab.client("no-anchor", { shippedRoot: lab.path("nowhere.json") }).check(null)).rejects.toMatchObject({ refusal: { code: "update_no_anchor" } });
  });

  it("believes the memory's key list when the shipped one is damaged", async () => {
    await lab.client("kept").check(null);
    writeFileSync(lab.path("broken.json"), "{");
    expect((await lab.client("kept", { shippedRoot: lab.path("broken.json") }).check(null)).decision.action).toBe("update");
  });

  it("never opens a connection by itself", async () => {
    const { fetch } = globalThis;
    globalThis.fetch = () => Promise.reject(new Error("a socket past the bridge"));
    try {
      expect((await lab.client("own-socket").check(null)).decision.action).toBe("update");
    } finally {
      globalThis.fetch = fetch;
    }
  });
});

describe("keys that change", () => {
  it("are followed through two key lists; the stolen old ones are worth nothing", async () => {
    const lab = new Lab();
    try {
      await lab.open("1.3.0");
      writeFileSync(lab.path("shipped.json"), readFileSync(lab.shipRoot()));
      await lab.client("follows").check(null);
      for (let i = 0; i < 2; i += 1) {
        const next = { ...newLabKeys(), targets: lab.keys.targets, duty: lab.keys.duty };
        lab.now += HOUR;
        await lab.newRoot(next, [...lab.keys.root.slice(0, 2), ...next.root.slice(0, 2)]);
        lab.keys = next;
      }
      expect((await lab.client("follows").check(null)).seen.root).toBe(3);
      expect((await lab.client("fresh").check(null)).seen.root).toBe(3);
    } finally {
      lab.close();
    }
  });

  it("free a workstation that a thief of the online keys sent to version two billion", async () => {
    const lab = new Lab();
    try {
      await lab.open("1.3.0");
      writeFileSync(lab.path("shipped.json"), readFileSync(lab.shipRoot()));
      const spoilt = forward(lab, 2 ** 31);
      await lab.client("far", { source: folderSource(spoilt) }).check(null);
      await expect(lab.client("far").check(null)).rejects.toMatchObject({ refusal: { code: "update_rolled_back" } });
      const next = { ...lab.keys, duty: newLabKeys().duty, timestamp: newLabKeys().timestamp };
      lab.now += HOUR;
      await lab.newRoot(next, lab.keys.root.slice(0, 2));
      lab.keys = next;
      await lab.build("1.4.0");
      expect((await lab.client("far").check(null)).seen).toMatchObject({ root: 2, targets: 2 });
    } finally {
      lab.close();
    }
  });
});

describe("time", () => {
  it("never counts as earlier than the centre signed, nor than the build was made", async () => {
    const lab = new Lab();
    try {
      await lab.open("1.3.0");
      writeFileSync(lab.path("shipped.json"), readFileSync(lab.shipRoot()));
      const client = (name: string, builtAt: number) => lab.client(name, { clock: () => 0, here: { builtAt } });
      await client("remembers", 0).check(null);
      expect(JSON.parse(readFileSync(lab.path("remembers/clock.json"), "utf8"))).toEqual({ v: 1, floor: lab.now });
      rmSync(lab.path("remembers/documents"), { recursive: true });
      const old = lab.copyState("old");
      lab.now += 4 * DAY;
      await lab.roll({});
      expect((await client("remembers", 0).check(null)).issued).toBe(lab.now);
      for (const [name, builtAt] of [["remembers", 0], ["deleted", lab.now]] as const) {
        rmSync(lab.path(`${name}/documents`), { recursive: true, force: true });
        await expect(lab.client(name, { clock: () => 0, here: { builtAt }, source: folderSource(old) }).check(null)).rejects.toMatchObject({ refusal: { code: "update_stale" } });
      }
      expect(existsSync(lab.path("remembers/clock.json"))).toBe(true);
    } finally {
      lab.close();
    }
  });
});
