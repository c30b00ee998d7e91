/**
 * Takes the end of a workstation's chains into the trail, and its journal's new lines, each as a row of the
 * machine's own. A journal that does not go on from the line taken last has been cut, changed or begun anew:
 * that is written down as well, and the new lines are taken all the same, as evidence.
 */
import { hash as digest } from "node:crypto";
import { sql } from "drizzle-orm";
import type { z } from "zod";
import { journalText, type CentreHead, type ChainInput, type ChainOutput, type JournalLine } from "../../shared/protocol/chain.ts";
import type { Actor, Ctx } from "../context.ts";
import { rows } from "../db/query.ts";

type User = Extract<Actor, { kind: "user" }>;
interface Link {
  readonly seq: number;
  readonly hash: string;
}

/** How the rows of a machine's journal are called in the trail. */
export const MACHINE = "machine.";
/** The row that says a journal does not go on where it stood. */
export const CHAIN_BROKEN = "chain.journalBroken";

/** Writes what the workstation handed over. Runs in the scope of the system. */
export async function takeChain(ctx: Ctx, { deviceId }: User, epoch: string, input: z.output<typeof ChainInput>): Promise<Pick<z.input<typeof ChainOutput>, "taken" | "remembered">> {
  const [held] = await rows<Link>(ctx.tx, sql`SELECT seq, hash FROM device_chain WHERE device_id = ${deviceId} FOR UPDATE`);
  const from: Link = held ? { seq: Number(held.seq), hash: held.hash } : { seq: 0, hash: "" };
  const end = await takeLines(ctx, deviceId, from, input.journal);
  const remembered = await compare(ctx, deviceId, epoch, input.remembered);
  await ctx.audit({ action: "chain.anchored", ref: deviceId, detail: { events: input.events.n, eventsHash: input.events.hash, journal: end.seq, journalHash: end.hash } });
  await ctx.tx.execute(sql`INSERT INTO device_chain (device_id, seq, hash, at) VALUES (${deviceId}, ${end.seq}, ${end.hash}, ${ctx.now})
    ON CONFLICT (device_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, at = excluded.at`);
  return { taken: end.seq, remembered };
}

/** True when a line goes on from where the chain stands, and is itself what was chained. */
export const follows = (at: Link, line: JournalLine): boolean => line.seq === at.seq + 1 && line.prev === at.hash && digest("sha256", journalText(line)) === line.hash;

async function takeLines(ctx: Ctx, deviceId: string, from: Link, lines: readonly JournalLine[]): Promise<Link> {
  let at = from;
  // Up to the line taken last they were handed over before; the answer was lost on its way.
  const known = lines.findIndex((line) => line.seq === from.seq && line.hash === from.hash);
  for (const line of lines.slice(known + 1)) {
    if (!follows(at, line)) await ctx.audit({ action: CHAIN_BROKEN, ref: deviceId, machine: deviceId, detail: { heldSeq: at.seq, heldHash: at.hash, seq: line.seq, prev: line.prev } });
    const { what, ...detail } = line;
    await ctx.audit({ action: `${MACHINE}${what}`, ref: deviceId, machine: deviceId, detail });
    at = { seq: line.seq, hash: line.hash };
  }
  return at;
}

/** Does the trail still hold what the workstation remembers of it? What was remembered in another epoch says nothing. */
async function compare(ctx: Ctx, deviceId: string, epoch: string, remembered: CentreHead | null): Promise<"kept" | "changed" | "nothing"> {
  if (remembered === null || remembered.epoch !== epoch) return "nothing";
  const [row] = await rows<{ hash: string }>(ctx.tx, sql`SELECT hash FROM audit WHERE day = ${remembered.day} AND n = ${remembered.n}`);
  if (row?.hash === remembered.hash) return "kept";
  await ctx.audit({ action: "chain.auditChanged", ref: deviceId, machine: deviceId, detail: { day: remembered.day, n: remembered.n, remembered: remembered.hash, found: row?.hash ?? "" } });
  return "changed";
}

/** The end of the trail now. Null on an empty one. */
export async function trailEnd(ctx: Ctx, epoch: string): Promise<CentreHead | null> {
  const [last] = await rows<{ day: string; n: number; hash: string }>(ctx.tx, sql`SELECT day, n, hash FROM audit ORDER BY day DESC, n DESC LIMIT 1`);
  return last ? { epoch, day: last.day, n: Number(last.n), hash: last.hash } : null;
}
