import { describe, expect, it } from "vitest";
import { EVENT_BODIES } from "../../../shared/model/events.ts";
import { REFUSED_TYPES, REJECTION_CODES, REJECTIONS, refusedType, rejectionOf, resendOf, type Words } from "../../../shared/model/rejection.ts";

const bothLanguages = ({ zh, en }: Words) => /[一-鿿]/.test(zh) && /^[\x20-\x7e]+$/.test(en);

describe("the words of refused events", () => {
  it.each(REJECTION_CODES)("%s says why and what to do, in both languages", (code) => {
    expect(bothLanguages(REJECTIONS[code].why) && bothLanguages(REJECTIONS[code].todo)).toBe(true);
  });

  it("a code of a newer centre has words too, and is not a known code's", () => {
    const other = rejectionOf("quota_exceeded");
    expect(bothLanguages(other.why) && bothLanguages(other.todo)).toBe(true);
    expect(REJECTION_CODES.map((code) => REJECTIONS[code])).not.toContain(other);
  });

  it("never use the word the trade does not use", () => {
    expect(JSON.stringify([REJECTIONS, REFUSED_TYPES])).not.toContain("隔离");
  });
});

describe("what may be sent again", () => {
  it.each(Object.keys(EVENT_BODIES) as (keyof typeof EVENT_BODIES)[])("%s has a decision, and words where it may not", (type) => {
    const rule = REFUSED_TYPES[type];
    expect(rule.resend).toBe(rule.todo === null);
    if (rule.todo) expect(bothLanguages(rule.todo)).toBe(true);
  });

  it("the editable field is one of the type's body, and text", () => {
    for (const [type, { text }] of Object.entries(REFUSED_TYPES)) {
      if (text === null) continue;
      const shape = EVENT_BODIES[type as "note.added"].shape as Record<string, { safeParse(value: unknown): { success: boolean } } | undefined>;
      expect(shape[text]?.safeParse("改过的文字").success, type).toBe(true);
    }
  });

  it("follows the code and the type: a malformed note only edited, a follow-up never, an unknown type never", () => {
    expect(resendOf("note.added", "malformed")).toBe("edited");
    expect(resendOf("note.added", "forbidden")).toBe("asIs");
    expect(resendOf("note.added", "hash_mismatch")).toBe("no");
    expect(resendOf("reveal.made", "malformed")).toBe("no");
    expect(resendOf("followUp.set", "seq_conflict")).toBe("no");
    expect(resendOf("visit.recorded", "forbidden")).toBe("no");
    expect(resendOf("call.logged", "quota_exceeded")).toBe("asIs");
    expect(refusedType("visit.recorded").todo).not.toBeNull();
  });
});
