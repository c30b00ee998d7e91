/**
 * A compromised page, and main after it: the red team's tries on the built program (`npm run redteam` makes
 * all of them, `-- --mutations` shows that each can fail). Here, those that need one window, and three starts.
 */
import { expect, test } from "@playwright/test";
import { hostOf } from "../../build/launch/workstation.ts";
import { openCamp, type Camp, type Ground } from "../redteam/ground.ts";
import { attempt, RUNNING, START } from "../redteam/tries/index.ts";

/** Aims whose tries ask the host's main process. */
const PROBING: ReadonlySet<string> = new Set(["main", "clipboard"]);
const AIMS = {
  print: "prints nothing", window: "opens no window and leaves its page for no other", file: "writes and reads no file", device: "is given no device and no permission",
  code: "turns no text into code", bridge: "finds two functions and nothing behind them", case: "learns nothing of another's case by any channel or route",
  network: "reaches nothing on the network", clipboard: "leaves nothing in the clipboard", main: "has a main process that can no longer let anything out",
} as const;
const STARTS = ["started with --remote-debugging-port=9222", "started with --no-sandbox", "started with ELECTRON_LOG_FILE set"];

test.describe.configure({ mode: "serial" });

test.describe("a compromised page", () => {
  let camp: Camp;
  let ground: Ground;
  test.beforeAll(async () => {
    camp = await openCamp();
    ground = await camp.enter();
  });
  test.afterAll(() => camp.close());

  for (const [aim, promise] of Object.entries(AIMS)) {
    test(promise, async () => {
      test.skip(PROBING.has(aim) && hostOf() === "electron", "only the evaluation host answers questions about its main process");
      const tries = RUNNING.filter((each) => each.aim === aim);
      expect(tries.length).toBeGreaterThan(0);
      const open: string[] = [];
      for (const each of tries) {
        const { state, name, got } = await attempt(each, ground);
        if (state !== "held") open.push(`${name}: ${got}`);
      }
      expect(open).toEqual([]);
    });
  }
});

test.describe("a start with what it may not have", () => {
  test("ends with 78 before a window, and is written down", async () => {
    const tries = START.filter(({ name }) => STARTS.includes(name));
    expect(tries).toHaveLength(STARTS.length);
    for (const each of tries) expect(await attempt(each, { bundles: undefined })).toMatchObject({ name: each.name, state: "held" });
  });
});
