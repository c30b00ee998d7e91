/**
 * Events as a faulty program would have stored them. The outbox itself refuses to store most of these,
 * so the bytes of a chosen event are rewritten on their way out, the same way at every retry.
 */
export const POISONS = ["unknownKind", "huge", "numberAgain", "noBody", "future"] as const;
export type Poison = (typeof POISONS)[number];

/** Texts the outbox takes and PostgreSQL's jsonb does not, or that are odd in other ways. */
export const ODD_TEXTS = ["a\ud800b", "nul\u0000nul", "𠮷野家 😀", "\udc00", "' OR 1=1; --", "\u2028\u2029", "x".repeat(4_000)] as const;

const REWRITES: Readonly<Record<Poison, (event: Record<string, unknown>) => Record<string, unknown>>> = {
  unknownKind: (event) => ({ ...event, type: "visit.made", body: { odd: [1, null, "x"] } }),
  huge: (event) => ({ ...event, body: { text: "大".repeat(350_000) } }),
  numberAgain: (event) => ({ ...event, seq: 1 }),
  noBody: ({ body: _body, ...event }) => event,
  future: (event) => ({ ...event, v: 99, body: { ...(event["body"] as object), added: "by a later version" } }),
};

export const isPoison = (poison: ReadonlyMap<string, Poison>, id: string): boolean => poison.has(id);

/** A push body with its poisoned events as they are "stored". */
export function spoiled(body: string, poison: ReadonlyMap<string, Poison>): string {
  if (poison.size === 0) return body;
  const { events } = JSON.parse(body) as { events: Record<string, unknown>[] };
  return JSON.stringify({ events: events.map((event) => {
    const kind = poison.get(String(event["id"]));
    return kind ? REWRITES[kind](event) : event;
  }) });
}
