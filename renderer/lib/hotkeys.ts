/**
 * Keys of the whole window: components declare theirs while they are mounted, one listener serves all,
 * and the help sheet lists what is live. A dialog opens a new layer; keys below it rest until it closes.
 */
import { createContext, useContext, useEffect, useRef } from "react";
import { create } from "zustand";
import { inTextField, matches, ownsKey } from "./combo.ts";

export interface Hotkey {
  readonly combo: string;
  /** Words for the help sheet. */
  readonly label: string;
  readonly run: () => void;
  /** Bare keys (Space, arrows) rest in text fields unless this is set; function keys and combinations always act. */
  readonly inFields?: boolean;
  /** Acts in every layer (lock). */
  readonly always?: boolean;
  readonly disabled?: boolean;
}

interface Registered {
  readonly layer: number;
  readonly keys: () => readonly Hotkey[];
}

interface HotkeyStore {
  registered: readonly Registered[];
  layers: readonly number[];
}

const useStore = create<HotkeyStore>(() => ({ registered: [], layers: [0] }));

/** Depth of dialogs around a component; set by `Dialog` and `SideSheet`. */
export const HotkeyLayer = createContext(0);

const top = (layers: readonly number[]): number => Math.max(0, ...layers);

/** Keys that act right now, nearest layer last. */
export function liveHotkeys(): Hotkey[] {
  const { registered, layers } = useStore.getState();
  const upper = top(layers);
  return registered.flatMap((r) => r.keys().filter((k) => !k.disabled && (k.always || r.layer === upper)));
}

/** Declares keys while the component is mounted. */
export function useHotkeys(keys: readonly Hotkey[]): void {
  const layer = useContext(HotkeyLayer);
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const entry: Registered = { layer, keys: () => latest.current };
    useStore.setState((s) => ({ registered: [...s.registered, entry] }));
    return () => useStore.setState((s) => ({ registered: s.registered.filter((r) => r !== entry) }));
  }, [layer]);
}

/** True while no dialog is open above `layer`. */
export const isTopLayer = (layer: number): boolean => top(useStore.getState().layers) === layer;

/** Opens a layer while mounted; keys of lower layers rest. Returns its depth for `HotkeyLayer.Provider`. */
export function useHotkeyLayer(open: boolean): number {
  const depth = useContext(HotkeyLayer) + 1;
  useEffect(() => {
    if (!open) return;
    useStore.setState((s) => ({ layers: [...s.layers, depth] }));
    return () => useStore.setState((s) => ({ layers: s.layers.filter((_, i) => i !== s.layers.lastIndexOf(depth)) }));
  }, [open, depth]);
  return depth;
}

const isBare = (combo: string): boolean => !/^F\d|Ctrl|Alt/.test(combo);

/** Runs the nearest live key that fits; true when there was one. */
function runHit(event: KeyboardEvent, wanted: (key: Hotkey) => boolean): boolean {
  const hit = liveHotkeys()
    .reverse()
    .find((k) => wanted(k) && matches(k.combo, event));
  if (!hit) return false;
  event.preventDefault();
  hit.run();
  return true;
}

/** Function keys and combinations come before any control: a select would swallow Ctrl+Enter otherwise. */
function onCapture(event: KeyboardEvent): void {
  if (!event.isComposing && runHit(event, (key) => !isBare(key.combo))) event.stopPropagation();
}

/** Bare keys come last, and rest where text is typed unless the key says otherwise. */
function onBubble(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || ownsKey(event.target, event.code)) return;
  const typing = inTextField(event.target);
  runHit(event, (key) => isBare(key.combo) && (!typing || (key.inFields ?? false)));
}

/** Starts the listeners; returns the function that stops them. */
export function startHotkeys(): () => void {
  window.addEventListener("keydown", onCapture, { capture: true });
  window.addEventListener("keydown", onBubble);
  return () => {
    window.removeEventListener("keydown", onCapture, { capture: true });
    window.removeEventListener("keydown", onBubble);
  };
}
