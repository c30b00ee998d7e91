/** Which number comes up for the next dial. */
import type { ContactView } from "../../../../shared/ipc/contract.ts";
import { isOwn } from "../../../../shared/model/contact.ts";

/**
 * The current number when it is the debtor's own and permitted; else the permitted own number tried least
 * today; the vault keeps to the same after a no-answer (PRODUCT.md 1.5). A third party's number never comes up
 * by itself. Null when the gate refuses every own number.
 */
export function nextContact(contacts: readonly ContactView[]): ContactView | null {
  const open = contacts.filter((c) => c.refusal === null && isOwn(c));
  const least = Math.min(...open.map((c) => c.unansweredToday));
  return open.find((c) => c.current) ?? open.find((c) => c.unansweredToday === least) ?? null;
}

/** The contact `step` places after `id` in the list, round the end. */
export function stepContact(contacts: readonly ContactView[], id: string | null, step: 1 | -1): ContactView | null {
  if (contacts.length === 0) return null;
  const at = contacts.findIndex((c) => c.id === id);
  return contacts[(at + step + contacts.length) % contacts.length] ?? null;
}
