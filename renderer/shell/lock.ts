/** Locking by hand: drafts are flushed first, then main destroys this window. */
import { ask } from "../lib/api.ts";
import { flushDrafts } from "../lib/drafts.ts";

export const LOCK_KEY = "Ctrl+KeyL";

/** Writes what is still being typed, then locks. A refusal leaves the window as it is. */
export async function lockNow(): Promise<void> {
  await flushDrafts();
  await ask("session.lock", {});
}
