/** What search found, as rows the arrow keys walk: each case, then its notes. Pure. */
import type { ChannelOutput, SearchNote } from "../../shared/ipc/contract.ts";

export type Found = ChannelOutput<"search.find">;
type FoundCase = Found["cases"][number];

export type Hit = { readonly key: string; readonly caseId: string } & ({ readonly kind: "case"; readonly of: FoundCase } | { readonly kind: "note"; readonly note: SearchNote });

export const hitsOf = (found: Found): Hit[] =>
  found.cases.flatMap((of) => [
    { kind: "case" as const, key: of.row.caseId, caseId: of.row.caseId, of },
    ...of.notes.map((note) => ({ kind: "note" as const, key: note.entryId, caseId: of.row.caseId, note })),
  ]);

export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** A text cut at its marks. */
export function pieces({ snippet, marks }: Pick<SearchNote, "snippet" | "marks">): Piece[] {
  const cut: Piece[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    cut.push({ text: snippet.slice(at, from), marked: false }, { text: snippet.slice(from, to), marked: true });
    at = to;
  }
  cut.push({ text: snippet.slice(at), marked: false });
  return cut.filter((piece) => piece.text !== "");
}
