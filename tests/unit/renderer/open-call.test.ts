import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DELAY_MS, flushDrafts, keepDraft, loadDraft } from "../../../renderer/lib/drafts.ts";
import { dial, discardCall, pressKey, restoreCall, submitCall, useOpenCall } from "../../../renderer/desks/collector/state/call.ts";
import { closeWarning, openWarning, sendWarning, stampWarning, useWarnings } from "../../../renderer/desks/collector/state/warnings.ts";
import type { CallLog } from "../../../shared/ipc/contract.ts";
import { installBridge, refused, type Bridge } from "./bridge.ts";

const CASE = "00000000-0000-7000-8000-00000000000a";
const CALL = "00000000-0000-7000-8000-00000000000b";
const CONTACT = { id: "00000000-0000-7000-8000-00000000000c", masked: "138****1234" };
const DUES = [{ caseId: CASE, currentFen: 120_000, minimumFen: 12_000, overdueDays: 40 }];
const VIEW = { caseId: CASE, person: { name: "王**" } };
const DIALLED = { allowed: true, callId: CALL, number: "13812341234", startedAt: 1, receipt: {}, refusal: null, view: VIEW };

let bridge: Bridge;
const type = (keys: string) => [...keys].forEach((k) => pressKey(k));
/** The window is gone and opened anew: memory is empty, drafts are what the vault kept. */
const crash = () => useOpenCall.setState(useOpenCall.getInitialState());

beforeEach(async () => {
  bridge = installBridge({ "dial.start": () => DIALLED });
  await discardCall();
});

describe("a call's result", () => {
  it("is saved whole: promise, note and proposed follow-up in one step", async () => {
    bridge.answer("call.log", () => ({ view: VIEW, savedAt: 99 }));
    await dial(CASE, CONTACT);
    type("112");
    pressKey("Enter");
    type("3");
    expect(pressKey("Enter")).toBe("submit");
    const saved = await submitCall(DUES, "  月底发薪  ");
    expect(saved).toMatchObject({ savedAt: 99, warns: false, callId: CALL });
    const log = bridge.of("call.log")[0] as CallLog;
    expect(log).toMatchObject({ caseId: CASE, callId: CALL, contactPointId: CONTACT.id, line: "A1", person: "B1", outcome: "C2", note: "月底发薪" });
    expect(log.promises).toMatchObject([{ caseId: CASE, amountFen: 120_000 }]);
    expect(log.followUpAt).not.toBeNull();
    expect(useOpenCall.getState()).toMatchObject({ call: null, number: null });
  });

  it("that was refused stays open with everything in it and the reason", async () => {
    bridge.answer("call.log", () => refused("disk_full"));
    await dial(CASE, CONTACT);
    type("2");
    expect(await submitCall(DUES, "note")).toBeNull();
    expect(useOpenCall.getState()).toMatchObject({ call: { callId: CALL, entry: { line: "A2" } }, saving: false, refusal: { code: "disk_full" }, number: "13812341234" });
  });

  it("is saved too when its case has left the workstation meanwhile", async () => {
    bridge.answer("call.log", () => refused("saved_case_gone"));
    await dial(CASE, CONTACT);
    type("2");
    expect(await submitCall([], "")).toMatchObject({ view: null });
    expect(useOpenCall.getState().call).toBeNull();
  });

  it("is logged once however often Enter is pressed", async () => {
    bridge.answer("call.log", () => ({ view: VIEW, savedAt: 1 }));
    await dial(CASE, CONTACT);
    type("2");
    await Promise.all([submitCall(DUES, ""), submitCall(DUES, "")]);
    expect(bridge.of("call.log")).toHaveLength(1);
  });

  it("that says complaint starts the early warning", async () => {
    bridge.answer("call.log", () => ({ view: VIEW, savedAt: 1 }));
    await dial(CASE, CONTACT);
    type("1111");
    pressKey("Enter");
    expect(await submitCall(DUES, "")).toMatchObject({ warns: true });
  });
});

