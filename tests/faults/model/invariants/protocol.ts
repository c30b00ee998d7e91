/** Invariants about the protocol itself: what repeating, reordering and counting must not change. */
import { sql } from "drizzle-orm";
import { actor } from "../../../support/service.ts";
import { seeded } from "../../random.ts";
import { digestOf } from "../look.ts";
import { eventsIn } from "../world.ts";
import type { AtRest } from "./types.ts";

/** 10. Any duplication or reordering of requests yields the same final state: all pushes of the run once more, shuffled, change nothing. */
export async function repeatingChangesNothing({ world }: AtRest): Promise<string[]> {
  const { centre, book } = world;
  const held = new Set((await centre.look<{ id: string }>(sql`SELECT id FROM event`)).map((e) => e.id));
  return centre.undone(async () => {
    const before = await digestOf(centre, true);
    const wrong: string[] = [];
    for (const { request, me } of seeded(1).shuffled(book.pushes)) {
      // What was refused then may be right to take now: only what is held must stay as it is.
      const events = eventsIn(request.body).filter((e) => held.has(String(e["id"])));
      if (events.length === 0) continue;
      const { results } = await centre.take(actor(me, request.deviceId), events);
      for (const r of results) if (r.result === "ok" || r.result === "retry") wrong.push(`event ${r.id} was answered ${r.result} when sent once more`);
    }
    return (await digestOf(centre, true)) === before ? wrong : [...wrong, "the centre's records changed when old pushes were repeated"];
  });
}

/** 18. A reader that follows positions sees all committed rows: every stream is gap-free, and every event on a placed case is in some stream. */
export async function streamsHaveNoGaps({ world }: AtRest): Promise<string[]> {
  const gaps = await world.centre.look<{ stream: string }>(sql`
    SELECT s.name AS stream FROM stream s LEFT JOIN change c ON c.stream = s.name GROUP BY s.name, s.head HAVING count(c.pos) <> s.head OR coalesce(max(c.pos), 0) <> s.head`);
  const unseen = await world.centre.look<{ id: string }>(sql`
    SELECT e.id FROM event e JOIN kase k ON k.id = e.case_id WHERE k.status = 'open' AND k.assignee_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM change c WHERE c.kind = 'entry' AND c.ref = e.id AND c.stream = 'collector:' || k.assignee_id)`);
  return [...gaps.map((g) => `stream ${g.stream} has a gap`), ...unseen.map((e) => `event ${e.id} is in no stream of its case's holder`)];
}

/** 6. The cursor of a seat at rest stands at the head, in the centre's epoch. */
export const cursorsStandAtHead = ({ world, rests }: AtRest): string[] =>
  rests.flatMap(({ seat, cursors, heads }) =>
    cursors.filter((c) => c.epoch !== world.centre.epoch() || c.pos !== (heads.get(c.stream) ?? 0) || !c.complete).map((c) => `${seat.name}: ${c.stream} stands at ${c.pos}, the head is ${heads.get(c.stream) ?? 0}`),
  );
