/** Invariant 11 as an experiment on the running centre: the same events in one batch and in several, each undone. */
import { actor } from "../../support/service.ts";
import type { Random } from "../random.ts";
import { digestOf } from "./look.ts";
import { spoiled } from "./poison.ts";
import type { Seat } from "./seat.ts";
import { eventsIn, type World } from "./world.ts";

/** Notes a breach when answers or records depend on where the batches end. */
export async function compareBatches(world: World, seat: Seat, random: Random): Promise<void> {
  const waiting = seat.running?.ws.outbox.listUnsent(40, 1e9) ?? [];
  if (waiting.length < 2) return;
  const events = eventsIn(spoiled(`{"events":[${waiting.map((e) => e.json).join(",")}]}`, world.book.poison));
  const user = actor(seat.me, seat.machine.deviceId);
  const outcome = (batches: Record<string, unknown>[][]) =>
    world.centre.undone(async () => {
      const results: string[] = [];
      for (const batch of batches) for (const r of (await world.centre.take(user, batch)).results) results.push(`${r.id} ${r.result} ${r.code ?? ""}`);
      return `${results.join("\n")}\n${await digestOf(world.centre, false)}`;
    });
  const cuts: Record<string, unknown>[][] = [];
  for (let i = 0; i < events.length; ) {
    const size = random.between(1, 3);
    cuts.push(events.slice(i, i + size));
    i += size;
  }
  const [one, several] = [await outcome([events]), await outcome(cuts)];
  if (one !== several) world.book.breaches.push({ n: 11, detail: `one batch of ${events.length} and ${cuts.length} batches end differently:\n${one}\n--\n${several}` });
}