describe("an open call", () => {
  it("comes back after a crash as it was typed, its number hidden", async () => {
    await dial(CASE, CONTACT);
    type("117");
    await flushDrafts();
    crash();
    expect(await restoreCall()).toBe(CASE);
    expect(useOpenCall.getState()).toMatchObject({ number: null, call: { callId: CALL, masked: CONTACT.masked, entry: { person: "B1", typed: "7" } } });
  });

  it("leaves nothing behind once it is saved", async () => {
    bridge.answer("call.log", () => ({ view: VIEW, savedAt: 1 }));
    await dial(CASE, CONTACT);
    type("2");
    await submitCall(DUES, "");
    expect(bridge.drafts.size).toBe(0);
    crash();
    expect(await restoreCall()).toBeNull();
  });

  it("keeps no full number in its draft", async () => {
    await dial(CASE, CONTACT);
    await flushDrafts();
    expect([...bridge.drafts.values()].join()).not.toContain(DIALLED.number);
  });

  it("is the only one: a second dial asks nothing", async () => {
    await dial(CASE, CONTACT);
    await dial(CASE, { ...CONTACT, id: "other" });
    expect(bridge.of("dial.start")).toHaveLength(1);
  });

  it("does not begin when the gate refuses; the rule is kept to be shown", async () => {
    bridge.answer("dial.start", () => ({ ...DIALLED, allowed: false, callId: null, number: null, refusal: { rule: "R-09", zh: "静默时段", en: "quiet", source: "x" } }));
    await dial(CASE, CONTACT);
    expect(useOpenCall.getState()).toMatchObject({ call: null, number: null, gate: { rule: "R-09" } });
  });
});

describe("drafts", () => {
  afterEach(() => void vi.useRealTimers());

  it("are on their way to the vault within 300 ms, as last typed", () => {
    vi.useFakeTimers();
    expect(DELAY_MS).toBeLessThanOrEqual(300);
    keepDraft("k", "a");
    keepDraft("k", "ab");
    vi.advanceTimersByTime(300);
    expect(bridge.of("draft.save").filter((d) => (d as { key: string }).key === "k")).toEqual([{ key: "k", value: "ab" }]);
  });

  it("not yet written are read back all the same", async () => {
    keepDraft("k2", "half a sentence");
    expect(await loadDraft("k2")).toBe("half a sentence");
    await flushDrafts();
    expect(bridge.drafts.get("k2")).toBe("half a sentence");
  });
});

describe("an early warning", () => {
  const PREFILL = { reached: "本人", types: ["frequency"], emotion: "agitated", channels: ["bank"], demand: "", summary: "对方表示不满", explained: "", urgency: "normal" };
  beforeEach(() => {
    closeWarning();
    useWarnings.setState({ stamped: [] });
    bridge.answer("warning.stamp", () => ({ warningId: "w1", t0: 5, prefill: PREFILL, view: VIEW }));
  });

  it("is stamped by one key and leaves the call as it was", async () => {
    await dial(CASE, CONTACT);
    type("11");
    await stampWarning(CASE, CALL);
    expect(useWarnings.getState()).toMatchObject({ stamped: [{ warningId: "w1", t0: 5 }], openId: null });
    expect(useOpenCall.getState().call?.entry).toMatchObject({ stage: "outcome", person: "B1" });
  });

  it("opens prefilled at once, and stays as it was when sending is refused", async () => {
    bridge.answer("warning.file", () => refused("disk_failed"));
    await stampWarning(CASE, null);
    await openWarning();
    expect(useWarnings.getState().form).toMatchObject(PREFILL);
    expect(await sendWarning()).toBeNull();
    expect(useWarnings.getState()).toMatchObject({ openId: "w1", form: PREFILL, refusal: { code: "disk_failed" }, stamped: [{ warningId: "w1" }] });
  });
});
