/** Another's case, by every channel of the contract and every route of the centre that a page can name (P5). */
import { CHANNELS, type ChannelName } from "../../../shared/ipc/contract.ts";
import { DESK_ROUTE_NAMES } from "../../../shared/protocol/index.ts";
import type { Foreign } from "../foreign.ts";
import type { Ground } from "../ground.ts";
import type { Try } from "./try.ts";

const ANY_ID = "00000000-0000-4000-8000-000000000001";
const text = (word: string) => ({ tab: "all", text: word, bucket: null, bankCode: null, after: null, limit: 500 });

/** `refused`: must be. `silent`: may answer, without a word of the foreign case. `named`: its id is the answer's purpose. */
type Verdict = "refused" | "silent" | "named";
type Asked = readonly [Verdict, (foreign: Foreign) => unknown];

const caseId = (more: object = {}): Asked => ["refused", (foreign) => ({ caseId: foreign.caseId, ...more })];

/** What each channel is asked. A channel without a line here is asked with every id at once. */
const ASKED: Readonly<Partial<Record<ChannelName, readonly Asked[]>>> = {
  // The window would be gone, or another's; the refusals of the unlock window are tried beside the contract.
  "session.lock": [],
  "session.me": [["silent", () => ({})]],
  "duty.set": [],
  "desk.request": DESK_ROUTE_NAMES.filter((route) => route !== "duty.set").map((route): Asked => [route === "lookup.find" ? "named" : "silent", (foreign) => ({ route, input: everything(foreign) })]),
  "draft.load": [["silent", (foreign) => ({ key: `case:${foreign.caseId}` })], ["silent", (foreign) => ({ key: foreign.caseId })]],
  "queue.list": [["silent", (foreign) => text(foreign.name)], ["silent", (foreign) => text(foreign.caseNo)], ["silent", () => text("")]],
  "queue.next": [["silent", (foreign) => ({ tab: "all", afterCaseId: foreign.caseId })]],
  "search.find": [["silent", (foreign) => ({ text: foreign.name })], ["silent", (foreign) => ({ text: foreign.phone })], ["silent", (foreign) => ({ text: foreign.caseNo })]],
  "case.open": [caseId()],
  "case.timeline": [["silent", (foreign) => ({ personId: foreign.personId, beforeAt: Number.MAX_SAFE_INTEGER, limit: 200 })]],
  "clipboard.copy": [caseId({ field: "caseNo" })],
  "reveal.field": (["phone", "idNo", "cardNo", "address", "employer", "email", "name"] as const).map((field): Asked =>
    ["refused", (foreign) => ({ caseId: foreign.caseId, field, contactPointId: foreign.contactPointId })]),
  "dial.start": [["refused", (foreign) => ({ caseId: foreign.caseId, contactPointId: foreign.contactPointId })]],
  "call.log": [caseId({ callId: ANY_ID, contactPointId: null, direction: "in", line: "A1", person: null, outcome: null, tags: [], identityStated: true, note: "x", promises: [], followUpAt: null, callbackAt: null })],
  "note.add": [caseId({ text: "x" })],
  "promise.make": [["refused", (foreign) => ({ caseId: foreign.caseId, items: [{ caseId: foreign.caseId, amountFen: 1, dueOn: "2030-01-01" }], note: "" })]],
  "followUp.set": [caseId({ kind: "followUp", at: null, note: "" })],
  "contact.add": [caseId({ kind: "mobile", value: "13800000000", relation: "本人", ownerName: "x", source: "traced" })],
  "contact.mark": [["refused", (foreign) => ({ caseId: foreign.caseId, contactPointId: foreign.contactPointId, status: "invalid", reason: "x" })]],
  "contact.choose": [["refused", (foreign) => ({ caseId: foreign.caseId, contactPointId: foreign.contactPointId })]],
  "warning.stamp": [caseId({ callId: null })],
  // Who answers a call that is another's learns whom to put it through to, and a reference to leave a message under.
  "inbound.find": [["named", (foreign) => ({ query: foreign.phone })], ["named", (foreign) => ({ query: foreign.name })]],
};

/** Every name of an id or a word a channel or route may take, so that the schema finds its own. */
function everything(foreign: Foreign): Record<string, unknown> {
  return {
    caseId: foreign.caseId, caseIds: [foreign.caseId], personId: foreign.personId, contactPointId: foreign.contactPointId, collectorIds: [foreign.collectorId],
    toUserId: foreign.collectorId, userId: foreign.collectorId, ref: foreign.caseId, eventId: ANY_ID, warningId: ANY_ID, caseNo: foreign.caseNo, text: foreign.name,
    query: foreign.phone, message: "x", reason: "x", from: "2020-01-01", until: "2030-01-01", to: "2030-01-01", limit: 50, after: null, size: 5, seed: null, resolved: true, open: false,
  };
}

/** What of the foreign case stands in an answer that the question did not bring itself. */
function leaked(answer: unknown, asked: unknown, foreign: Foreign): string[] {
  const [heard, said] = [JSON.stringify(answer) ?? "", JSON.stringify(asked) ?? ""];
  return foreign.secrets.filter((secret) => heard.includes(secret) && !said.includes(secret));
}

async function askAs({ ask, foreign }: Ground, channel: ChannelName, [verdict, build]: Asked): Promise<string> {
  const asked = build(foreign);
  const answer = await ask(channel, asked);
  const words = leaked(answer.ok ? answer.value : answer.refusal, asked, foreign);
  if (words.length > 0) return `gave away ${words.length} words`;
  // A search that finds the case by what was asked shows the case itself.
  if (answer.ok && verdict === "silent" && JSON.stringify(answer.value)?.includes(foreign.caseId)) return "gave away the case";
  return answer.ok && verdict === "refused" ? "answered" : "kept";
}

function nameOf(channel: ChannelName, input: unknown, at: number): string {
  const { route, field } = input as { route?: string; field?: string };
  return `another's case by ${channel}${route ? ` ${route}` : ""}${field ? ` ${field}` : ""}${at > 0 && !route && !field ? ` (${at + 1})` : ""}`;
}

const NOBODY: Foreign = { caseId: "", personId: "", contactPointId: "", collectorId: "", caseNo: "", name: "", phone: "", secrets: [] };

export const CASE: readonly Try[] = (Object.keys(CHANNELS) as ChannelName[]).flatMap((channel) =>
  (ASKED[channel] ?? [["silent", everything] as Asked]).map((asked, at): Try => ({
    name: nameOf(channel, asked[1](NOBODY), at), row: null, aim: "case", expect: "kept", run: (ground) => askAs(ground, channel, asked),
  })),
);
