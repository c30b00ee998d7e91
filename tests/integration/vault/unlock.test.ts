import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DAY } from "../../../shared/model/time.ts";
import type { Service } from "../../../service/app.ts";
import { SYSTEM } from "../../../service/app.ts";
import { hashPassword } from "../../../service/auth/password.ts";
import { setPassword } from "../../../service/auth/sign-in.ts";
import { DEFAULT_POLICY, setPolicy } from "../../../service/machines/lease.ts";
import { grant } from "../../support/lease.ts";
import { addCases, foundAgency, PASSWORD, startService, type Agency, type TestService } from "../../support/service.ts";
import { enrolMachine, startStation, type Machine, type Station } from "../../support/workstation.ts";

const NEW_PASSWORD = "another-horse-battery";
const NOWHERE = "https://127.0.0.1:9";

let running: TestService;
let service: Service;
let url: string;
let agency: Agency;
let machine: Machine;
const stations: Station[] = [];

beforeAll(async () => {
  running = await startService();
  service = running.service;
  ({ url } = await service.listen());
});
afterAll(() => running.stop());
beforeEach(async () => {
  agency = await foundAgency(service);
  machine = await enrolMachine(service, url);
});
afterEach(async () => {
  for (const s of stations.splice(0)) await s.close();
  machine.remove();
});

const offLine = (): void => {
  machine.settings = { ...machine.settings, serviceUrl: NOWHERE };
};
const onLine = (): void => {
  machine.settings = { ...machine.settings, serviceUrl: url };
};
/** One stay: signs in, does something, locks by letting go. */
async function stay<T>(work: (s: Station, signedIn: Awaited<ReturnType<Station["signIn"]>>) => Promise<T> | T, password = PASSWORD, newPassword?: string, no = agency.lin.no, options: Parameters<typeof startStation>[1] = {}): Promise<T> {
  const s = startStation(machine, options);
  stations.push(s);
  try {
    return await work(s, await s.signIn(no, password, newPassword));
  } finally {
    await s.close();
  }
}
const code = (answer: Awaited<ReturnType<Station["signIn"]>>) => (answer.ok ? `ok${answer.value.offline ? " offline" : ""}` : answer.refusal.code);
const tryWith = (password?: string, newPassword?: string) => stay((_s, a) => code(a), password, newPassword);
const inFolder = (name: string) => join(machine.profileDir, "users", agency.lin.no, name);
const slotFile = () => inFolder("slot.json");

