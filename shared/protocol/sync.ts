/**
 * The sync protocol on the wire (SYNC.md 3.1 and 4). Streams per audience, each with a gap-free
 * counter taken last; JSON lines of positional rows; per-event answers to a push.
 *
 * Stream names: `collector:<userId>`, `team:<teamId>`, `device:<deviceId>`, `all`, and the desks'
 * (`shared/access/desks.ts`): `desk:<post>`, `desk:<post>:<region>`, `desk:user:<userId>`.
 */
import { z } from "zod";
import { DOC_KINDS, type DocKind } from "../model/documents.ts";
import type { EventEnvelopeSchema } from "../model/events.ts";
import { LeaseGrantSchema } from "./device.ts";

/**
 * Versions of the protocol. Either side speaks the newest and the one before it, so that the service and
 * the workstations can be updated in any order. 2 brought ack and digest.
 */
export const PROTOCOL_VERSION = 2;
export const PROTOCOL_OLDEST = 1;
/** First version with `/sync/ack` and `/sync/digest`. */
export const PROTOCOL_ACKS = 2;
export const PUSH_MAX_EVENTS = 250;
export const PUSH_MAX_BYTES = 1024 * 1024;
export const PULL_PAGE = 2000;
export const SNAPSHOT_PAGE = 2000;

/** A count a workstation gives of its own things; the centre keeps it in 32 bits. */
const count = z.number().int().nonnegative().max(2 ** 31 - 1);

export const StreamNameSchema = z.string().regex(/^(all|(collector|team|device|desk:user|desk:accused):[0-9a-f-]{36}|desk:[A-Za-z]{2,30}(:[A-Za-z0-9_-]{1,20})?)$/);

export const CursorSchema = z.object({ stream: StreamNameSchema, epoch: z.uuid(), pos: z.number().int().nonnegative() });
export type Cursor = z.infer<typeof CursorSchema>;

export const HelloInput = z.object({
  protocol: z.number().int(),
  appVersion: z.string().max(40),
  lastSeq: z.number().int().nonnegative(),
  unsent: count,
  /** Since 2: how far this machine's wall clock is from the centre's time (centre minus machine, ms), once known. */
  skewMs: z.number().int().nullable().default(null),
  cursors: z.array(CursorSchema).max(40),
});
export const HelloOutput = z.object({
  serverTime: z.number().int(),
  /** The version both will speak; a service of version 1 does not say. */
  protocol: z.number().int().default(1),
  epoch: z.uuid(),
  /** Streams this user and device follow now, with their heads. A stream not listed is left: its rows go. */
  streams: z.array(z.object({ stream: StreamNameSchema, head: z.number().int() })),
  /** Highest contiguous seq of this device the centre holds / holds safely (second copy). */
  knownSeq: z.number().int(),
  safeSeq: z.number().int(),
  lease: LeaseGrantSchema,
});
export type Hello = z.infer<typeof HelloOutput>;

/**
 * One line of a pull or snapshot body: `[pos, op, kind, id, rev, body]`.
 * op `put` carries the document, `del` removes it, `grant` / `revoke` carry `{grantNo}` for a case.
 * Snapshot lines have pos 0. The body is the document as an object, null for `del`.
 */
export const RowSchema = z.tuple([
  z.number().int().nonnegative(),
  z.enum(["put", "del", "grant", "revoke"]),
  z.enum(DOC_KINDS as unknown as [DocKind, ...DocKind[]]),
  z.string(),
  z.number().int(),
  z.record(z.string(), z.unknown()).nullable(),
]);
export type Row = z.infer<typeof RowSchema>;

/** Last line of a pull body. `count === to - from` proves that nothing is missing. */
export const PullTrailer = z.object({
  end: z.literal("pull"),
  from: z.number().int(),
  to: z.number().int(),
  count: z.number().int(),
  head: z.number().int(),
  /** Since 2: where all streams of this session stand, so that only those that moved are pulled. */
  heads: z.record(z.string(), z.number().int()).optional(),
  serverTime: z.number().int(),
});
/** Header of a snapshot page: the trailer's `token` ahead of the rows, so that the page after it can be asked for before this one has come. */
export const RESUME_HEADER = "x-lockdesk-resume";

