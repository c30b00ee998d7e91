/** Updating as it goes on by itself: fetched while people work, handed over at a safe point, checked again by whoever installs. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { installerOf, Lab } from "../../../build/release/lab.ts";
import { installIncoming } from "../../../electron/update/helper.ts";
import { folderInstaller } from "../../../electron/update/installer.ts";
import { mirrored } from "../../../electron/update/mirror.ts";
import { folderSource, type Source } from "../../../electron/update/source.ts";
import { createUpdater, type UpdaterDeps } from "../../../electron/update/updater.ts";
import { DAY, HOUR } from "../../../shared/model/time.ts";
import { UpdateReportSchema } from "../../../shared/release/report.ts";
import { KEPT_AFTER_MS, safePoint, type Moment } from "../../../shared/release/safe-point.ts";

const NOW = 1_000 * DAY;
const quiet: Moment = { vaultOpen: false, wiping: false, unsent: 0, closedAt: NOW, urgent: false, now: NOW };

describe("a safe point", () => {
  it.each<[string, Partial<Moment>, ReturnType<typeof safePoint>]>([
    ["nobody is signed in and nothing waits", {}, "now"],
    ["somebody is signed in", { vaultOpen: true }, "vault_open"],
    ["somebody is signed in, though the build is out of service", { vaultOpen: true, urgent: true }, "vault_open"],
    ["a wipe is under way", { wiping: true, urgent: true }, "wiping"],
    ["something is not sent, just after a lock", { unsent: 3 }, "unsent"],
    ["what is unsent is not known, just after a lock", { unsent: null }, "unsent"],
    ["something is not sent an hour after the lock: it is safely kept", { unsent: 3, now: NOW + KEPT_AFTER_MS }, "now"],
    ["something is not sent, and waiting cannot help: the build is out of service", { unsent: 3, urgent: true }, "now"],
  ])("%s", (_name, change, expected) => expect(safePoint({ ...quiet, ...change })).toBe(expected));
});

describe("a workstation that updates by itself", () => {
  let lab: Lab;
  let moment: { vaultOpen: boolean; wiping: boolean; unsent: number | null; closedAt: number };
  let locked: boolean[];
  const incoming = () => lab.path("incoming");
  const updater = (more: Partial<UpdaterDeps> & { source?: () => Source } = {}) =>
    createUpdater({
      folder: lab.path("own"), shippedRoot: lab.path("shipped.json"), clock: () => lab.now, moment: () => moment, onLocked: (now) => locked.push(now),
      here: () => ({ version: "1.3.0", platform: "linux-x64", ring: "broad", dataFormat: 1, workstationId: "w", builtAt: 0 }),
      open: () => Promise.resolve({ source: mirrored(more.source?.() ?? folderSource(lab.state), lab.path("own/mirror")), hold: null, close: () => Promise.resolve() }),
      installer: folderInstaller(incoming(), lab.path("own/mirror")), ...more,
    });
  /** Root's helper with its own key list and memory; answers what it said and which bytes it installed. */
  const asRoot = async (version = "1.3.0") => {
    const installed: Buffer[] = [];
    const said = await installIncoming({
      incoming: incoming(), folder: lab.path("root"), shippedRoot: lab.path("shipped.json"), clock: () => lab.now,
      here: { version, platform: "linux-x64", ring: "broad", dataFormat: 1, builtAt: 0 },
      install: (path) => Promise.resolve(void installed.push(readFileSync(path))),
    });
    return { said, installed };
  };

  beforeEach(async () => {
    lab = new Lab();
    await lab.open("1.3.0");
    writeFileSync(lab.path("shipped.json"), readFileSync(lab.shipRoot()));
    await lab.build("1.4.0");
    await lab.roll({ version: "1.4.0", wave: { percent: 100, after: lab.now } });
    moment = { vaultOpen: true, wiping: false, unsent: 0, closedAt: lab.now };
    locked = [];
    mkdirSync(incoming());
  });
  afterEach(() => lab.close());

  it("fetches while somebody works, hands over only once the vault is closed, and root installs exactly what was signed", async () => {
    const updating = updater();
    await updating.look();
    expect(updating.report()).toMatchObject({ phase: "ready", offered: "1.4.0", refusal: null, received: 40_000, total: 40_000 });
    expect(UpdateReportSchema.parse(updating.report())).toEqual(updating.report());
    expect(readdirSync(incoming())).toEqual([]);
    moment.vaultOpen = false;
    await updating.settle();
    expect(updating.report().phase).toBe("handed_over");
    expect(await asRoot()).toEqual({ said: { "1.4.0": "installed" }, installed: [installerOf("1.4.0")] });
    expect(readdirSync(incoming())).toEqual([]);
    // It runs on as it was until the system starts the new one: not handed over at each look, but once more after a day.
    await updating.look();
    expect([updating.report().phase, readdirSync(incoming())]).toEqual(["handed_over", []]);
    lab.now += DAY;
    await updating.look();
    expect([updating.report().phase, readdirSync(incoming())]).toEqual(["handed_over", ["1.4.0"]]);
  });

  it("does not hand over an installer that was changed after its download", async () => {
    const updating = updater();
    await updating.look();
    writeFileSync(lab.path("own/downloads/lockdesk_1.4.0_amd64.deb"), Buffer.alloc(40_000, "evil"));
    moment.vaultOpen = false;
    await updating.settle();
    expect(updating.report()).toMatchObject({ phase: "refused", refusal: { code: "update_swapped" } });
    expect(readdirSync(incoming())).toEqual([]);
    expect(existsSync(lab.path("own/downloads/lockdesk_1.4.0_amd64.deb"))).toBe(false);
    await updating.look();
    expect(updating.report().phase).toBe("handed_over");
  });

  it("leaves root unmoved by what anybody else puts into its folder", async () => {
    moment.vaultOpen = false;
    await updater().look();
    const target = readdirSync(join(incoming(), "1.4.0/targets/builds/linux-x64/1.4.0")).find((name) => name.endsWith(".deb"))!;
    writeFileSync(join(incoming(), "1.4.0/targets/builds/linux-x64/1.4.0", target), Buffer.alloc(40_000, "evil"));
    expect(await asRoot()).toEqual({ said: { "1.4.0": "update_damaged" }, installed: [] });
    mkdirSync(join(incoming(), "6.6.6/metadata"), { recursive: true });
    writeFileSync(join(incoming(), "6.6.6/metadata/timestamp.json"), "{}");
    mkdirSync(join(incoming(), "no version"));
    expect(await asRoot()).toEqual({ said: { "6.6.6": "update_malformed" }, installed: [] });
    await updater({ folder: lab.path("own-again") }).look();
    expect(await asRoot("1.4.0")).toEqual({ said: { "1.4.0": "update_not_now" }, installed: [] });
  });

  it("says so when there is no helper, and tries again", async () => {
    moment.vaultOpen = false;
    const updating = updater({ installer: folderInstaller(lab.path("nowhere"), lab.path("own/mirror")) });
    await updating.look();
    expect(updating.report()).toMatchObject({ phase: "refused", refusal: { code: "update_installer" } });
  });

  it("works on when the channel is stale, says since when, and goes on once it is fresh again", async () => {
    const updating = updater();
    lab.now += 4 * DAY;
    const since = lab.now;
    await updating.look();
    expect(updating.report()).toMatchObject({ phase: "refused", refusal: { code: "update_stale" }, staleSince: since });
    lab.now += HOUR;
    await updating.look();
    expect(updating.report().staleSince).toBe(since);
    await lab.roll({});
    await updating.look();
    expect(updating.report()).toMatchObject({ phase: "ready", refusal: null, staleSince: null });
  });

  it("closes the door once the build is out of service, opens it when that is lifted, and hands over though something is unsent", async () => {
    const updating = updater();
    moment = { ...moment, vaultOpen: false, unsent: 5 };
    await lab.roll({ minimum: { version: "1.4.0", by: lab.now + DAY } });
    await updating.look();
    expect(updating.report()).toMatchObject({ phase: "ready", minimum: { state: "warned", version: "1.4.0" } });
    expect(locked).toEqual([]);
    lab.now += DAY;
    await updating.look();
    expect(updating.report()).toMatchObject({ phase: "handed_over", minimum: { state: "locked" } });
    expect(locked).toEqual([true]);
    const other = updater({ folder: lab.path("third") });
    moment.vaultOpen = true;
    await other.look();
    await lab.roll({ paused: true });
    await other.look();
    expect(locked).toEqual([true, true, false]);
    expect(other.report()).toMatchObject({ phase: "waiting", why: "paused", minimum: { state: "none" } });
  });

  it("keeps the door closed over a restart, opens it for the build that was asked for, and forgets it once it is lifted", async () => {
    await lab.roll({ minimum: { version: "1.4.0", by: lab.now + DAY } });
    lab.now += DAY;
    await updater().look();
    expect(locked).toEqual([true]);
    const offline = { open: () => Promise.reject(new Error("no VPN")) };
    const again = updater(offline);
    again.start();
    expect(again.report().minimum).toMatchObject({ state: "locked", version: "1.4.0" });
    await again.look();
    expect(again.report().minimum.state).toBe("locked");
    again.stop();
    expect(locked).toEqual([true, true]);
    await lab.roll({ paused: true });
    const lifted = updater();
    lifted.start();
    await lifted.look();
    lifted.stop();
    expect(locked).toEqual([true, true, true, false]);
    await lab.roll({ paused: false });
    await updater().look();
    const updated = updater({ ...offline, here: () => ({ version: "1.4.0", platform: "linux-x64", ring: "broad", dataFormat: 1, workstationId: "w", builtAt: 0 }) });
    updated.start();
    updated.stop();
    expect(updated.report().minimum.state).toBe("none");
    expect(locked).toEqual([true, true, true, false, true]);
  });

  it("says after a restart what it had believed, though it cannot look: who is kept from the centre is seen", async () => {
    await updater().look();
    const issued = lab.now;
    lab.now += 2 * DAY;
    const again = updater({ open: () => Promise.reject(new Error("no VPN")) });
    expect(again.report()).toMatchObject({ phase: "idle", issued, checkedAt: null, seen: { root: 1, rollout: 2 } });
    await again.look();
    expect(again.report()).toMatchObject({ phase: "refused", issued, seen: { rollout: 2 } });
    expect(updater({ folder: lab.path("new") }).report().seen).toBeNull();
  });

  it("never throws, whatever the way to the centre does", async () => {
    const updating = updater({ open: () => Promise.reject(new Error("no VPN")) });
    await updating.look();
    expect(updating.report()).toMatchObject({ phase: "refused", refusal: { code: "update_unreachable" } });
  });

  it("looks soon when the centre has other documents than it has seen, and not again for the same", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"] });
    try {
      let looks = 0;
      const updating = updater({ chance: () => 0.5, open: () => Promise.reject(new Error(`look ${(looks += 1)}`)) });
      updating.start();
      await vi.advanceTimersByTimeAsync(20_000);
      expect(looks).toBe(1);
      updating.published(7);
      await vi.advanceTimersByTimeAsync(59_000);
      updating.published(7);
      expect(looks).toBe(1);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(looks).toBe(2);
      updating.published(7);
      await vi.advanceTimersByTimeAsync(14 * 60_000);
      expect(looks).toBe(2);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(looks).toBe(3);
      updating.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it("told of a publication while it looks at what was before, looks again within two minutes, not in four hours", async () => {
    vi.useFakeTimers();
    try {
      let looks = 0;
      let end = (): void => undefined;
      const updating = updater({ chance: () => 0.5, open: () => {
        looks += 1;
        return new Promise((_, reject) => (end = () => reject(new Error("it took its time"))));
      } });
      updating.start();
      await vi.advanceTimersByTimeAsync(20_000);
      updating.published(8);
      await vi.advanceTimersByTimeAsync(10_000);
      end();
      await vi.advanceTimersByTimeAsync(50_000);
      expect(looks).toBe(2);
      updating.stop();
    } finally {
      vi.useRealTimers();
    }
  });
});
