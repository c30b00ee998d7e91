/** What a person typed into an event: the texts that can be searched. Codes, ids, numbers to dial and names of third parties are not among them. */
import type { EventType } from "../../shared/model/events.ts";

type Body = Readonly<Record<string, unknown>>;

const field = (body: Body, ...names: string[]): string[] => names.flatMap((name) => (typeof body[name] === "string" ? [body[name]] : []));
const inner = (body: Body, name: string): Body => (typeof body[name] === "object" && body[name] !== null ? (body[name] as Body) : {});

/** A word of the program, an id or a day: no prose. */
const CODE = /^[\w.:-]*$/;
/** The prose of a workflow's step, whatever its form asks. */
const prose = (body: Body): string[] => Object.values(body).filter((value): value is string => typeof value === "string" && !CODE.test(value));

const TEXTS: Partial<Record<EventType, (body: Body) => string[]>> = {
  "call.logged": (b) => field(b, "note"),
  "note.added": (b) => field(b, "text"),
  "promise.made": (b) => field(b, "note"),
  "followUp.set": (b) => field(b, "note"),
  "contact.added": (b) => field(b, "relation"),
  "contact.marked": (b) => field(b, "reason"),
  "reveal.made": (b) => field(b, "reason"),
  "inbound.found": (b) => field(b, "message"),
  "warning.filed": (b) => field(inner(b, "form"), "summary", "demand", "explained"),
  "workflow.stepTaken": (b) => prose(inner(b, "body")),
};

/** Types of events that may hold free text. */
export const TEXT_TYPES = Object.keys(TEXTS) as EventType[];

/** The free text of an event, its fields on lines of their own; empty when nobody typed anything. */
export function textOf(entry: { readonly type: string; readonly body: unknown }): string {
  const read = TEXTS[entry.type as EventType];
  return read ? read(entry.body as Body).filter((text) => text !== "").join("\n") : "";
}
