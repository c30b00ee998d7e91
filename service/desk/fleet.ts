/** IT: which machine runs which build, who is stuck or says what cannot be, and a rollout that a duty officer has signed. */
import { hash } from "node:crypto";
import { eq, isNull, sql } from "drizzle-orm";
import { DAY } from "../../shared/model/time.ts";
import { HeartbeatSchema } from "../../shared/protocol/device.ts";
import { refuse } from "../../shared/protocol/errors.ts";
import { bucketFrom, bucketText } from "../../shared/release/decide.ts";
import { fleetFlags, fleetHistory, shareOf, type BuildChange, type FleetMachine } from "../../shared/release/fleet.ts";
import type { MachinesSaid } from "../../shared/release/report.ts";
import { roleState } from "../../shared/release/roles.ts";
import { RolloutAnswerSchema } from "../../shared/release/rollout.ts";
import type { Ctx, DeskCtx, DeskHandlers } from "../context.ts";
import { rows } from "../db/query.ts";
import { device, deviceState } from "../db/schema.ts";
import type { Published } from "../release/releases.ts";

type Fleet = Awaited<ReturnType<DeskHandlers["fleet.read"]>>;

const HISTORY_DAYS = 30;
const MOMENTS = 121;

/** All machines in service, with the flags that hold, against what is published. */
async function readFleet(ctx: DeskCtx): Promise<Fleet> {
  const published = ctx.releases?.published() ?? null;
  const now = ctx.releases?.now() ?? ctx.now;
  const list = await inService(ctx);
  return { published: published && shownOf(published, ctx, now), machines: list.map((one) => machineOf(one, published, { now, shift: now - ctx.now })), history: await historyOf(ctx) };
}

function shownOf({ index, rollout, snapshot, issued, roles }: Published, { releases }: DeskCtx, now: number): NonNullable<Fleet["published"]> {
  return {
    rollout, lowest: index.lowest, snapshot, issued, now, publishes: releases?.publishes ?? false, builds: index.builds.map(({ version, platform, bytes, commit, electron }) => ({ version, platform, bytes, commit, electron })),
    roles: roles.map((role) => ({ ...role, state: roleState(role.role, role.expires, now) })),
  };
}

type InService = Awaited<ReturnType<typeof inService>>[number];
const inService = (ctx: Ctx) => ctx.tx.select({ d: device, state: deviceState }).from(device).leftJoin(deviceState, eq(deviceState.deviceId, device.id)).where(isNull(device.revokedAt));
const saidOf = ({ state }: InService) => (state ? HeartbeatSchema.parse(JSON.parse(state.said)).release : null);

/** What each machine in service has said of its build last, for `release status`, which judges it against the documents it has. */
export const machinesSaid = async (ctx: Ctx): Promise<MachinesSaid> =>
  ({ now: ctx.now, machines: (await inService(ctx)).map((one) => ({ name: one.d.name, version: one.d.version, heardAt: one.state?.at ?? null, said: saidOf(one) })) });

function machineOf(one: InService, published: Published | null, { now, shift }: { now: number; shift: number }): Fleet["machines"][number] {
  const { d, state } = one;
  const said = saidOf(one);
  const bucket = published === null ? 0 : bucketFrom(hash("sha256", bucketText(d.id, published.rollout.version)));
  const machine: FleetMachine = { version: d.version, heardAt: state ? state.at + shift : null, said, bucket };
  return { id: d.id, name: d.name, version: d.version, heardAt: state?.at ?? null, unsent: d.unsent, flags: fleetFlags(machine, published, now), share: published === null ? "unknown" : shareOf(machine, published, now), said };
}

async function historyOf(ctx: Ctx): Promise<Fleet["history"]> {
  const found = await rows<{ id: string; at: number | string; version: string }>(ctx.tx, sql`
    SELECT b.device_id AS id, b.at, b.version FROM device_build b JOIN device d ON d.id = b.device_id AND d.revoked_at IS NULL ORDER BY b.at`);
  const changes: BuildChange[] = found.map(({ id, at, version }) => ({ deviceId: id, at: Number(at), version }));
  const [first] = changes;
  return first === undefined ? [] : fleetHistory(changes, Math.max(first.at, ctx.now - HISTORY_DAYS * DAY), ctx.now, MOMENTS);
}

/** Reads what was pasted. Refuses `bad_input` with what is wrong with its form. */
function parseAnswer(text: string) {
  try {
    const parsed = RolloutAnswerSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : refuse("bad_input", parsed.error.issues.map((issue) => `answer.${issue.path.join(".")}: ${issue.message}`));
  } catch (error) {
    throw error instanceof SyntaxError ? refuse("bad_input", ["answer: not JSON"]) : error;
  }
}

export const fleetHandlers = {
  "fleet.read": readFleet,
  "fleet.rollout": async (ctx, { answer }) => {
    if (ctx.releases === null || !ctx.releases.publishes) return refuse("not_found", ["releases"]);
    const { rollout, keyids } = await ctx.releases.take(parseAnswer(answer));
    const snapshot = ctx.releases.newest() ?? 0;
    await ctx.audit({ action: "release.rolledOut", ref: rollout.version, detail: { n: snapshot, state: rollout.paused ? "paused" : "open", who: keyids.map((id) => id.slice(0, 8)) } });
    return { rollout, snapshot };
  },
} satisfies Partial<DeskHandlers>;
