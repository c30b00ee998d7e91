/**
 * Drafts: what somebody is typing, kept by the vault so that a crash or a lock loses nothing. Each change
 * is written at most `DELAY_MS` later; `flushDrafts` writes what is still waiting at once.
 */
import { useCallback, useEffect, useState } from "react";
import { ask } from "./api.ts";

/** Longest time between a key press and its draft on the way to the disk. */
export const DELAY_MS = 250;

interface Waiting {
  timer: ReturnType<typeof setTimeout>;
  value: string | null;
}
const waiting = new Map<string, Waiting>();

async function write(key: string): Promise<void> {
  const entry = waiting.get(key);
  if (!entry) return;
  clearTimeout(entry.timer);
  waiting.delete(key);
  await ask("draft.save", { key, value: entry.value });
}

/** Keeps `value` under `key` shortly; null forgets the draft. Later values replace waiting ones. */
export function keepDraft(key: string, value: string | null): void {
  const before = waiting.get(key);
  if (before) {
    before.value = value;
    return;
  }
  waiting.set(key, { value, timer: setTimeout(() => void write(key), DELAY_MS) });
}

/** Forgets a draft at once (its content has been saved). */
export async function dropDraft(key: string): Promise<void> {
  keepDraft(key, null);
  await write(key);
}

/** Writes every waiting draft now. */
export async function flushDrafts(): Promise<void> {
  await Promise.all([...waiting.keys()].map(write));
}

/** The kept draft, or null; what is still waiting to be written counts. */
export async function loadDraft(key: string): Promise<string | null> {
  const unwritten = waiting.get(key);
  if (unwritten) return unwritten.value;
  const answer = await ask("draft.load", { key });
  return answer.ok ? answer.value.value : null;
}

/** Flushes whenever the window may be about to go away; returns the function that stops. */
export function guardDrafts(): () => void {
  const flush = () => void flushDrafts();
  window.addEventListener("blur", flush);
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);
  return () => {
    window.removeEventListener("blur", flush);
    window.removeEventListener("pagehide", flush);
    document.removeEventListener("visibilitychange", flush);
  };
}

/**
 * A text field's state that survives a crash or a lock. `ready` is false until the kept draft (if any) has
 * been read back; `clear` empties the field and forgets the draft.
 */
export function useDraftText(key: string): { text: string; setText: (text: string) => void; clear: () => void; ready: boolean } {
  const [state, setState] = useState<{ key: string; text: string; ready: boolean }>({ key, text: "", ready: false });
  useEffect(() => {
    let dropped = false;
    setState({ key, text: "", ready: false });
    void loadDraft(key).then((kept) => {
      if (!dropped) setState((s) => (s.key === key && s.ready ? s : { key, text: kept ?? "", ready: true }));
    });
    return () => {
      dropped = true;
    };
  }, [key]);
  const setText = useCallback(
    (text: string) => {
      setState({ key, text, ready: true });
      keepDraft(key, text || null);
    },
    [key],
  );
  const clear = useCallback(() => {
    setState({ key, text: "", ready: true });
    void dropDraft(key);
  }, [key]);
  return { text: state.key === key ? state.text : "", setText, clear, ready: state.key === key && state.ready };
}
