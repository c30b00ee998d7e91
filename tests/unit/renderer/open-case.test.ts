import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openCase, useCase } from "../../../renderer/desks/collector/state/case.ts";
import { dialNow, stampNow } from "../../../renderer/desks/collector/state/flow.ts";
import { installBridge, refused, type Bridge } from "./bridge.ts";

const FIRST = "00000000-0000-7000-8000-00000000000a";
const SECOND = "00000000-0000-7000-8000-00000000000b";
const contact = { id: "00000000-0000-7000-8000-00000000000c", masked: "138****1234", refusal: null };
const view = (caseId: string) => ({ caseId, person: { id: caseId }, contacts: [contact], timeline: [], timelineMore: false });

let bridge: Bridge;
beforeEach(async () => {
  vi.useFakeTimers();
  bridge = installBridge({ "case.open": ({ caseId }: { caseId: string }) => view(caseId) });
  await openCase(FIRST);
});
afterEach(async () => {
  await openCase(null);
  vi.useRealTimers();
});

describe("while the next case is read", () => {
  it("the last one stays on screen, and goes with the answer", async () => {
    const opened = openCase(SECOND);
    expect(useCase.getState()).toMatchObject({ caseId: SECOND, view: null, leaving: { caseId: FIRST } });
    await opened;
    expect(useCase.getState()).toMatchObject({ caseId: SECOND, view: { caseId: SECOND }, leaving: null });
  });

  it("nobody can be dialled or stamped, whatever the screen still shows", async () => {
    const opened = openCase(SECOND);
    await Promise.all([dialNow(), stampNow()]);
    expect([...bridge.of("dial.start"), ...bridge.of("warning.stamp")]).toEqual([]);
    await opened;
  });

  it("a slow answer is waited for with an empty pane, not with somebody else's case", async () => {
    let answer = (_: unknown): void => undefined;
    bridge.answer("case.open", () => new Promise((resolve) => (answer = resolve)));
    const opened = openCase(SECOND);
    await vi.advanceTimersByTimeAsync(100);
    expect(useCase.getState()).toMatchObject({ caseId: SECOND, view: null, leaving: null, loading: true });
    answer({ ok: true, value: view(SECOND) });
    await opened;
  });

  it("a refusal leaves nothing of the last one", async () => {
    bridge.answer("case.open", () => refused("not_found"));
    await openCase(SECOND);
    expect(useCase.getState()).toMatchObject({ view: null, leaving: null, refusal: { code: "not_found" } });
  });
});
