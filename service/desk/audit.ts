/**
 * The audit trail as IT and risk control read it: filtered, in pages, masked, and never changed. A head of
 * region reads what people of the region did. That somebody has looked is a row of the trail itself.
 */
import { sql } from "drizzle-orm";
import { scopeOf } from "../../shared/access/table.ts";
import { AUDIT_FAMILIES } from "../../shared/model/audit.ts";
import { maskBody } from "../../shared/model/masking-text.ts";
import type { DeskInput, DeskOutput } from "../../shared/protocol/desk.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import type { DeskCtx, DeskHandlers } from "../context.ts";
import { array, rows } from "../db/query.ts";
import { asSystemFor } from "../unit-of-work.ts";

type Asked = Required<DeskInput<"audit.list">>;
type Shown = DeskOutput<"audit.list">["rows"][number];
interface Found {
  day: string;
  n: number;
  at: number;
  user_no: string | null;
  user_name: string | null;
  device_name: string | null;
  action: string;
  ref: string;
  detail: Record<string, unknown>;
  hash: string;
}

const PLACE = /^(\d{4}-\d{2}-\d{2}) (\d{1,12})$/;
/** Longest value shown of one fact. */
const LONGEST = 300;

/** Where the page before ended. Throws `bad_input`. */
function placeOf(after: string | null): { day: string; n: number } | null {
  if (after === null) return null;
  const [, day, n] = PLACE.exec(after) ?? refuse("bad_input", ["after: not the `next` of a page"]);
  return { day: day!, n: Number(n) };
}

const prefixesOf = (family: NonNullable<Asked["family"]>): string[] => [...AUDIT_FAMILIES[family]];
/** Part of a text in any writing, with the pattern's own signs taken as they are. */
const partOf = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

/** A sign-in is written before there is a session: who and where stand in the row itself. */
const SIGNED_IN = sql`a.action IN ('session.opened', 'session.openedWithNewPassword') AND a.user_id IS NULL`;
const UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";
const USER = sql`CASE WHEN ${SIGNED_IN} AND a.ref ~ ${UUID} THEN a.ref::uuid ELSE a.user_id END`;
const DEVICE = sql`CASE WHEN ${SIGNED_IN} AND a.detail->>'device' ~ ${UUID} THEN (a.detail->>'device')::uuid ELSE a.device_id END`;

/** Complaints that concern whoever looks: what became of them in the trail is not theirs to read either (R-25). */
async function concerning(ctx: DeskCtx): Promise<string[]> {
  const { id } = ctx.actor.me;
  const found = await rows<{ id: string }>(ctx.tx, sql`SELECT id FROM workflow_form WHERE doc->'accused' ? ${id} OR doc->'named' ? ${id}`);
  return found.map((form) => form.id);
}

async function find(ctx: DeskCtx, asked: Asked): Promise<Found[]> {
  const barred = array(await concerning(ctx), "text");
  const place = placeOf(asked.after);
  const region = scopeOf(ctx.actor.me.roles, "audit.read") === "region" ? ctx.actor.me.regionCode : null;
  const family = asked.family === null ? sql`true` : asked.family === "machine" ? sql`(a.action = ANY(${array(prefixesOf("machine"), "text")}) OR a.action LIKE 'machine.tried.%')` : sql`a.action = ANY(${array(prefixesOf(asked.family), "text")})`;
  return rows<Found>(ctx.tx, sql`SELECT a.day, a.n, a.at, u.no AS user_no, u.name AS user_name, d.name AS device_name, a.action, a.ref, a.detail, a.hash
    FROM audit a LEFT JOIN app_user u ON u.id = ${USER} LEFT JOIN device d ON d.id = ${DEVICE}
    WHERE a.day BETWEEN ${asked.from} AND ${asked.until} AND ${place ? sql`(a.day, a.n) < (${place.day}, ${place.n})` : sql`true`}
      AND NOT (a.ref = ANY(${barred}) OR coalesce(a.detail->>'ref', '') = ANY(${barred}))
      AND ${region === null ? sql`true` : sql`u.region_code = ${region}`} AND ${family}
      AND ${asked.who === "" ? sql`true` : sql`(u.no ILIKE ${partOf(asked.who)} OR u.name ILIKE ${partOf(asked.who)})`}
      AND ${asked.device === "" ? sql`true` : sql`d.name ILIKE ${partOf(asked.device)}`}
      AND ${asked.ref === "" ? sql`true` : sql`(a.ref = ${asked.ref} OR a.detail->>'caseId' = ${asked.ref})`}
    ORDER BY a.day DESC, a.n DESC LIMIT ${asked.limit + 1}`);
}

/** Facts as words, masked; what is nested stands as JSON. */
function detailOf(detail: Record<string, unknown>): Shown["detail"] {
  return Object.entries(maskBody(detail) as Record<string, unknown>).filter(([, v]) => v !== null && v !== "").map(([key, v]) => ({ key, value: (typeof v === "string" ? v : JSON.stringify(v)).slice(0, LONGEST) }));
}

export const auditHandlers = {
  "audit.list": async (ctx, asked) => {
    const found = await asSystemFor(ctx, "audit.read", () => find(ctx, asked));
    const shown = found.slice(0, asked.limit);
    const last = shown.at(-1);
    if (asked.after === null) {
      const { limit: _limit, after: _after, ...filters } = asked;
      await ctx.audit({ action: "audit.read", detail: { ...filters } });
    }
    return {
      rows: shown.map((r) => ({ day: r.day, n: Number(r.n), at: Number(r.at), userNo: r.user_no ?? "", userName: r.user_name ?? "", deviceName: r.device_name ?? "", action: r.action, ref: r.ref, detail: detailOf(r.detail), hash: r.hash })),
      next: found.length > asked.limit && last ? `${last.day} ${last.n}` : null,
    };
  },
} satisfies Partial<DeskHandlers>;
