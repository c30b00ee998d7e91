/** Refused events (异常待处理) of the supervisor's own people, masked. */
import { and, desc, eq, inArray, isNotNull, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { maskBody, maskText } from "../../shared/model/masking-text.ts";
import type { DeskOutput } from "../../shared/protocol/desk.ts";
import type { DeskCtx, DeskHandlers } from "../context.ts";
import { FORM_WORKFLOWS } from "../../shared/model/form-doc.ts";
import { appUser, device, kase, rejection } from "../db/schema.ts";
import { LOST } from "../events/lost.ts";
import { casesInScope, staffInScope } from "./scope.ts";
import { readHits } from "./hits.ts";

type Row = DeskOutput<"rejection.list">["rows"][number];

/** More than a team leaves open in a week. */
const MAX_ROWS = 500;
/** A refused event may be anything, of any size: so much of a text is shown. */
const SHOWN_CHARS = 500;

/** What can be read of a refused event; it may lack everything. */
const Raw = z.object({
  type: z.string().catch(""), caseId: z.uuid().nullable().catch(null), atServer: z.number().int().nullable().catch(null), body: z.record(z.string(), z.unknown()).catch({}),
}).catch({ type: "", caseId: null, atServer: null, body: {} });

function readRaw(text: string): z.output<typeof Raw> {
  try {
    return Raw.parse(JSON.parse(text));
  } catch {
    return Raw.parse(null);
  }
}

const shortened = (value: unknown): unknown => (typeof value === "string" && value.length > SHOWN_CHARS ? `${value.slice(0, SHOWN_CHARS)}…` : value);

/** Masked first, then cut: a number at the cut must not lose the digits by which it is known. */
const shown = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(maskBody(body) as Record<string, unknown>).map(([key, value]) => [key, shortened(value)]));

/** What is said in a form goes to the desks it names, and a refused word of it to nobody but its writer. */
const OF_FORMS: readonly string[] = ["complaint.filed", "referral.filed"];
const isOfForm = ({ type, body }: z.output<typeof Raw>): boolean => OF_FORMS.includes(type) || (type === "workflow.stepTaken" && FORM_WORKFLOWS.some((w) => w === body["workflow"]));

const list: DeskHandlers["rejection.list"] = async (ctx, { settled }) => {
  // A number that was lost says nothing and waits for nobody at this desk; IT sees how many.
  const own = and(staffInScope(ctx), ne(rejection.code, LOST));
  const found = await ctx.tx
    .select({ r: rejection, userName: appUser.name, deviceName: device.name })
    .from(rejection)
    .innerJoin(appUser, eq(appUser.id, rejection.userId))
    .leftJoin(device, eq(device.id, rejection.deviceId))
    .where(and(own, settled ? isNotNull(rejection.settledAt) : isNull(rejection.settledAt)))
    .orderBy(desc(rejection.receivedAt), desc(rejection.seq))
    .limit(MAX_ROWS);
  const read = found.map((row) => ({ ...row, raw: readRaw(row.r.raw) }));
  const cases = await ownCases(ctx, read.map(({ raw }) => raw.caseId));
  const rows = read.map(({ r, userName, deviceName, raw }): Row => {
    const hit = cases.get(raw.caseId ?? "");
    return {
      id: `${r.deviceId}.${r.userId}.${r.seq}`, eventId: r.eventId, type: raw.type, caseId: hit?.caseId ?? null, caseNo: hit?.caseNo ?? "", bankName: hit?.bankName ?? "", nameMasked: hit?.name ?? "",
      userName, deviceName: deviceName ?? "", writtenAt: raw.atServer, receivedAt: r.receivedAt, body: isOfForm(raw) && r.userId !== ctx.actor.me.id ? {} : shown(raw.body), code: r.code, detail: maskText(r.detail),
      settledAt: r.settledAt, settledReason: maskText(r.settledReason), replaced: r.replacedBy !== null,
    };
  });
  const open = await ctx.tx.$count(ctx.tx.select({ id: rejection.eventId }).from(rejection).innerJoin(appUser, eq(appUser.id, rejection.userId)).where(and(own, isNull(rejection.settledAt))).as("open"));
  await ctx.audit({ action: "rejection.list", detail: { rows: rows.length, settled } });
  return { rows, open };
};

/** Number and name of the cases that are the reader's own; a refused event may name anybody's. */
async function ownCases(ctx: DeskCtx, ids: readonly (string | null)[]): Promise<Map<string, Awaited<ReturnType<typeof readHits>>[number]>> {
  const named = [...new Set(ids.filter((id) => id !== null))];
  if (named.length === 0) return new Map();
  return new Map((await readHits(ctx, and(casesInScope(ctx), inArray(kase.id, named)), named.length)).map((hit) => [hit.caseId, hit]));
}

export const rejectionHandlers = { "rejection.list": list } satisfies Partial<DeskHandlers>;
