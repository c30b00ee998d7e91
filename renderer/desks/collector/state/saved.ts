/** What was just saved, with its time, for five seconds. Set only after the vault has answered. */
import { create } from "zustand";

export const SHOWN_MS = 5_000;

interface SavedStore {
  saved: { readonly at: number; readonly words: string; readonly n: number } | null;
}
export const useSaved = create<SavedStore>(() => ({ saved: null }));
let timer: ReturnType<typeof setTimeout> | undefined;
let n = 0;

/** Shows 已保存 with the time of saving and what it was. */
export function tellSaved(at: number, words: string): void {
  clearTimeout(timer);
  useSaved.setState({ saved: { at, words, n: ++n } });
  timer = setTimeout(() => useSaved.setState({ saved: null }), SHOWN_MS);
}