describe("unlocking", () => {
  it("needs the centre the first time, and the password alone after", async () => {
    offLine();
    expect(await tryWith()).toBe("no_local_data");
    onLine();
    expect(await tryWith()).toBe("ok");
    offLine();
    expect(await tryWith()).toBe("ok offline");
    expect(await tryWith("wrong-horse-battery")).toBe("wrong_credentials");
  });

  it("refuses off line with another machine's device secret: a copied profile opens nothing", async () => {
    await tryWith();
    offLine();
    machine.deviceSecret.fill(7);
    expect(await tryWith()).toBe("wrong_credentials");
  });

  it("slows guessing down after five wrong passwords, over restarts, and forgives after a right one", async () => {
    await tryWith();
    offLine();
    for (let i = 0; i < 5; i++) expect(await tryWith("wrong-horse-battery")).toBe("wrong_credentials");
    const slot = JSON.parse(readFileSync(slotFile(), "utf8")) as { failures: number; lastFailureAt: number };
    expect(slot.failures).toBe(5);
    writeFileSync(slotFile(), JSON.stringify({ ...slot, failures: 9, lastFailureAt: Date.now() }));
    expect(await tryWith()).toBe("try_later");
    writeFileSync(slotFile(), JSON.stringify({ ...slot, failures: 9, lastFailureAt: Date.now() - 3_600_000 }));
    expect(await tryWith()).toBe("ok offline");
    expect((JSON.parse(readFileSync(slotFile(), "utf8")) as { failures: number }).failures).toBe(0);
  });

  it("gives up the machine's secret at the tenth wrong password, and says so at every try after it", async () => {
    await tryWith();
    offLine();
    const slot = JSON.parse(readFileSync(slotFile(), "utf8")) as object;
    writeFileSync(slotFile(), JSON.stringify({ ...slot, failures: 9, lastFailureAt: 0 }));
    expect(await tryWith("wrong-horse-battery")).toBe("secret_destroyed");
    onLine();
    expect(await tryWith()).toBe("secret_destroyed");
    expect(existsSync(inFolder("outbox.db"))).toBe(true);
  });

  it("follows the centre when it is there: a disabled account does not get in by the slot", async () => {
    await tryWith();
    await service.run(SYSTEM, async (ctx) => ctx.tx.execute(`UPDATE app_user SET active = false WHERE id = '${agency.lin.id}'`));
    expect(await tryWith()).toBe("account_disabled");
  });

  const shifted = (days: number) => ({ wall: () => Date.now() + days * DAY, mono: () => performance.now() });
  const atDay = (days: number) => stay((_s, a) => code(a), PASSWORD, undefined, agency.lin.no, { timers: shifted(days) });
  it("ends off line when the lease is over, with the data kept, and begins again with the centre", async () => {
    await tryWith();
    offLine();
    expect(await atDay(2)).toBe("ok offline");
    expect(await atDay(4)).toBe("lease_over");
    expect(existsSync(inFolder("outbox.db"))).toBe(true);
    onLine();
    expect(await tryWith()).toBe("ok");
    offLine();
    expect(await tryWith()).toBe("ok offline");
  });

  it("gains nothing by a clock set back: the latest time seen stays, and a clock behind it waits for the centre", async () => {
    await tryWith();
    offLine();
    expect(await atDay(2)).toBe("ok offline");
    for (const days of [1, 0, -30]) expect(await atDay(days), `${days} days`).toBe("clock_doubtful");
    expect(await atDay(2 - 4 / 24 / 60)).toBe("ok offline");
    rmSync(join(machine.profileDir, "time.json"));
    expect(await atDay(2)).toBe("clock_doubtful");
    onLine();
    // The centre is right about the time, whatever was seen before.
    expect(await tryWith()).toBe("ok");
    offLine();
    expect(await tryWith()).toBe("ok offline");
  });

  it("takes no lease but the centre's own, for this user and this machine", async () => {
    await tryWith();
    offLine();
    const kept = JSON.parse(readFileSync(inFolder("lease.json"), "utf8")) as { lease: { text: string; signature: string }; policy: unknown };
    const lease = JSON.parse(kept.lease.text) as { notAfter: number };
    const put = (content: unknown) => writeFileSync(inFolder("lease.json"), JSON.stringify(content));
    put({ ...kept, lease: { ...kept.lease, text: JSON.stringify({ ...lease, notAfter: lease.notAfter + DAY }) } });
    expect(await tryWith()).toBe("lease_over");
    put(grant({ userId: agency.lin.id, userNo: agency.lin.no, deviceId: machine.identity.deviceId }, Date.now()));
    expect(await tryWith()).toBe("lease_over");
    const others = service.orderKey;
    const foreign = grant({ userId: agency.zhou.id, userNo: agency.zhou.no, deviceId: machine.identity.deviceId }, service.clock.now(), { key: others });
    put({ lease: foreign.signed, policy: foreign.policy });
    expect(await tryWith()).toBe("lease_over");
    put(kept);
    expect(await tryWith()).toBe("ok offline");
  });

  it("on a machine enrolled before there were signed leases, begins with the centre once and keeps what is there", async () => {
    await stay((s) => s.ok("draft.save", { key: "d", value: "旧版本" }));
    for (const file of [inFolder("lease.json"), join(machine.profileDir, "time.json")]) rmSync(file);
    machine.identity = { ...machine.identity, orderKey: null };
    offLine();
    expect(await tryWith()).toBe("lease_over");
    onLine();
    await stay(async (s, a) => {
      expect([code(a), s.pins]).toEqual(["ok", [service.orderKey.publicKey]]);
      expect((await s.ok("draft.load", { key: "d" })).value).toBe("旧版本");
      machine.identity = { ...machine.identity, orderKey: s.pins[0]! };
    });
    offLine();
    expect(await tryWith()).toBe("ok offline");
  });

  it("refuses a machine whose posture the policy does not bear, on line and off, and says which fact", async () => {
    await service.run(SYSTEM, (ctx) => setPolicy(ctx, { ...DEFAULT_POLICY, facts: { coreDumps: "refuse", diskEncrypted: "warn" } }));
    const facts = (coreDumps: string) => ({ facts: [{ name: "coreDumps" as const, value: coreDumps, source: "test" }] });
    const withDumps = (value: string) => stay((s, a) => [code(a), a.ok ? "" : a.refusal.zh, s] as const, PASSWORD, undefined, agency.lin.no, facts(value));
    expect((await withDumps("on")).slice(0, 2)).toEqual(["posture_refused", expect.stringContaining("内存转储") as string]);
    await stay(async (s, a) => {
      expect(code(a)).toBe("ok");
      await s.ok("draft.load", { key: "d" });
      expect(s.pushes.find((p) => p.push === "desk.notice")?.body).toMatchObject({ code: "posture_warned", en: expect.stringContaining("disk encryption") as string });
    }, PASSWORD, undefined, agency.lin.no, facts("off"));
    offLine();
    expect((await withDumps("on"))[0]).toBe("posture_refused");
    expect((await withDumps("off"))[0]).toBe("ok offline");
    await service.run(SYSTEM, (ctx) => setPolicy(ctx, DEFAULT_POLICY));
  });

  it("changes a first password on line and opens off line with the new one, keeping what was saved", async () => {
    const [at] = await addCases(service, 1, agency.lin);
    await stay(async (s) => {
      await s.until("the case", () => s.vault.workspace()!.cache.records.caseDoc(at!.caseId) !== null);
      await s.ok("draft.save", { key: "d", value: "还在" });
    });
    const reset = await hashPassword(PASSWORD);
    await service.run(SYSTEM, (ctx) => setPassword(ctx, agency.lin.id, reset, { mustChange: true }));
    expect(await tryWith()).toBe("password_change_needed");
    expect(await tryWith(PASSWORD, "short")).toBe("weak_password");
    expect(await tryWith(PASSWORD, NEW_PASSWORD)).toBe("ok");
    offLine();
    expect(await tryWith()).toBe("wrong_credentials");
    await stay(async (s, answer) => {
      expect(code(answer)).toBe("ok offline");
      expect((await s.ok("draft.load", { key: "d" })).value).toBe("还在");
      expect(s.vault.workspace()!.cache.records.caseDoc(at!.caseId)).not.toBeNull();
    }, NEW_PASSWORD);
  });

  it("opens by either password when the change died between machine and centre", async () => {
    await tryWith();
    offLine();
    // The centre is not reached: nobody knows whether it changed.
    expect(await tryWith(PASSWORD, NEW_PASSWORD)).toBe("offline");
    expect(existsSync(join(machine.profileDir, "users", agency.lin.no, "slot.next.json"))).toBe(true);
    expect(await tryWith()).toBe("ok offline");
    onLine();
    const changed = await hashPassword(NEW_PASSWORD);
    await service.run(SYSTEM, (ctx) => setPassword(ctx, agency.lin.id, changed, { mustChange: false }));
    expect(await tryWith(NEW_PASSWORD)).toBe("ok");
    expect(readdirSync(join(machine.profileDir, "users"))).toEqual([agency.lin.no]);
  });

  it("sets data under a password changed elsewhere aside, never deletes it, and says so in words", async () => {
    await stay((s) => s.ok("draft.save", { key: "d", value: "旧" }));
    const changed = await hashPassword(NEW_PASSWORD);
    await service.run(SYSTEM, (ctx) => setPassword(ctx, agency.lin.id, changed, { mustChange: false }));
    await stay(async (s, answer) => {
      expect(code(answer)).toBe("ok");
      expect((await s.ok("draft.load", { key: "d" })).value).toBeNull();
      expect(s.pushes.find((p) => p.push === "desk.notice")?.body).toMatchObject({ code: "kept_aside", zh: expect.stringContaining("另存") as string });
    }, NEW_PASSWORD);
    const folders = readdirSync(join(machine.profileDir, "users")).sort();
    expect(folders).toEqual([agency.lin.no, expect.stringMatching(/\.kept-/) as string]);
    expect(readdirSync(join(machine.profileDir, "users", folders[1]!))).toEqual(expect.arrayContaining(["outbox.db", "slot.json"]));
  });

  it("keeps two users of one machine apart, with one gapless count of events", async () => {
    await stay(async (s) => {
      await s.ok("duty.set", { state: "working" });
      await s.until("sent", () => s.vault.workspace()!.outbox.counts().unsent === 0);
    });
    offLine();
    await stay((s) => s.ok("duty.set", { state: "break" }));
    onLine();
    await stay(async (s) => {
      expect((await s.ok("draft.load", { key: "d" })).value).toBeNull();
      await s.ok("duty.set", { state: "working" });
      expect(s.vault.workspace()!.outbox.listUnsent(10, 1e6).map((e) => e.seq)).toEqual([3]);
      await s.until("sent", () => s.vault.workspace()!.outbox.counts().unsent === 0);
    }, PASSWORD, undefined, agency.zhou.no);
    await stay(async (s) => {
      await s.until("sent", () => s.vault.workspace()!.outbox.counts().unsent === 0);
      expect((await s.ok("sync.status", {})).rejected).toBe(0);
    });
  });

  it("lets only one program at a time into a profile", async () => {
    await stay(async () => {
      expect(await tryWith()).toBe("in_use");
    });
  });

  it("asks to be locked when the session is opened elsewhere", async () => {
    await stay(async (s) => {
      const second = await enrolMachine(service, url, "PC-2");
      const other = startStation(second);
      stations.push(other);
      await other.signIn(agency.lin.no);
      await s.until("the demand to lock", async () => {
        await s.ok("sync.now", {});
        return s.locks.some((r) => r.code === "unauthenticated");
      });
      second.remove();
    });
  });
});
