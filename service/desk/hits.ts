/** Cases as lists show them: masked, with who works them. */
import { and, eq, type SQL } from "drizzle-orm";
import type { z } from "zod";
import type { Ctx } from "../context.ts";
import { appUser, kase, person, team } from "../db/schema.ts";
import { lastFour, maskName } from "../../shared/model/masking.ts";
import type { CaseHitSchema } from "../../shared/protocol/desk.ts";

export type CaseHit = z.output<typeof CaseHitSchema>;

const COLUMNS = {
  caseId: kase.id, personId: kase.personId, caseNo: kase.caseNo, name: person.name, cardNo: kase.cardNo, bucket: kase.bucket, currentFen: kase.currentFen,
  assigneeId: kase.assigneeId, assigneeName: appUser.name, teamName: team.name, lastTouchedAt: kase.touchedAt, doc: kase.doc,
};

/** Reads cases for a list, by case number; `where` must hold the caller's scope. */
export async function readHits(ctx: Ctx, where: SQL | undefined, limit: number): Promise<CaseHit[]> {
  const rows = await ctx.tx
    .select(COLUMNS)
    .from(kase)
    .innerJoin(person, eq(person.id, kase.personId))
    .leftJoin(appUser, eq(appUser.id, kase.assigneeId))
    .leftJoin(team, eq(team.id, kase.teamId))
    .where(and(where))
    .orderBy(kase.caseNo, kase.id)
    .limit(limit);
  return rows.map(({ doc, cardNo, name, assigneeName, teamName, ...row }) => ({
    ...row, bankName: doc.bankName, name: maskName(name), cardLast4: lastFour(cardNo), assigneeName: assigneeName ?? "", teamName: teamName ?? "",
  }));
}
