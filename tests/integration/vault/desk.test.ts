import { afterEach, describe, expect, it } from "vitest";
import type { CallLog, ChannelOutput } from "../../../shared/ipc/contract.ts";
import { DAY, HOUR } from "../../../shared/model/time.ts";
import {
  COLLECTOR, idOf, line, makeCase, makeColleague, makeContact, makeEntry, makePerson, makePromise, makeWarning, MONDAY, openTestVault, ownStream, putLine, SUPERVISOR, TODAY,
  type AnyDoc, type TestVault, type TestVaultOptions,
} from "../../support/vault.ts";

const vaults: TestVault[] = [];
afterEach(async () => {
  for (const v of vaults.splice(0)) await v.dispose();
});

const STREAM = ownStream(COLLECTOR);
const one = (n: number): AnyDoc[] => [{ kind: "person", doc: makePerson(n) }, { kind: "case", doc: makeCase(n) }, { kind: "entry", doc: makeEntry(n) }];

function vault(docs: readonly AnyDoc[] = [...one(1), ...one(2)], options: TestVaultOptions = {}): TestVault {
  const v = openTestVault(options);
  vaults.push(v);
  v.load(ownStream(options.me ?? COLLECTOR), docs);
  return v;
}
const caseId = (n: number) => idOf("case", n);
const firstContact = (n: number) => makePerson(n).contacts[0]!;
/** A debtor with two numbers of their own: after a no-answer on the first, the second comes up. */
const twoNumbers = (n: number): AnyDoc => ({ kind: "person", doc: makePerson(n, { contacts: [firstContact(n), makeContact(n * 2 + 1)] }) });
const log = (n: number, over: Partial<CallLog> = {}): CallLog => ({
  caseId: caseId(n), callId: idOf("call", n), contactPointId: firstContact(n).id, direction: "out", line: "A2", person: null, outcome: null, tags: [], identityStated: false, note: "", promises: [], followUpAt: null, callbackAt: null, ...over,
});
const types = (v: TestVault) => v.ws.outbox.listUnsent(100, 1e6).map((e) => (JSON.parse(e.json) as { type: string }).type);
const tabOf = async (v: TestVault, tab: "all" | "new" | "callback" | "followUp" | "promiseDue") => (await v.ok("queue.list", { tab, text: "", bucket: null, bankCode: null, after: null, limit: 100 })).rows;

