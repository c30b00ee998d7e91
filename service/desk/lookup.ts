/**
 * An inbound call (来电): who is it, whose case? By the last four digits of phone, card or ID, or by
 * name. Own cases are full hits; of another's the caller learns only whom to put the debtor through to.
 */
import { and, eq, inArray, or, sql, type SQL } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { DeskCtx, DeskHandlers } from "../context.ts";
import { appUser, kase, person, team } from "../db/schema.ts";
import { asSystemFor } from "../unit-of-work.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { readHits } from "./hits.ts";
import { casesInScope } from "./scope.ts";
import { leaveEntry } from "./entry.ts";

const MAX_MINE = 50;
const MAX_OTHERS = 20;
const FOUR_DIGITS = /^\d{3}[\dXx]$/;

/** Four characters are the end of a number; more digits a whole one; anything else a name. */
function asked(query: string): SQL | null {
  const text = query.replace(/\s/g, "");
  if (FOUR_DIGITS.test(text)) return endsWith(text.toUpperCase());
  if (/^[\dXx]{5,20}$/.test(text)) return endsWith(text.toUpperCase());
  if (/^[\d]+$/.test(text)) return null;
  return eq(person.name, text);
}

const endsWith = (tail: string): SQL =>
  or(
    sql`${kase.cardNo} LIKE ${`%${tail}`}`,
    sql`${person.doc}->>'idNo' LIKE ${`%${tail}`}`,
    sql`EXISTS (SELECT 1 FROM jsonb_array_elements(${person.doc}->'contacts') c WHERE c->>'value' LIKE ${`%${tail}`})`,
  )!;

/** Everybody else's hits, one line per person and colleague: no name, no number, no amount. */
async function othersOf(ctx: DeskCtx, wanted: SQL, mine: readonly string[]): Promise<{ teamName: string; extension: string; collectorName: string; ref: string }[]> {
  const list = await asSystemFor(ctx, "inbound.lookup", () =>
    ctx.tx
      .selectDistinctOn([kase.personId, kase.assigneeId], { ref: kase.id, teamName: team.name, extension: appUser.extension, collectorName: appUser.name })
      .from(kase)
      .innerJoin(person, eq(person.id, kase.personId))
      .innerJoin(appUser, eq(appUser.id, kase.assigneeId))
      .leftJoin(team, eq(team.id, kase.teamId))
      .where(and(eq(kase.status, "open"), wanted, mine.length ? sql`NOT ${inArray(kase.id, [...mine])}` : undefined, sql`${kase.assigneeId} <> ${ctx.actor.me.id}`))
      .limit(MAX_OTHERS),
  );
  return list.map((row) => ({ ...row, teamName: row.teamName ?? "" }));
}

const find: DeskHandlers["lookup.find"] = async (ctx, { query }) => {
  const wanted = asked(query);
  if (wanted === null) refuse("bad_input", ["query: 请输入后四位、完整号码或姓名 / last four digits, the whole number or a name"]);
  const mine = await readHits(ctx, and(casesInScope(ctx), eq(kase.status, "open"), wanted), MAX_MINE);
  const others = await othersOf(ctx, wanted, mine.map((hit) => hit.caseId));
  await ctx.audit({ action: "lookup.find", detail: { mine: mine.length, others: others.length, queryLength: query.length } });
  return { mine, others };
};

/**
 * Leaves word for the colleague: an `inbound.found` entry by the caller on the case, marked for
 * review, so that the owner sees it in the timeline. The caller learns nothing of the case.
 */
const message: DeskHandlers["lookup.message"] = async (ctx, { ref, message: text }) => {
  await asSystemFor(ctx, "inbound.lookup", async () => {
    const [row] = await ctx.tx.select({ id: kase.id, personId: kase.personId, status: kase.status }).from(kase).where(eq(kase.id, ref));
    if (!row || row.status !== "open") refuse("not_found", ["ref"]);
    await leaveEntry(ctx, { id: uuidv7(), type: "inbound.found", caseId: row.id, personId: row.personId, body: { query: "", message: text } });
    await ctx.audit({ action: "lookup.message", ref: row.id });
  });
  return {};
};

export const lookupHandlers = { "lookup.find": find, "lookup.message": message } satisfies Partial<DeskHandlers>;
