/**
 * The first shift as a table of steps, told once: the guided shift plays it for a newcomer, the
 * end-to-end test proves it. Each step ends with what a person would see.
 */
import { expect, type Page } from "@playwright/test";
import { heldEvents, type HeldEvents } from "./centre.ts";
import { atWork, dial, lockKey, logCall, openCaseId, pending, press } from "./collector.ts";
import type { Workstation } from "./driver.ts";
import { passwordOf, type Stage } from "./stage.ts";
import { until } from "./until.ts";

export const COLLECTOR = "A0101";
export const SUPERVISOR = "A0201";

export interface Shift {
  readonly stage: Stage;
  collector: Workstation | null;
  supervisor: Workstation | null;
  desk: Page | null;
  supervisorDesk: Page | null;
  /** Facts for the summary: keys pressed, milliseconds, counts. */
  readonly facts: Record<string, number | string>;
}

export interface Step {
  readonly name: string;
  readonly title: string;
  run(shift: Shift): Promise<Page | null>;
}

const desk = (s: Shift): Page => s.desk ?? never("the collector is not signed in");
const supervisorDesk = (s: Shift): Page => s.supervisorDesk ?? never("the supervisor is not signed in");
function never(why: string): never {
  throw new Error(why);
}

/** Milliseconds since `start`, for the summary. */
const since = (start: number): number => Math.round(performance.now() - start);

const NOTE = "债务人称月底发工资后还款,语气平和。";
const SUMMARY = "债务人情绪激动,称将向银行及监管投诉催收频率,要求停止联系。";
const PLAN = "两小时内由主管回电致歉并说明联系频次规则,暂停信控员联系,核对近三日通话记录。";

