/** How a workstation's updating stands: what its windows show and its heartbeat may carry. Its own claim. */
import { z } from "zod";
import { RefusalSchema } from "../protocol/errors.ts";
import { RingSchema } from "./documents.ts";

const ms = z.number().int();
const version = z.number().int().nonnegative();

/** `off`: no key list ships with this program (an evaluation run). */
export const UPDATE_PHASES = ["off", "idle", "checking", "current", "waiting", "downloading", "ready", "handed_over", "refused"] as const;

export const UpdateReportSchema = z.object({
  phase: z.enum(UPDATE_PHASES),
  /** The build that is being fetched, is ready or was handed over. */
  offered: z.string().nullable(),
  /** Why it stays, or why it updates (`decide`). */
  why: z.string().nullable(),
  received: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  minimum: z.object({ state: z.enum(["none", "warned", "locked"]), version: z.string().nullable(), by: ms.nullable() }),
  /** Why the last look or fetch was refused; the program works on. */
  refusal: RefusalSchema.nullable(),
  /** Since when the channel's documents have been stale, UTC ms. */
  staleSince: ms.nullable(),
  checkedAt: ms.nullable(),
  /** When the centre signed what was believed last. */
  issued: ms.nullable(),
  seen: z.object({ root: version, timestamp: version, snapshot: version, targets: version, rollout: version }).nullable(),
});
export type UpdateReport = z.infer<typeof UpdateReportSchema>;

/** What the heartbeat says of it, with the build that says so. Still the workstation's own claim, under its device key. */
export const ReleaseSaidSchema = z.object({
  /** SHA-256 (hex) of the program's archive; null when it is not packed. */
  build: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
  platform: z.string().max(30), ring: RingSchema,
  phase: z.enum(UPDATE_PHASES), offered: z.string().max(40).nullable(), why: z.string().max(40).nullable(), minimum: z.enum(["none", "warned", "locked"]),
  /** Code of the last refusal. */
  error: z.string().max(60).nullable(),
  staleSince: ms.nullable(), checkedAt: ms.nullable(), issued: ms.nullable(), seen: UpdateReportSchema.shape.seen,
});
export type ReleaseSaid = z.infer<typeof ReleaseSaidSchema>;

/** What every machine in service has said of itself last, as the operator's command hands it to `release status`. `now` is the service's clock. */
export const MachinesSaidSchema = z.object({ now: ms, machines: z.array(z.object({ name: z.string(), version: z.string(), heardAt: ms.nullable(), said: ReleaseSaidSchema.nullable() })) });
export type MachinesSaid = z.infer<typeof MachinesSaidSchema>;

export const releaseSaid = ({ phase, offered, why, minimum, refusal, staleSince, checkedAt, issued, seen }: UpdateReport, program: Pick<ReleaseSaid, "build" | "platform" | "ring">): ReleaseSaid =>
  ({ ...program, phase, offered, why, minimum: minimum.state, error: refusal?.code ?? null, staleSince, checkedAt, issued, seen });

export const NO_UPDATES: UpdateReport = {
  phase: "off", offered: null, why: null, received: 0, total: 0, minimum: { state: "none", version: null, by: null }, refusal: null, staleSince: null, checkedAt: null, issued: null, seen: null,
};
