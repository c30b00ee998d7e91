/** The outbox's format that this build writes: a build that knows less may not replace it. */
import { OUTBOX_MIGRATIONS } from "../../db/migrations/outbox.ts";

export const OUTBOX_FORMAT = OUTBOX_MIGRATIONS.at(-1)!.version;