export const SHIFT: readonly Step[] = [
  {
    name: "sign-in",
    title: "A collector signs in on an enrolled workstation",
    run: async (s) => {
      s.collector = await s.stage.workstation("ws-collector");
      const unlock = await s.collector.window("unlock");
      await expect(unlock.locator("input[type=password]")).toBeVisible({ timeout: 20_000 });
      return unlock;
    },
  },
  {
    name: "worklist",
    title: "Today's worklist is there, a case is open",
    run: async (s) => {
      const start = performance.now();
      s.desk = await s.collector!.signIn(COLLECTOR, passwordOf(COLLECTOR));
      await atWork(s.desk);
      s.facts["sign-in to open case, ms"] = since(start);
      return s.desk;
    },
  },
  {
    name: "dial",
    title: "One key dials: gate checked, number shown, attempt opened",
    run: async (s) => {
      await dial(desk(s));
      return desk(s);
    },
  },
  {
    name: "no-answer",
    title: "No answer: two keys, durable, the next case comes up by itself",
    run: async (s) => {
      const before = await openCaseId(desk(s));
      const start = performance.now();
      s.facts["keys: no answer"] = await logCall(desk(s), "2", "Enter");
      s.facts["no answer to saved, ms"] = since(start);
      await until("the next case is open", async () => (await openCaseId(desk(s))) !== before);
      return desk(s);
    },
  },
  {
    name: "note",
    title: "A note is written and saved with the call",
    run: async (s) => {
      await dial(desk(s));
      await desk(s).locator("#note").fill(NOTE);
      await desk(s).getByTestId("code-box").focus();
      return desk(s);
    },
  },
  {
    name: "promise",
    title: "A promise to pay: at most ten keys",
    run: async (s) => {
      s.facts["keys: promise in full"] = await logCall(desk(s), "1", "1", "2", "Enter", "3", "Enter");
      expect(s.facts["keys: promise in full"]).toBeLessThanOrEqual(10);
      return desk(s);
    },
  },
  {
    name: "warning-stamped",
    title: "The debtor threatens to complain: one key stamps T0, the call goes on",
    run: async (s) => {
      await dial(desk(s));
      s.facts["keys: early warning"] = await press(desk(s), "F8");
      await expect(desk(s).getByTestId("warning-strip").first()).toBeVisible({ timeout: 10_000 });
      await expect(desk(s).getByTestId("code-box")).toBeVisible();
      return desk(s);
    },
  },
  {
    name: "warning-form",
    title: "The form is prefilled",
    run: async (s) => {
      await press(desk(s), "F9");
      const summary = desk(s).locator("#warning-summary");
      await expect(summary).toBeVisible();
      await summary.fill(SUMMARY);
      return desk(s);
    },
  },
  {
    name: "warning-filed",
    title: "The form is sent within five minutes; the person is paused",
    run: async (s) => {
      const start = performance.now();
      await press(desk(s), "Control+Enter");
      await expect(desk(s).locator("#warning-summary")).toBeHidden({ timeout: 10_000 });
      await logCall(desk(s), "1", "1", "1", "1", "Enter");
      s.facts["form to saved, ms"] = since(start);
      return desk(s);
    },
  },
  {
    name: "supervisor-inbox",
    title: "At the supervisor's workstation the form is already there, its clock running",
    run: async (s) => {
      s.supervisor = await s.stage.workstation("ws-supervisor");
      s.supervisorDesk = await s.supervisor.signIn(SUPERVISOR, passwordOf(SUPERVISOR));
      await until("the new form is in the inbox", () => showForm(supervisorDesk(s)), 60_000);
      await expect(supervisorDesk(s).locator(".sv-clocks")).toBeVisible();
      return supervisorDesk(s);
    },
  },
  {
    name: "supervisor-decides",
    title: "The supervisor records finding and soothing plan",
    run: async (s) => {
      const page = supervisorDesk(s);
      await page.locator(".sv-finding button[role=radio]").first().click();
      await page.locator(".sv-plan textarea").fill(PLAN);
      await press(page, "Control+Enter");
      await expect(page.locator(".sv-finding")).toBeHidden({ timeout: 20_000 });
      return page;
    },
  },
  {
    name: "unplugged",
    title: "The service's plug is pulled; the collector goes on logging",
    run: async (s) => {
      await until("everything so far is sent", async () => (await pending(desk(s))) === 0, 30_000);
      await s.stage.unplug("crash");
      for (const key of ["3", "5"]) {
        await dial(desk(s));
        await logCall(desk(s), key, "Enter");
      }
      await expect(desk(s).locator(".strip .bad").first()).toBeVisible({ timeout: 60_000 });
      // The strip is told at most ten times a second: the last result may not be counted in it yet.
      await until("both dials and both results wait", async () => (await pending(desk(s))) >= 4, 10_000);
      s.facts["events waiting while unplugged"] = await pending(desk(s));
      return desk(s);
    },
  },
  {
    name: "back",
    title: "The service is back: what waited goes out",
    run: async (s) => {
      await s.stage.replug();
      const start = performance.now();
      await until("everything is sent", async () => (await pending(desk(s))) === 0, 120_000);
      s.facts["back to all sent, ms"] = since(start);
      return desk(s);
    },
  },
  {
    name: "locked",
    title: "The workstation locks by key; the password opens it again without the network's help",
    run: async (s) => {
      const start = performance.now();
      await lockKey(desk(s));
      const unlock = await s.collector!.window("unlock");
      s.facts["lock to unlock screen, ms"] = since(start);
      await s.stage.unplug("quit");
      s.desk = await s.collector!.signIn(COLLECTOR, passwordOf(COLLECTOR));
      await atWork(s.desk);
      expect(unlock.isClosed()).toBe(true);
      return s.desk;
    },
  },
  {
    name: "once",
    title: "Everything is at the centre exactly once",
    run: async (s) => {
      const held: HeldEvents[] = (await heldEvents(s.stage.service().data)).filter((h) => h.deviceName.startsWith("ws-"));
      expect(held.map((h) => h.deviceName)).toContain("ws-collector");
      expect(held.find((h) => h.deviceName === "ws-collector")?.events).toBeGreaterThan(12);
      for (const h of held) expect([h.events, h.distinctIds], h.deviceName).toEqual([h.highestSeq, h.highestSeq]);
      s.facts["events at the centre"] = held.reduce((n, h) => n + h.events, 0);
      s.facts["events doubled or missing"] = held.reduce((n, h) => n + Math.abs(h.highestSeq - h.distinctIds), 0);
      return null;
    },
  },
];

/** Opens the inbox rows one after the other until the new form's own words are on screen. */
async function showForm(page: Page): Promise<boolean> {
  for (const item of await page.locator(".sv-item").all()) {
    await item.click();
    const words = page.getByText(SUMMARY).first();
    if (await words.waitFor({ timeout: 1_500 }).then(() => true, () => false)) return true;
  }
  return false;
}

/** A shift that has not begun. */
export const newShift = (stage: Stage): Shift => ({ stage, collector: null, supervisor: null, desk: null, supervisorDesk: null, facts: {} });

/** Everything that went wrong in any window of the shift: console errors, policy violations, security warnings. */
export const faultsOf = (s: Shift): string[] => [...(s.collector?.faults ?? []), ...(s.supervisor?.faults ?? [])];