describe("a call", () => {
  it("dials in one key: gate, trace and number, or a refusal with rule, number and source and its trace", async () => {
    const v = vault();
    const allowed = await v.ok("dial.start", { caseId: caseId(1), contactPointId: firstContact(1).id });
    expect(allowed).toMatchObject({ allowed: true, number: firstContact(1).value, refusal: null, receipt: { allowed: true } });
    v.advance(13 * HOUR); // 22:30
    const refused = await v.ok("dial.start", { caseId: caseId(1), contactPointId: firstContact(1).id });
    expect(refused).toMatchObject({ allowed: false, number: null, callId: null, refusal: { rule: "R-09", zh: expect.stringContaining("静默") as string, source: expect.any(String) as string } });
    expect(types(v)).toEqual(["call.started", "call.refused"]);
    expect(await v.ok("figures.today", {})).toMatchObject({ refused: 1, attempts: 0 });
  });

  it("saves result, promise, follow-up and the next number in one durable step", async () => {
    const v = vault([...one(1), ...one(2), twoNumbers(1)]);
    const { callId } = await v.ok("dial.start", { caseId: caseId(1), contactPointId: firstContact(1).id });
    const { view } = await v.ok("call.log", log(1, { callId: callId!, followUpAt: MONDAY + 2 * HOUR }));
    expect(types(v)).toEqual(["call.started", "call.logged", "followUp.set", "contact.chosen"]);
    expect(view.contacts.map((c) => [c.current, c.unansweredToday])).toEqual([[false, 1], [true, 0]]);
    expect(view).toMatchObject({ pending: true, accounts: [{ work: { attempts: 1, lastLine: "A2", followUpAt: MONDAY + 2 * HOUR } }] });
    expect((await tabOf(v, "followUp")).map((r) => [r.caseId, r.reason, r.pending])).toEqual([[caseId(1), "followUpDue", true]]);
    expect((await tabOf(v, "new")).map((r) => r.caseId)).toEqual([caseId(2)]);
  });

  it("without an answer brings up no third party's number, even when it is the only other one (R-11)", async () => {
    const v = vault();
    const { view } = await v.ok("call.log", log(1));
    expect(types(v)).toEqual(["call.logged"]);
    expect(view.contacts.map((c) => [c.relation, c.current])).toEqual([["本人", true], ["配偶", false]]);
  });

  it("saved twice by a double key press is one call; another result for it is refused", async () => {
    const v = vault();
    await v.ok("call.log", log(1));
    await v.ok("call.log", log(1));
    expect(types(v).filter((t) => t === "call.logged")).toHaveLength(1);
    expect(await v.refused("call.log", log(1, { line: "A3" }))).toBe("conflict");
  });

  it("of six no-answers stops the number for the day, and starts afresh tomorrow", async () => {
    const v = vault();
    for (let i = 0; i < 6; i++) await v.ok("call.log", log(1, { callId: idOf("call", 10 + i) }));
    const dial = () => v.ok("dial.start", { caseId: caseId(1), contactPointId: firstContact(1).id });
    expect(await dial()).toMatchObject({ allowed: false, refusal: { rule: "R-10" } });
    v.advance(DAY);
    expect(await dial()).toMatchObject({ allowed: true });
  });

  it("that threatens a complaint stamps the warning by itself when nobody pressed the key", async () => {
    const v = vault();
    const { view } = await v.ok("call.log", log(1, { line: "A1", person: "B1", outcome: "C12", note: "要投诉 12378" }));
    expect(view.warning).toMatchObject({ state: "stamped", t0: MONDAY });
    expect(view.person.holds.map((h) => h.reason).sort()).toEqual(["complaint", "warning"]);
    expect((await tabOf(v, "all")).map((r) => [r.caseId, r.reason, r.held])).toEqual([[caseId(2), "new", null], [caseId(1), "paused", "warning"]]);
  });

  it("on a case that left in mid-call is saved all the same, and says so", async () => {
    const v = vault();
    const { callId } = await v.ok("dial.start", { caseId: caseId(1), contactPointId: firstContact(1).id });
    v.pull(STREAM, (pos) => [line(pos, "revoke", "case", caseId(1), 0, { grantNo: 1 })]);
    expect(await v.refused("call.log", log(1, { callId: callId! }))).toBe("saved_case_gone");
    expect(types(v)).toEqual(["call.started", "call.logged"]);
    expect(await v.refused("note.add", { caseId: caseId(1), text: "x" })).toBe("not_found");
  });
});

describe("other work", () => {
  it("is checked: past times, unknown numbers, doubled numbers, empty notes", async () => {
    const v = vault();
    const id = caseId(1);
    expect(await v.refused("followUp.set", { caseId: id, kind: "callback", at: MONDAY - HOUR, note: "" })).toBe("bad_input");
    expect(await v.refused("note.add", { caseId: id, text: "  " })).toBe("bad_input");
    expect(await v.refused("contact.choose", { caseId: id, contactPointId: idOf("cont", 99) })).toBe("not_found");
    expect(await v.refused("contact.add", { caseId: id, kind: "mobile", value: firstContact(1).value, relation: "", ownerName: "", source: "contract" })).toBe("bad_input");
    expect(await v.refused("promise.make", { caseId: id, items: [{ caseId: id, amountFen: 100, dueOn: "2026-11-01" }], note: "" })).toBe("bad_input");
    expect(await v.refused("promise.make", { caseId: id, items: [{ caseId: id, amountFen: 0, dueOn: TODAY }], note: "" })).toBe("bad_input");
    expect(types(v)).toEqual([]);
  });

  it("keeps a promise on the list the day it falls due", async () => {
    const v = vault();
    await v.ok("promise.make", { caseId: caseId(1), items: [{ caseId: caseId(1), amountFen: 30_000, dueOn: "2026-11-24" }], note: "" });
    expect(await tabOf(v, "promiseDue")).toEqual([]);
    v.advance(DAY);
    expect((await tabOf(v, "promiseDue")).map((r) => r.caseId)).toEqual([caseId(1)]);
    expect((await v.ok("queue.counts", {})).counts).toMatchObject({ promiseDue: 1, all: 2 });
  });

  it("calls attention to the agreed call-back that comes first", async () => {
    const v = vault();
    await v.ok("followUp.set", { caseId: caseId(2), kind: "callback", at: MONDAY + 2 * HOUR, note: "" });
    await v.ok("followUp.set", { caseId: caseId(1), kind: "callback", at: MONDAY + HOUR, note: "" });
    expect(await v.ok("queue.counts", {})).toMatchObject({ nextCallbackAt: MONDAY + HOUR, nextCallbackCaseId: caseId(1) });
    v.advance(HOUR);
    expect((await tabOf(v, "all"))[0]).toMatchObject({ caseId: caseId(1), reason: "callbackDue" });
  });

  it("reveals one value with its trace durable first, and hides it after 20 s", async () => {
    const v = vault();
    const reveal = (field: "phone" | "idNo" | "cardNo" | "name", contactPointId: string | null = null) => v.ok("reveal.field", { caseId: caseId(1), field, contactPointId });
    expect(await reveal("idNo")).toEqual({ value: makePerson(1).idNo, hideAfterMs: 20_000 });
    expect(await reveal("phone", firstContact(1).id)).toMatchObject({ value: firstContact(1).value });
    expect(await reveal("cardNo")).toMatchObject({ value: makeCase(1).cardNo });
    expect(await reveal("name")).toMatchObject({ value: makePerson(1).name });
    expect(types(v)).toEqual(Array(4).fill("reveal.made"));
    expect(await v.refused("reveal.field", { caseId: caseId(1), field: "phone", contactPointId: null })).toBe("bad_input");
  });

  it("is refused to a role without the permission, even if main let it through", async () => {
    const v = vault([], { me: { ...COLLECTOR, roles: ["hr"] } });
    expect(await v.refused("queue.counts", {})).toBe("forbidden");
    expect(await v.refused("warning.step", { warningId: idOf("warn", 1), step: "find", body: {} })).toBe("forbidden");
    expect(await v.refused("desk.request", { route: "no.such" as never, input: {} })).toBe("bad_input");
    expect(await v.refused("desk.request", { route: "allocation.apply", input: { previewId: idOf("prev", 1) } })).toBe("forbidden");
  });

  it("that needs the centre is refused with words while off line", async () => {
    const v = vault([], { me: SUPERVISOR });
    expect(await v.refused("desk.request", { route: "team.today", input: {} })).toBe("vpn_down");
    expect(await v.refused("desk.request", { route: "cover.set", input: { nonsense: true } })).toBe("bad_input");
    expect(await v.ok("inbound.find", { query: "8622" })).toEqual({ mine: [], others: [], centralAsked: false });
  });
});

