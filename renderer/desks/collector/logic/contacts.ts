/** Which number comes up for the next dial. */
import type { ContactView } from "../../../../shared/ipc/contract.ts";

/** The debtor's own numbers; third parties are only ever chosen by hand. */
export const isOwn = (contact: Pick<ContactView, "relation">): boolean => contact.relation.trim() === "" || contact.relation.trim() === "本人";

/**
 * The permitted own number tried least today, the current one first among equals: after a no-answer the next
 * permitted number comes up by itself (PRODUCT.md 1.5). Null when the gate refuses them all.
 */
export function nextContact(contacts: readonly ContactView[]): ContactView | null {
  const open = contacts.filter((c) => c.refusal === null && isOwn(c));
  const least = Math.min(...open.map((c) => c.unansweredToday));
  const tied = open.filter((c) => c.unansweredToday === least);
  return tied.find((c) => c.current) ?? tied[0] ?? null;
}

/** The contact `step` places after `id` in the list, round the end. */
export function stepContact(contacts: readonly ContactView[], id: string | null, step: 1 | -1): ContactView | null {
  if (contacts.length === 0) return null;
  const at = contacts.findIndex((c) => c.id === id);
  return contacts[(at + step + contacts.length) % contacts.length] ?? null;
}
