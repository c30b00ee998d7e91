import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashOfEvent, sift, type Refused, type Sifted } from "../../../service/events/sift.ts";
import { actor } from "../../support/service.ts";
import type { Me } from "../../../shared/protocol/session.ts";

const me: Me = { id: randomUUID(), no: "A1", name: "林知夏", roles: ["collector"], teamId: null, teamName: "", regionCode: "", extension: "" };
const user = actor(me);
const note = (change: Record<string, unknown> = {}) => ({
  id: randomUUID(), seq: 1, deviceId: user.deviceId, userId: me.id, caseId: randomUUID(), personId: null, at: 1, atServer: 1, v: 1, type: "note.added", body: { text: "好" }, ...change,
});
const only = (raw: unknown) => sift(user, [raw])[0] as Partial<Sifted & Refused>;

describe("the first look at a pushed event", () => {
  it("lets a sound event through", () => {
    expect(only(note()).event?.type).toBe("note.added");
  });

  it("refuses another device's and another user's event without counting their numbers", () => {
    expect(only(note({ deviceId: randomUUID() }))).toMatchObject({ result: { result: "rejected", code: "wrong_device" }, counts: false });
    expect(only(note({ userId: randomUUID() }))).toMatchObject({ result: { code: "forbidden" }, counts: false });
  });

  it("refuses a body that does not fit its type and says which field", () => {
    const refused = only(note({ body: { text: 5 } }));
    expect(refused).toMatchObject({ result: { code: "malformed" }, counts: true });
    expect(refused.result?.detail).toContain("body.text");
  });

  it("keeps a type it does not know instead of refusing it", () => {
    expect(only(note({ type: "visit.recorded", body: { where: "x" } }))).toMatchObject({ event: null });
  });

  it.each([[null], [5], ["text"], [[]], [{}], [{ id: 7, seq: "x" }], [{ seq: -1 }]])("answers %j as malformed and does not fall over", (raw) => {
    expect(only(raw).result).toMatchObject({ result: "rejected", code: "malformed" });
  });

  it("refuses an event that is larger than any real one", () => {
    expect(only(note({ type: "later.type", body: { x: "长".repeat(70_000) } })).result?.code).toBe("malformed");
  });

  it("a bettered estimate of server time leaves the hash as it was; anything else changes it", () => {
    const event = note();
    expect(hashOfEvent({ ...event, atServer: 99 })).toBe(hashOfEvent(event));
    expect(hashOfEvent({ ...event, body: { text: "坏" } })).not.toBe(hashOfEvent(event));
    expect(hashOfEvent({ ...event, at: 2 })).not.toBe(hashOfEvent(event));
  });

  it("the order of keys does not change the hash", () => {
    const event = note();
    expect(hashOfEvent(Object.fromEntries(Object.entries(event).reverse()))).toBe(hashOfEvent(event));
  });
});