describe("the worklist", () => {
  const many: AnyDoc[] = Array.from({ length: 40 }, (_, n) => n).flatMap((n): AnyDoc[] => [
    { kind: "person", doc: makePerson(n) }, { kind: "case", doc: makeCase(n, { bucket: n % 2 ? "M1" : "M3", bankCode: n % 4 ? "huabei" : "xibu" }) },
  ]);

  it("pages by key without missing or doubling a case, while others move", async () => {
    const v = vault(many);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: ChannelOutput<"queue.list"> = await v.ok("queue.list", { tab: "all", text: "", bucket: null, bankCode: null, after, limit: 7 });
      seen.push(...page.rows.map((r) => r.caseId));
      if (after === null) await v.ok("note.add", { caseId: seen[0]!, text: "动了" });
      after = page.next;
    } while (after !== null);
    expect(new Set(seen).size).toBeGreaterThanOrEqual(40);
    expect(await v.refused("queue.list", { tab: "all", text: "", bucket: null, bankCode: null, after: "bm9wZQ", limit: 7 })).toBe("bad_input");
  });

  it("filters by bucket, bank, name, case number, card and end of a phone", async () => {
    const v = vault(many);
    const find = async (over: { text?: string; bucket?: string; bankCode?: string }) =>
      (await v.ok("queue.list", { tab: "all", text: "", bucket: null, bankCode: null, after: null, limit: 100, ...over })).rows.map((r) => r.caseId).sort();
    expect(await find({ bucket: "M1" })).toHaveLength(20);
    expect(await find({ bankCode: "xibu", bucket: "M3" })).toHaveLength(10);
    expect(await find({ text: makePerson(7).name })).toEqual([caseId(7)]);
    expect(await find({ text: makeCase(9).caseNo })).toEqual([caseId(9)]);
    expect(await find({ text: makeCase(9).cardNo.slice(-4) })).toContain(caseId(9));
    expect(await find({ text: firstContact(11).value.slice(-5) })).toEqual([caseId(11)]);
    expect(await find({ text: firstContact(11).value })).toEqual([caseId(11)]);
    expect(await find({ text: "100%_" })).toEqual([]);
  });

  it("goes on to the next case from where the last one stood, though work has moved it", async () => {
    const v = vault(many);
    const order = (await tabOf(v, "all")).map((r) => r.caseId);
    await v.ok("case.open", { caseId: order[0]! });
    await v.ok("note.add", { caseId: order[0]!, text: "跟进" });
    const second = (await v.ok("queue.next", { tab: "all", afterCaseId: order[0]! })).caseId!;
    expect(second).toBe(order[1]);
    await v.ok("case.open", { caseId: second });
    expect((await v.ok("queue.next", { tab: "all", afterCaseId: second })).caseId).toBe(order[2]);
    expect((await v.ok("queue.next", { tab: "callback", afterCaseId: null })).caseId).toBeNull();
  });

  it("shows a supervisor the team's assigned cases and who has them", async () => {
    const docs: AnyDoc[] = [...one(1), { kind: "person", doc: makePerson(2) }, { kind: "case", doc: makeCase(2, { assigneeId: null }) }, { kind: "colleague", doc: makeColleague(COLLECTOR) }];
    const v = vault(docs, { me: SUPERVISOR });
    expect((await tabOf(v, "all")).map((r) => r.caseId)).toEqual([caseId(1)]);
    expect((await v.ok("case.open", { caseId: caseId(1) })).accounts[0]!.assigneeName).toBe(COLLECTOR.name);
  });
});

