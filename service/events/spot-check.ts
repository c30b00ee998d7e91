/** 催记抽查 at the centre: the draw and every verdict are in the audit trail; a verdict is on somebody else's note of that case. */
import { sql } from "drizzle-orm";
import type { EventOf } from "../../shared/model/events.ts";
import { rows } from "../db/query.ts";
import type { Applying } from "./apply.ts";
import type { Rejection } from "./judge.ts";

/** What was drawn, and from how many. */
export async function traceDraw({ ctx, event }: Applying<EventOf<"spotCheck.drawn">>): Promise<null> {
  const { seed, collectorIds, from, until, population, entryIds } = event.body;
  await ctx.audit({ action: "spotCheck.drawn", ref: event.id, detail: { seed, collectorIds, from, until, population, entryIds } });
  return null;
}

/** The workstation is untrusted (P5): the note must be on this case, and not the judge's own. */
export async function judgeNote({ ctx, event }: Applying<EventOf<"spotCheck.judged">>): Promise<Rejection | null> {
  const { entryId, verdict, reason, seed } = event.body;
  const [note] = await rows<{ userId: string }>(
    ctx.tx,
    sql`SELECT user_id AS "userId" FROM event WHERE id = ${entryId}::uuid AND case_id = ${event.caseId}::uuid AND type IN ('call.logged', 'note.added')`,
  );
  if (!note) return { code: "forbidden", detail: "entryId: no note of this case" };
  if (note.userId === event.userId) return { code: "forbidden", detail: "entryId: your own note" };
  await ctx.audit({ action: "spotCheck.judged", ref: entryId, detail: { event: event.id, caseId: event.caseId, verdict, reason, seed } });
  return null;
}
