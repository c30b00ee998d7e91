/** Invariants about events on their way to the centre. */
import { sql } from "drizzle-orm";
import { parseEvent } from "../../../../shared/model/events.ts";
import { canonical } from "../../../../shared/model/canonical.ts";
import type { AtRest } from "./types.ts";

interface Held {
  id: string;
  device_id: string;
  user_id: string;
  seq: number;
  body: unknown;
  v: number;
  at_server: number;
  received_at: number;
}
const heldEvents = async ({ world }: AtRest): Promise<Held[]> =>
  (await world.centre.look<Held>(sql`SELECT id, device_id, user_id, seq, body, v, at_server, received_at FROM event`)).map((e) => ({ ...e, seq: Number(e.seq) }));

const quarantined = ({ rests }: AtRest): Set<string> => new Set(rests.flatMap((r) => [...r.quarantined]));

/** 1. Every event whose local commit returned is on the server exactly once, or in quarantine. */
export async function everySavedEventArrives(at: AtRest): Promise<string[]> {
  const held = new Set((await heldEvents(at)).map((e) => e.id));
  const aside = quarantined(at);
  return [...at.world.book.saved].filter(([id]) => !held.has(id) && !aside.has(id)).map(([id, { seat, event }]) => `event ${event.seq} (${event.type}, ${id}) saved at ${seat.name} is nowhere`);
}

/** 2. Every event answered `ok` or `dup` survives crash, failover and restore with the client's re-push. */
export async function everyAcknowledgedEventStays(at: AtRest): Promise<string[]> {
  const held = new Set((await heldEvents(at)).map((e) => e.id));
  const aside = quarantined(at);
  return [...at.world.book.acknowledged].filter((id) => !held.has(id) && !aside.has(id)).map((id) => `event ${id} was acknowledged and is gone`);
}

/** 3. No two server rows per id, nor per device and number. */
export async function noEventTwice(at: AtRest): Promise<string[]> {
  const found: string[] = [];
  const seen = new Map<string, string>();
  for (const e of await heldEvents(at)) {
    for (const key of [`id ${e.id}`, `device ${e.device_id} number ${e.seq}`]) {
      if (seen.has(key)) found.push(`${key} is held twice: ${seen.get(key)} and ${e.id}`);
      seen.set(key, e.id);
    }
  }
  return found;
}

/** 12. A poison event delays no other: whatever is not poison has arrived, and nothing waits for ever. */
export async function poisonDelaysNoOther(at: AtRest): Promise<string[]> {
  const { poison, saved } = at.world.book;
  const refused = await at.world.centre.look(sql`SELECT 1 FROM rejection LIMIT 1`);
  if (poison.size === 0 && refused.length === 0) return [];
  const held = new Set((await heldEvents(at)).map((e) => e.id));
  const aside = quarantined(at);
  return [...saved.keys()].filter((id) => !held.has(id) && !aside.has(id)).map((id) => `${poison.has(id) ? "poison" : "event"} ${id} waits beside a poison event`);
}

/** 14. What the centre holds of an event is what was saved, read by the present schema. */
export async function eventsArriveAsSaved(at: AtRest): Promise<string[]> {
  const { saved, poison } = at.world.book;
  return (await heldEvents(at)).flatMap((e) => {
    const was = saved.get(e.id);
    if (!was || poison.has(e.id) || e.device_id !== was.event.deviceId) return [];
    const parsed = parseEvent(was.event);
    return parsed.ok && canonical(parsed.event.body) === canonical(e.body) && e.v === was.event.v ? [] : [`event ${e.id} was saved otherwise than it is held`];
  });
}

/** 15. Clock jumps change no ordering and lose nothing: numbers rise in the order of saving, and nothing happened after it was heard of. */
export async function clocksChangeNoOrder(at: AtRest): Promise<string[]> {
  const last = new Map<string, number>();
  const found: string[] = [];
  for (const { seat, event } of at.world.book.saved.values()) {
    // Numbers in doubt after a kill belong to their user and are used first: order is kept per seat.
    if (event.seq <= (last.get(seat.name) ?? 0)) found.push(`event ${event.seq} of ${seat.name} was saved after ${last.get(seat.name)}`);
    last.set(seat.name, event.seq);
  }
  for (const e of await heldEvents(at)) if (Number(e.at_server) > Number(e.received_at)) found.push(`event ${e.id} happened after it was received`);
  return found;
}