describe("early warning", () => {
  const form = { reached: "本人", types: ["conduct" as const], emotion: "agitated" as const, channels: ["12378" as const], demand: "", summary: "要求投诉,来电 13812345678", explained: "", urgency: "normal" as const };

  it("keeps the first T0 when the key is pressed twice, and pauses the person", async () => {
    const v = vault();
    const first = await v.ok("warning.stamp", { caseId: caseId(1), callId: null });
    v.advance(60_000);
    const second = await v.ok("warning.stamp", { caseId: caseId(1), callId: null });
    expect(second).toMatchObject({ warningId: first.warningId, t0: MONDAY });
    expect(first.view.contacts.every((c) => c.refusal?.rule === "S-26")).toBe(true);
    await v.ok("warning.file", { caseId: caseId(1), warningId: first.warningId, callId: null, form });
    expect(await v.refused("warning.file", { caseId: caseId(1), warningId: first.warningId, callId: null, form })).toBe("conflict");
    expect((await v.ok("warnings.list", { open: true })).warnings).toMatchObject([{ warning: { state: "filed", form: { summary: "要求投诉,来电 138****5678" } }, pending: true }]);
  });

  it("is prefilled from the call and is a form that could be sent as it is", async () => {
    const v = vault();
    const { callId } = await v.ok("dial.start", { caseId: caseId(1), contactPointId: firstContact(1).id });
    const { prefill, warningId } = await v.ok("warning.stamp", { caseId: caseId(1), callId });
    expect(prefill.summary).toContain("09:30");
    await v.ok("warning.file", { caseId: caseId(1), warningId, callId, form: prefill });
  });

  it("can be found not upheld only with a reason, and never by the collector", async () => {
    const docs: AnyDoc[] = [...one(1), { kind: "warning", doc: makeWarning(1) }];
    const s = vault(docs, { me: SUPERVISOR });
    const step = (body: Record<string, unknown>) => ({ warningId: idOf("warn", 1), step: "find", body });
    expect(await s.refused("warning.step", step({ finding: "notUpheld", reason: "", ourFault: "none" }))).toBe("bad_input");
    expect(await s.ok("warning.step", step({ finding: "notUpheld", reason: "录音未见不当", ourFault: "none" }))).toMatchObject({ warning: { state: "unfounded" }, pending: true });
    expect(await s.refused("warning.step", step({ finding: "upheld", reason: "", ourFault: "none" }))).toBe("conflict");
    const c = vault(docs);
    expect(await c.refused("warning.step", step({ finding: "upheld", reason: "", ourFault: "none" }))).toBe("recused");
  });
});

