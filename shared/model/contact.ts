/** How the banks' files write "the debtor themselves"; data, not words on screen. */
export const SELF_RELATION = "本人";

/** The debtor's own numbers. Third parties are only ever chosen by hand. */
export const isOwn = (contact: { readonly relation: string }): boolean => ["", SELF_RELATION].includes(contact.relation.trim());
