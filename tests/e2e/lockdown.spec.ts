/**
 * A page that asks what it may not, on the built program, from inside the signed-in window; and what ends
 * with the window. The ways out are in redteam.spec.ts.
 */
import { expect, test, type Page } from "@playwright/test";
import { may } from "../../shared/access/table.ts";
import { CHANNELS, type ChannelName } from "../../shared/ipc/contract.ts";
import { atWork } from "./support/collector.ts";
import { openStage, passwordOf, type Stage } from "./support/stage.ts";
import type { Workstation } from "./support/driver.ts";

/** Channels a signed-in collector may use, by the table main itself reads. */
function isCollectors(channel: ChannelName): boolean {
  const { window, action } = CHANNELS[channel];
  return window !== "unlock" && (action === null || may(["collector"], action));
}

test.describe.configure({ mode: "serial" });

type Api = { call(channel: string, input: unknown): Promise<{ ok: boolean; refusal?: { code: string } }> };
const ask = (page: Page, channel: string, input: unknown) =>
  page.evaluate(([c, i]) => (window as unknown as { lockdesk: Api }).lockdesk.call(c as string, i), [channel, input] as const);

test.describe("a compromised page", () => {
  let stage: Stage;
  let workstation: Workstation;
  let desk: Page;
  test.beforeAll(async () => {
    stage = await openStage("lockdown");
    workstation = await stage.workstation("ws-lockdown");
    desk = await workstation.signIn("A0101", passwordOf("A0101"));
    await atWork(desk);
  });
  test.afterAll(() => stage.close());

  test("wears the watermark over everything it shows, and does not lose a click to it", async () => {
    const layer = await desk.evaluate(() => {
      const mark = document.querySelector<HTMLElement>(".watermark");
      const style = mark && getComputedStyle(mark);
      const box = mark?.getBoundingClientRect();
      return { drawn: style?.backgroundImage.startsWith('url("data:image/png'), clicks: style?.pointerEvents, whole: box?.width === innerWidth && box?.height === innerHeight };
    });
    expect(layer).toEqual({ drawn: true, clicks: "none", whole: true });
  });

  test("is refused on every channel that is not a collector's", async () => {
    const foreign = (Object.keys(CHANNELS) as ChannelName[]).filter((c) => !isCollectors(c));
    expect(foreign.length).toBeGreaterThan(3);
    for (const channel of foreign) expect((await ask(desk, channel, {})).refusal?.code, channel).toBe("forbidden");
  });

  test("is refused with every input that does not fit the contract", async () => {
    for (const channel of (Object.keys(CHANNELS) as ChannelName[]).filter(isCollectors)) {
      for (const input of [null, 7, "x", [], { surplus: "x".repeat(1000), caseId: "not-an-id" }]) {
        if (CHANNELS[channel].input.safeParse(input).success) continue;
        expect((await ask(desk, channel, input)).refusal?.code, `${channel} ${JSON.stringify(input)?.slice(0, 40)}`).toBe("bad_input");
      }
    }
  });

  test("cannot reach another's case through the centre", async () => {
    const search = await ask(desk, "desk.request", { route: "case.search", input: { text: "" } });
    expect(search).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    const open = await ask(desk, "case.open", { caseId: "00000000-0000-4000-8000-000000000001" });
    expect(open).toMatchObject({ ok: false, refusal: { code: "not_found" } });
  });

  test("the workstation locks on suspend: window gone, unlock screen within a second", async () => {
    const start = Date.now();
    workstation.control({ cmd: "powerMonitor", event: "suspend" });
    await workstation.window("unlock");
    expect(Date.now() - start).toBeLessThan(5_000);
    expect(desk.isClosed()).toBe(true);
  });

  test("the page that waits unseen for the next to sign in shows nobody's data and is refused everything", async () => {
    const waiting = await workstation.window("desk");
    expect(await waiting.locator("[data-testid=queue], .strip, .who").count()).toBe(0);
    for (const channel of ["queue.list", "sync.status", "session.lock", "clipboard.copy"] as const) {
      const answer = await waiting.evaluate((name) => window.lockdesk.call(name, {} as never), channel);
      expect(answer, channel).toMatchObject({ ok: false, refusal: { code: "locked" } });
    }
  });

  test("what was typed is there again after a crash", async () => {
    desk = await workstation.signIn("A0101", passwordOf("A0101"));
    await atWork(desk);
    await desk.locator("#note").fill("未保存的草稿,崩溃后仍在");
    await desk.waitForTimeout(1_000);
    await workstation.close("crash");
    workstation = await stage.workstation("ws-lockdown");
    desk = await workstation.signIn("A0101", passwordOf("A0101"));
    await atWork(desk);
    await expect(desk.locator("#note")).toHaveValue("未保存的草稿,崩溃后仍在");
  });
});