describe("what leaves the vault", () => {
  it("is masked in every answer: no full name, phone, ID number, card, street or e-mail", async () => {
    const personal = makePerson(1, { contacts: [makeContact(2, { current: true, ownerName: "欧阳若兰" }), makeContact(3, { ownerName: "司马长风", relation: "配偶" })] });
    const docs: AnyDoc[] = [
      { kind: "person", doc: personal }, { kind: "case", doc: makeCase(1, { work: { ...makeCase(1).work, lastNote: `打 ${personal.contacts[1]!.value}` } }) }, { kind: "promise", doc: makePromise(1) }, { kind: "warning", doc: makeWarning(1) },
      { kind: "entry", doc: makeEntry(1, { body: { text: `本人说打 ${personal.contacts[0]!.value},证件 ${personal.idNo}` } }) },
      { kind: "entry", doc: makeEntry(2, { caseId: caseId(1), personId: personal.id, type: "contact.added", body: { contactPointId: idOf("cont", 3), kind: "mobile", value: personal.contacts[1]!.value, relation: "配偶", ownerName: "司马长风", source: "contract" } }) },
    ];
    const v = vault(docs);
    await v.ok("contact.add", { caseId: caseId(1), kind: "mobile", value: "13700137000", relation: "朋友", ownerName: "诸葛明远", source: "toldByContact" });
    await v.ok("note.add", { caseId: caseId(1), text: "新号 13700137000 是诸葛先生的" });
    const answers = [
      await v.ok("queue.list", { tab: "all", text: "", bucket: null, bankCode: null, after: null, limit: 10 }), await v.ok("case.open", { caseId: caseId(1) }),
      await v.ok("case.timeline", { personId: personal.id, beforeAt: MONDAY + DAY, limit: 50 }), await v.ok("warnings.list", { open: false }),
      await v.ok("inbound.find", { query: personal.contacts[0]!.value.slice(-4) }), (await v.ok("followUp.set", { caseId: caseId(1), kind: "followUp", at: MONDAY + HOUR, note: "" })).view,
      await v.ok("warning.stamp", { caseId: caseId(1), callId: null }), await v.ok("queue.counts", {}), await v.ok("sync.status", {}), v.pushes,
    ];
    const secrets = [
      personal.name, personal.idNo, personal.birthday, personal.email, personal.employer, "幸福路", "学院路", "人民路", ...personal.contacts.map((c) => c.value), ...personal.contacts.map((c) => c.ownerName),
      makeCase(1).cardNo, "13700137000", "诸葛明远", "13812345678", "110101199003070011", "13800138000",
    ];
    const text = JSON.stringify(answers);
    for (const secret of secrets) expect(text.includes(secret), secret).toBe(false);
    // Nothing personal-looking that this list forgot.
    const ids = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
    expect(text.replace(ids, "").match(/(?<![\d.])1[3-9]\d{9}(?!\d)|\d{17}[\dX]/g)?.filter((n) => !/^1[67]\d{11}$/.test(n)) ?? []).toEqual([]);
  });
});

describe("drafts", () => {
  it("survive a lock and a crash, and leave with their case", async () => {
    const v = vault();
    await v.ok("draft.save", { key: `case:${caseId(1)}:note`, value: "打到一半" });
    const again = await v.reopen();
    vaults.splice(0, vaults.length, again);
    expect(await again.ok("draft.load", { key: `case:${caseId(1)}:note` })).toEqual({ value: "打到一半" });
    again.pull(STREAM, (pos) => [line(pos, "revoke", "case", caseId(1), 0, { grantNo: 1 })]);
    expect(await again.ok("draft.load", { key: `case:${caseId(1)}:note` })).toEqual({ value: null });
  });
});

describe("the history of a person", () => {
  it("pages through entries of one instant without missing any, own unsent ones among them", async () => {
    const entries = Array.from({ length: 30 }, (_, i): AnyDoc => ({ kind: "entry", doc: makeEntry(100 + i, { caseId: caseId(1), personId: idOf("pers", 1), at: MONDAY - DAY - Math.floor(i / 4) * 1000 }) }));
    const v = vault([...one(1), twoNumbers(1), ...entries]);
    await v.ok("note.add", { caseId: caseId(1), text: "一" });
    await v.ok("call.log", log(1, { followUpAt: MONDAY + HOUR }));
    const seen: string[] = [];
    let before = MONDAY + DAY;
    for (;;) {
      const page = await v.ok("case.timeline", { personId: idOf("pers", 1), beforeAt: before, limit: 5 });
      seen.push(...page.timeline.map((e) => e.id));
      if (!page.more) break;
      before = page.timeline.at(-1)!.at;
    }
    expect(seen.length).toBe(1 + 30 + 4);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await v.ok("case.open", { caseId: caseId(1) })).timelineMore).toBe(false);
  });
});

describe("changes", () => {
  it("are pushed to the window gathered, with the cases they touch", async () => {
    const v = vault();
    await new Promise((resolve) => setTimeout(resolve, 150));
    v.pushes.length = 0;
    for (let i = 0; i < 5; i++) await v.ok("note.add", { caseId: caseId(1), text: `${i}` });
    v.pull(STREAM, (pos) => [putLine(pos, { kind: "case", doc: makeCase(2, { bucket: "M4" }), rev: 2 })]);
    await new Promise((resolve) => setTimeout(resolve, 250));
    const changes = v.pushes.filter((p) => p.push === "data.changed").map((p) => p.body as { caseIds: string[]; queue: boolean });
    expect(changes.length).toBeLessThanOrEqual(2);
    expect(new Set(changes.flatMap((c) => c.caseIds))).toContain(caseId(1));
  });
});
