/** Looks at every cursor after every step: invariants 5 and 6 as they happen. */
import { differences, headsOf, mirrored, visibleTo } from "./look.ts";
import { reading, type Seat } from "./seat.ts";
import type { World } from "./world.ts";

export interface Watch {
  /** After a step: no cursor of a live file goes back within its epoch. */
  step(): void;
  /** After an operation: whoever stands at the heads holds exactly what the centre shows them. */
  compare(): Promise<void>;
}

export function watchCursors(world: World): Watch {
  const seen = new Map<string, number>();
  let looked = -1;
  const key = (seat: Seat, stream: string, epoch: string) => `${seat.name} ${seat.generation} ${stream} ${epoch}`;
  const cursorsOf = (seat: Seat) => reading(seat, ({ ws }) => ws.cache.streams(), []);
  return {
    step: () => {
      // Cursors move by what was heard, and by opening.
      if (world.book.heard === looked) return;
      looked = world.book.heard;
      for (const seat of world.seats) {
        if (seat.over) continue;
        for (const c of cursorsOf(seat)) {
          const last = seen.get(key(seat, c.stream, c.epoch));
          if (last !== undefined && c.pos < last) world.book.breaches.push({ n: 6, detail: `${seat.name}: ${c.stream} went from ${last} back to ${c.pos}` });
          seen.set(key(seat, c.stream, c.epoch), c.pos);
        }
      }
    },
    compare: async () => {
      const heads = await headsOf(world.centre);
      for (const seat of world.seats) {
        // A damaged file that nobody has read yet is found at rest.
        const { running } = seat;
        if (!running || seat.over || seat.damaged) continue;
        const cursors = cursorsOf(seat);
        const own = cursors.filter((c) => c.stream === "all" || /^(collector|team):/.test(c.stream));
        if (own.length < 2 || !own.every((c) => c.complete && c.epoch === world.centre.epoch() && c.pos === (heads.get(c.stream) ?? 0))) continue;
        for (const d of differences(mirrored(running.peek), await visibleTo(world.centre, seat.me), ["here", "at the centre"])) world.book.breaches.push({ n: 5, detail: `${seat.name} stands at the head, but ${d}` });
      }
    },
  };
}
