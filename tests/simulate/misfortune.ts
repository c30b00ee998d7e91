/** What befalls the services: taken away and brought back, one at a time and sometimes both, in the middle of a look or of a push. */
import { atLocal, MINUTE } from "../../shared/model/time.ts";
import type { Day } from "./calendar.ts";
import { INSTANCES } from "./instances.ts";
import type { World } from "./world.ts";

/** How often on a day. */
const CHANCE = { day: 0.8, off: 0.2, both: 0.25 } as const;
const WAYS = { drain: 3, kill: 2, inLook: 3, inPush: 3 } as const;

export function planMisfortune(world: World, { day, work }: Day): void {
  const { random, agenda } = world;
  if (!random.chance(work ? CHANCE.day : CHANCE.off)) return;
  const at = random.between(atLocal(day, "09:00"), atLocal(day, "18:30"));
  const which = random.below(INSTANCES);
  agenda.add(at, () => fell(world, which, random.weighted(WAYS), random.between(5, 90) * MINUTE));
  // The other goes too before the first is back: nobody answers for a while.
  if (random.chance(CHANCE.both)) agenda.add(at + 4 * MINUTE, () => fell(world, 1 - which, random.chance(0.5) ? "kill" : "drain", random.between(8, 45) * MINUTE));
}

async function fell(world: World, which: number, way: keyof typeof WAYS, lasts: number): Promise<void> {
  const { instances } = world.parts;
  if (!instances.isUp(which)) return;
  world.onKilledAtPush = (killed) => comeBack(world, killed, lasts);
  if (way === "inPush") {
    world.killAtPush = which;
    return;
  }
  // In the middle of a look only while the other one looks too.
  const inLook = way === "inLook" && instances.up() > 1;
  await instances.end(which, way === "drain" ? "drain" : "kill", inLook ? "timers" : undefined);
  world.entries.push({ kind: "instance", at: world.now, which, what: way === "drain" ? "drained" : inLook ? "killedInLook" : "killed" });
  await world.letGo();
  if (inLook) await world.look();
  comeBack(world, which, lasts);
}

function comeBack(world: World, which: number, lasts: number): void {
  world.agenda.add(world.now + lasts, async () => {
    const { instances } = world.parts;
    if (instances.isUp(which)) return;
    const alone = instances.up() === 0;
    await instances.begin(which);
    world.entries.push({ kind: "instance", at: world.now, which, what: "started" });
    if (!alone) return;
    // After an outage desks may be quicker than the service's first look.
    if (world.random.chance(0.5)) await world.look();
    await world.sendAll(true);
    await world.look();
  });
}