/** Last line of a snapshot page; `token` is null on the last page; `at` is the position to pull from. */
export const SnapshotTrailer = z.object({
  end: z.literal("snapshot"),
  token: z.string().nullable(),
  at: z.number().int(),
  epoch: z.uuid(),
  count: z.number().int(),
  serverTime: z.number().int(),
});

export const PullQuery = z.object({
  stream: StreamNameSchema,
  epoch: z.uuid(),
  from: z.coerce.number().int().nonnegative(),
  limit: z.coerce.number().int().min(1).max(10_000).default(PULL_PAGE),
});
export const SnapshotQuery = z.object({
  stream: StreamNameSchema,
  token: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(SNAPSHOT_PAGE),
});

export const PushInput = z.object({ events: z.array(z.unknown()).min(1).max(PUSH_MAX_EVENTS) });
export const PushResult = z.object({
  id: z.string(),
  seq: z.number().int(),
  result: z.enum(["ok", "dup", "rejected", "retry"]),
  /** Why it was rejected: `malformed`, `hash_mismatch`, `forbidden`, `wrong_state`, `seq_conflict`, `wrong_device`. */
  code: z.string().optional(),
  detail: z.string().optional(),
});
export const PushOutput = z.object({ results: z.array(PushResult), knownSeq: z.number().int(), serverTime: z.number().int() });
export type PushAnswer = z.infer<typeof PushOutput>;
export type PushedEvent = z.infer<typeof EventEnvelopeSchema>;

/** A larger difference between a machine's clock and the centre's is shown to IT; it never refuses anything (SYNC.md 3.1). */
export const SKEW_LIMIT_MS = 5 * 60_000;

/**
 * `POST /sync/ack`: what this workstation has applied, durably. A position says that every row up to it
 * is stored, and that every case revoked up to it is purged. Streams not named are no longer held.
 */
export const AckInput = z.object({
  cursors: z.array(CursorSchema).max(40),
  /** Events waiting, the oldest's time (centre's clock, UTC ms), and events the centre refused. */
  unsent: count,
  oldestUnsentAt: z.number().int().nullable(),
  quarantined: count,
  /** Ranges of rows that a digest found different and that were fetched again since the last ack. */
  repaired: count,
  /** Calls of its own windows that the workstation refused since the last ack, by code of refusal. */
  refusedCalls: z.record(z.string().max(40), count).default({}),
});
export const AckOutput = z.object({ knownSeq: z.number().int(), safeSeq: z.number().int(), serverTime: z.number().int() });

/** Ranges per kind: rows fall into one by the last two hex digits of their id. */
export const DIGEST_RANGES = 256;
/** `"<rows> <sum>"` per range; sum of the first 32 bits of MD5("<id>:<rev>") of its rows, which tells sets apart without an order. */
export const RangeDigestSchema = z.string().regex(/^\d+ \d+$/);
/** `GET /sync/digest`: what a stream holds of one kind at position `at`, by range. For comparing, never for taking over. */
export const DigestQuery = z.object({ stream: StreamNameSchema, kind: z.enum(DOC_KINDS as unknown as [DocKind, ...DocKind[]]) });
export const DigestOutput = z.object({ at: z.number().int(), epoch: z.uuid(), ranges: z.array(RangeDigestSchema).length(DIGEST_RANGES), serverTime: z.number().int() });
/** `GET /sync/range`: the rows of one range as lines, with this trailer. */
export const RangeQuery = DigestQuery.extend({ range: z.coerce.number().int().min(0).max(DIGEST_RANGES - 1) });
export const RangeTrailer = z.object({ end: z.literal("range"), at: z.number().int(), epoch: z.uuid(), count: z.number().int(), serverTime: z.number().int() });

/** Body of a server-sent nudge (`GET /sync/nudge`, event `head`). */
export const NudgeSchema = z.object({ stream: StreamNameSchema, head: z.number().int() });
