/**
 * What the centre and a workstation say to each other as machines, signed: leases, the posture policy and orders
 * by the centre's order key (Ed25519), heartbeats and receipts by the device's own key. A signature covers the
 * exact text and the purpose it was made for, so that nothing signed for one thing passes for another.
 */
import { z } from "zod";
import { ReleaseSaidSchema } from "../release/report.ts";
import { FACT_NAMES, PostureFactSchema, SEVERITIES } from "../model/posture.ts";

export const SignedSchema = z.strictObject({ text: z.string().max(20_000), signature: z.base64().max(200) });
export type Signed = z.infer<typeof SignedSchema>;

export type Purpose = "lease" | "policy" | "order" | "heartbeat" | "receipt";
/** The bytes a signature covers, as text. */
export const signedText = (purpose: Purpose, text: string): string => `lockdesk/${purpose}/v1\n${text}`;

const ms = z.number().int();
const count = z.number().int().nonnegative();

/** How long one user may work on one machine without the centre, and when what is there goes (ELECTRON.md 3.4). Times are the centre's, UTC ms. */
export const LeaseSchema = z.object({
  v: z.literal(1), userId: z.uuid(), userNo: z.string(), deviceId: z.uuid(), issuedAt: ms,
  /** After this: locked until the centre is asked; nothing is lost. */
  notAfter: ms,
  /** After this: the keys go. */
  shredAfter: ms,
  /** SHA-256 (hex) of the text of the policy in force. */
  policyHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Lease = z.infer<typeof LeaseSchema>;

/** What IT sets for all workstations: the length of a lease, and what each fact of a machine's posture means. */
export const PolicySchema = z.object({
  v: z.literal(1),
  leaseHours: z.number().min(1).max(720), graceDays: z.number().min(1).max(90),
  facts: z.partialRecord(z.enum(FACT_NAMES), z.enum(SEVERITIES)),
});
export type Policy = z.infer<typeof PolicySchema>;

/** What comes with a sign-in, a hello and a heartbeat. `notAfter` is what workstations before signed leases read; a service of theirs signs nothing. */
export const LeaseGrantSchema = z.object({ notAfter: ms, signed: SignedSchema.nullable().default(null), policy: SignedSchema.nullable().default(null) });
export type LeaseGrant = z.output<typeof LeaseGrantSchema>;

/** The centre's Ed25519 public key, 32 bytes. */
export const OrderKeySchema = z.base64().length(44);

export const WIPE_MODES = ["flush-then-wipe", "wipe-now"] as const;
export type WipeMode = (typeof WIPE_MODES)[number];

/** An order to destroy what is on a machine. It is good only as the answer to the heartbeat it names: kept or sent again it is worth nothing. */
export const OrderSchema = z.object({ v: z.literal(1), orderId: z.uuid(), deviceId: z.uuid(), mode: z.enum(WIPE_MODES), issuedAt: ms, answers: z.number().int() });
export type Order = z.infer<typeof OrderSchema>;

/** What a workstation says of itself, locked or not, without any key to data. */
export const HeartbeatSchema = z.object({
  v: z.literal(1), deviceId: z.uuid(),
  /** Higher than any before: a heartbeat sent again is refused. */
  seq: z.number().int().positive(),
  version: z.string().max(40), locked: z.boolean(),
  /** Per user with data here, as last known: events not yet sent (null = not known), the oldest's time, end of the lease. */
  users: z.array(z.object({ userNo: z.string().max(20), unsent: count.nullable(), oldestAt: ms.nullable(), leaseNotAfter: ms.nullable() })).max(50),
  diskFreeMb: count.nullable(),
  /** Centre minus machine, ms; null while the centre has never been heard. */
  offsetMs: ms.nullable(),
  facts: z.array(PostureFactSchema).max(40),
  /** A wipe that waits for what is unsent. */
  waits: z.uuid().nullable(),
  /** The build that runs and how its updating stands; null from a workstation that does not say. */
  release: ReleaseSaidSchema.nullable().default(null),
});
export type Heartbeat = z.infer<typeof HeartbeatSchema>;

/** `POST /device/heartbeat`. A revoked machine is answered as well: it must hear its order. */
export const HeartbeatOutput = z.object({
  serverTime: ms,
  orderKey: OrderKeySchema,
  revoked: z.boolean(),
  /** One per user named who may still work here. */
  leases: z.array(SignedSchema),
  policy: SignedSchema,
  order: SignedSchema.nullable(),
  /** Number of the newest published release documents; another one than was seen is looked at. Null where nothing is published. */
  release: z.number().int().nonnegative().nullable().default(null),
});

/** What a wipe has destroyed. */
export const WipeCountsSchema = z.object({
  secrets: count, slots: count, databases: count, caches: count, logs: count, other: count, folders: count,
  /** Things the system would not let go of; the keys are never among them. */
  failed: count,
  /** Events that were not sent when it began, as last known. */
  unsent: count,
});
export type WipeCounts = z.infer<typeof WipeCountsSchema>;
export const ReceiptSchema = z.object({ v: z.literal(1), orderId: z.uuid(), deviceId: z.uuid(), mode: z.enum(WIPE_MODES), startedAt: ms, finishedAt: ms, resumed: count, counts: WipeCountsSchema });
export type Receipt = z.infer<typeof ReceiptSchema>;
