import { describe, expect, it } from "vitest";
import { callFaults, nextContactAfter, outcomeFits, timeFits, warns } from "../../../electron/vault/handlers/call-rules.ts";
import type { CallLog } from "../../../shared/ipc/contract.ts";
import { makeCase, makeContact, makePerson, MONDAY, TODAY } from "../../support/vault.ts";

const person = makePerson(1);
const caseDoc = makeCase(1);
const ctx = { now: MONDAY, person, accountIds: new Set([caseDoc.id]) };
const log = (over: Partial<CallLog> = {}): CallLog => ({
  caseId: caseDoc.id, callId: caseDoc.id, contactPointId: person.contacts[0]!.id, direction: "out", line: "A1", person: "B1", outcome: null, tags: [], identityStated: true, note: "", promises: [], followUpAt: null, callbackAt: null, ...over,
});
const promised = { caseId: caseDoc.id, amountFen: 100, dueOn: TODAY };

describe("a call result", () => {
  it("may be saved when layer B follows A and C follows B", () => {
    expect(callFaults(log(), ctx)).toEqual([]);
    expect(callFaults(log({ outcome: "C2", promises: [promised] }), ctx)).toEqual([]);
    expect(callFaults(log({ line: "A2", person: null }), ctx)).toEqual([]);
    expect(callFaults(log({ person: "B5", outcome: "C19" }), ctx)).toEqual([]);
  });

  it.each<[string, Partial<CallLog>, RegExp]>([
    ["an answered call without who answered", { person: null }, /^person/],
    ["somebody who answered a call nobody answered", { line: "A2" }, /^person/],
    ["an outcome of a call nobody answered", { line: "A2", person: null, outcome: "C6" }, /^outcome/],
    ["a promise from an unrelated third party", { person: "B5", outcome: "C2", promises: [promised] }, /^outcome: C2/],
    ["any outcome with a minor", { person: "B8", outcome: "C9" }, /^outcome/],
    ["a promise outcome without a promise", { outcome: "C3" }, /^promises: the outcome needs/],
    ["a promise without its outcome", { promises: [promised] }, /^promises: the outcome has none/],
    ["a promise for yesterday", { outcome: "C2", promises: [{ ...promised, dueOn: "2026-11-22" }] }, /dueOn: is in the past/],
    ["a promise on somebody else's account", { outcome: "C2", promises: [{ ...promised, caseId: person.id }] }, /not an account/],
    ["a promise on a day that does not exist", { outcome: "C2", promises: [{ ...promised, dueOn: "2026-13-40" }] }, /is no day/],
    ["an agreed call-back without its time", { outcome: "C8" }, /^callbackAt: the outcome/],
    ["a follow-up in the past", { followUpAt: MONDAY - 120_000 }, /^followUpAt/],
    ["a number that is not this person's", { contactPointId: caseDoc.id }, /^contactPointId: not/],
    ["an outgoing call to no number", { contactPointId: null }, /^contactPointId: needed/],
    ["the main outcome again as a tag", { outcome: "C6", tags: ["C6"] }, /^tags/],
  ])("is refused for %s", (_what, over, fault) => {
    expect(callFaults(log(over), ctx)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });

  it("accepts an inbound call from an unknown number and a time that has just passed", () => {
    expect(callFaults(log({ direction: "in", contactPointId: null }), ctx)).toEqual([]);
    expect(timeFits(MONDAY - 30_000, MONDAY)).toBe(true);
    expect(timeFits(MONDAY - 90_000, MONDAY)).toBe(false);
  });

  it("lets the unverified say only what anybody may say", () => {
    expect([outcomeFits("B2", "C11"), outcomeFits("B2", "C2"), outcomeFits("B2", "C19")]).toEqual([true, false, false]);
  });

  it("starts the warning's clock for a threat to complain, as outcome or tag", () => {
    expect([warns(log({ outcome: "C11" })), warns(log({ outcome: "C6", tags: ["C12"] })), warns(log({ outcome: "C6" }))]).toEqual([true, true, false]);
  });
});

describe("the number after a no-answer", () => {
  const contacts = [makeContact(1, { current: true }), makeContact(2, { status: "invalid" }), makeContact(3), makeContact(4)];
  const who = { now: MONDAY, person: makePerson(1, { contacts }), caseDoc };
  const after = (i: number, over: Partial<CallLog> = {}) => nextContactAfter(log({ line: "A2", person: null, contactPointId: contacts[i]!.id, ...over }), who);

  it("is the next the gate permits, round the list", () => {
    expect(after(0)).toBe(contacts[2]!.id);
    expect(after(3)).toBe(contacts[0]!.id);
  });
  it("is never a third party's, even when no other is left (R-11)", () => {
    const family = [contacts[0]!, makeContact(5, { relation: "配偶" }), makeContact(6, { relation: "朋友" })];
    expect(nextContactAfter(log({ line: "A2", person: null, contactPointId: family[0]!.id }), { ...who, person: { ...who.person, contacts: family } })).toBeNull();
  });
  it("is none when somebody answered, when the call came in, or when nothing else may be called", () => {
    expect(after(0, { line: "A1", person: "B1" })).toBeNull();
    expect(after(0, { direction: "in" })).toBeNull();
    expect(nextContactAfter(log({ line: "A2", person: null, contactPointId: contacts[0]!.id }), { ...who, person: { ...who.person, contacts: contacts.slice(0, 2) } })).toBeNull();
  });
});
