import { describe, expect, it } from "vitest";
import { contactStatus, neighbourOf, nextUnjudged, tally, type Note } from "../../../renderer/desks/supervisor/logic/spot-check.ts";

const note = (id: string, verdict: "pass" | "fail" | null): Note => ({
  entry: { id, type: "note.added", caseId: null, personId: null, userId: "", userName: "", at: 0, body: {} }, caseId: "", caseNo: "", bankName: "", nameMasked: "", contact: null, receipt: null,
  check: verdict && { verdict, reason: "", at: 0, byName: "", pending: false },
});
const NOTES = [note("a", null), note("b", "pass"), note("c", null), note("d", "fail")];

describe("working through a sample", () => {
  it("goes to the next note without a verdict, round to the start, and stops when all have one", () => {
    expect(nextUnjudged(NOTES, "a")).toBe("c");
    expect(nextUnjudged(NOTES, "c")).toBe("a");
    expect(nextUnjudged([note("a", "pass")], "a")).toBeNull();
  });

  it("counts what passed, failed and is open", () => expect(tally(NOTES)).toEqual({ pass: 1, fail: 1, open: 2 }));

  it("walks by keys and holds at the ends", () => {
    expect([neighbourOf(NOTES, "a", 1), neighbourOf(NOTES, "a", -1), neighbourOf(NOTES, "d", 1), neighbourOf([], null, 1)]).toEqual(["b", "a", "d", null]);
  });

  it("says unverified of a status nobody knows", () => expect([contactStatus("valid"), contactStatus("new kind")]).toEqual(["valid", "unverified"]));
});
