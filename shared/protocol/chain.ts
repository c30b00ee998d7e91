/**
 * The two hash chains and how each is anchored in the other (P7): the machine's journal, kept on the
 * workstation, and the centre's audit trail. At every sync the workstation hands over the journal's new lines
 * and the ends of its chains; the centre writes them into its trail and answers with the trail's end, which
 * the journal keeps. Whoever rewrites one chain would have to rewrite the other, on another machine.
 */
import { z } from "zod";
import { canonical } from "../model/canonical.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Lines handed over at a time. */
export const CHAIN_LINES = 200;

/** One line of a machine's journal: names, codes and counts, never a value of a record. */
export const JournalLineSchema = z.strictObject({
  seq: z.number().int().positive(),
  at: z.iso.datetime(),
  what: z.string().regex(/^[A-Za-z][\w.-]{0,60}$/),
  facts: z.record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean()])),
  /** Hash of the line before, "" for the first. */
  prev: z.union([hash, z.literal("")]),
  hash,
});
export type JournalLine = z.infer<typeof JournalLineSchema>;

/** The text whose SHA-256 is a line's hash. */
export const journalText = ({ seq, at, what, facts, prev }: Omit<JournalLine, "hash">): string => canonical([seq, at, what, facts, prev]);

/** Under this name the journal keeps the end of the centre's chain, and how far its own lines have been taken. */
export const CENTRE_HEAD = "centre.head";

/** The end of the centre's trail: row `n` of `day`. Of another epoch it says nothing. */
export const CentreHeadSchema = z.object({ epoch: z.uuid(), day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/), n: z.number().int().positive(), hash });
export type CentreHead = z.infer<typeof CentreHeadSchema>;

/** `POST /sync/chain`. */
export const ChainInput = z.object({
  /** End of this user's chain of events on this machine: how many, and the last one's hash. */
  events: z.object({ n: z.number().int().nonnegative(), hash }),
  journal: z.array(JournalLineSchema).max(CHAIN_LINES),
  /** What the journal keeps of the centre's chain; null before the first time. */
  remembered: CentreHeadSchema.nullable(),
});
export const ChainOutput = z.object({
  /** Number of the last line the centre holds. */
  taken: z.number().int().nonnegative(),
  head: CentreHeadSchema,
  /** Whether the centre's chain still holds what was remembered. */
  remembered: z.enum(["kept", "changed", "nothing"]),
});
