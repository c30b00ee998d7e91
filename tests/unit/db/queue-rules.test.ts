import { describe, expect, it } from "vitest";
import { placeCase, REASON_RULES, TAB_RULES, type CaseFacts } from "../../../db/cache/queue-rules.ts";
import { DUE_BACK_DAYS, STALE_DAYS } from "../../../shared/model/worklist.ts";
import { QUEUE_REASONS, QUEUE_TABS } from "../../../shared/ipc/contract.ts";
import { addDays, DAY, HOUR, startOfDay } from "../../../shared/model/time.ts";
import { MONDAY, TODAY } from "../../support/vault.ts";

const facts = (over: Partial<CaseFacts> = {}): CaseFacts => ({
  now: MONDAY, listed: true, currentFen: 1_000, assignedAt: MONDAY - 2 * DAY, lastTouchedAt: MONDAY - DAY, followUpAt: null, callbackAt: null, dueBackOn: addDays(TODAY, 60), held: null, promises: [], ...over,
});
const tabs = (over: Partial<CaseFacts>) => placeCase(facts(over)).places.map((p) => p.tab).filter((t) => t !== "all");
const promise = (state: string, dueOn: string, madeAt = MONDAY - DAY) => ({ state, dueOn, madeAt });

describe("worklist tabs", () => {
  it("cover every tab and every reason of the contract", () => {
    expect([...TAB_RULES.map((r) => r.name), "all"].sort()).toEqual([...QUEUE_TABS].sort());
    expect(REASON_RULES.map((r) => r.name).sort()).toEqual([...QUEUE_REASONS].sort());
  });

  it.each<[string, Partial<CaseFacts>, string[]]>([
    ["nothing due: in no tab but all", {}, []],
    ["今日新案: never touched", { lastTouchedAt: null }, ["new"]],
    ["今日新案: touched only before it was assigned here", { lastTouchedAt: MONDAY - 3 * DAY }, ["new"]],
    ["今日待跟进: set for tonight", { followUpAt: MONDAY + 12 * HOUR }, ["followUp"]],
    ["今日待跟进: set for yesterday and not done", { followUpAt: MONDAY - HOUR, lastTouchedAt: MONDAY - 2 * HOUR }, ["followUp"]],
    ["not 今日待跟进: done since its time", { followUpAt: MONDAY - 2 * HOUR, lastTouchedAt: MONDAY - HOUR }, []],
    ["not 今日待跟进: tomorrow 00:00", { followUpAt: startOfDay(addDays(TODAY, 1)) }, []],
    ["约定回电: any that stands", { callbackAt: MONDAY + 3 * DAY }, ["callback"]],
    ["承诺到期: due today", { promises: [promise("pending", TODAY)] }, ["promiseDue"]],
    ["承诺到期: overdue and undecided", { promises: [promise("pending", addDays(TODAY, -3))] }, ["promiseDue"]],
    ["not 承诺到期: tomorrow", { promises: [promise("pending", addDays(TODAY, 1))] }, []],
    ["承诺未履约: the newest is broken", { promises: [promise("kept", TODAY, 1), promise("broken", TODAY, 2)] }, ["promiseBroken"]],
    ["承诺未履约: partly kept", { promises: [promise("partial", TODAY)] }, ["promiseBroken"]],
    ["not 承诺未履约: a newer promise stands", { promises: [promise("broken", TODAY, 1), promise("pending", addDays(TODAY, 5), 2)] }, []],
    ["超 N 天未跟进: exactly N days", { assignedAt: MONDAY - 9 * DAY, lastTouchedAt: MONDAY - STALE_DAYS * DAY }, ["stale"]],
    ["not 超 N 天未跟进: a minute less", { assignedAt: MONDAY - 9 * DAY, lastTouchedAt: MONDAY - STALE_DAYS * DAY + 60_000 }, []],
    ["即将退案: N days left", { dueBackOn: addDays(TODAY, DUE_BACK_DAYS) }, ["dueBack"]],
    ["即将退案: already over", { dueBackOn: addDays(TODAY, -1) }, ["dueBack"]],
    ["not 即将退案: one day more", { dueBackOn: addDays(TODAY, DUE_BACK_DAYS + 1) }, []],
  ])("%s", (_what, over, expected) => {
    expect(tabs(over)).toEqual(expected);
  });

  it("show nothing of a case that is closed or somebody else's", () => {
    expect(placeCase(facts({ listed: false, callbackAt: MONDAY }))).toEqual({ reason: null, places: [], nextAt: null, replaceAt: null });
  });
});

describe("why a case is next", () => {
  const rank = (over: Partial<CaseFacts>) => placeCase(facts(over)).places.find((p) => p.tab === "all")!;
  const inOrder: Partial<CaseFacts>[] = [
    { callbackAt: MONDAY - 60_000 }, { callbackAt: MONDAY }, { promises: [promise("broken", TODAY)] }, { promises: [promise("pending", TODAY)] }, { followUpAt: MONDAY - HOUR }, { followUpAt: MONDAY + HOUR },
    { dueBackOn: addDays(TODAY, 1) }, { lastTouchedAt: null }, { lastTouchedAt: MONDAY - 4 * DAY, assignedAt: MONDAY - 9 * DAY }, { currentFen: 9_000 }, { currentFen: 1_000 }, { held: "warning", callbackAt: MONDAY },
  ];
  it("ranks call-backs that are due first, who may not be called last", () => {
    const keys = inOrder.map(rank).map((p) => [p.paused, p.k1, p.k2]);
    const sorted = [...keys].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!);
    expect(keys).toEqual(sorted);
    expect(inOrder.map((f) => placeCase(facts(f)).reason)).toEqual(["callbackDue", "callbackDue", "promiseBroken", "promiseDue", "followUpDue", "followUpDue", "dueBack", "new", "stale", "amount", "amount", "paused"]);
  });
  it("stays exact in the numbers a database keeps", () => {
    for (const f of inOrder) for (const p of placeCase(facts({ currentFen: 99_999_999_999, ...f })).places) expect([p.k1, p.k2].every(Number.isSafeInteger)).toBe(true);
  });
});

describe("the clock's own changes", () => {
  it("are announced: the call-back's minute, the day's end, the day it goes stale", () => {
    expect(placeCase(facts({ callbackAt: MONDAY + HOUR })).replaceAt).toBe(MONDAY + HOUR);
    expect(placeCase(facts()).replaceAt).toBe(startOfDay(addDays(TODAY, 1)));
    expect(placeCase(facts({ assignedAt: 0, lastTouchedAt: MONDAY - STALE_DAYS * DAY + 60_000 })).replaceAt).toBe(MONDAY + 60_000);
  });
  it("leave nothing that changes earlier: places are the same until the announced moment (sampled)", () => {
    const f = facts({ callbackAt: MONDAY + 5 * HOUR, followUpAt: MONDAY + 30 * HOUR, promises: [promise("pending", addDays(TODAY, 1))], lastTouchedAt: MONDAY - 2 * DAY });
    let now = MONDAY;
    for (let i = 0; i < 8; i++) {
      const at = placeCase({ ...f, now });
      for (const t of [0.25, 0.75, 0.999]) expect(placeCase({ ...f, now: Math.floor(now + (at.replaceAt! - now) * t) }).places).toEqual(at.places);
      now = at.replaceAt!;
    }
  });
});
