/**
 * Where results are typed. Not a text field, so that no input method can get between the key and the code;
 * while a call is open it takes plain keys from anywhere but text fields and open dialogs.
 */
import { useContext, useEffect, useRef } from "react";
import { useWords } from "../../../i18n/index.ts";
import { inTextField, ownsKey, plainChar } from "../../../lib/combo.ts";
import { HotkeyLayer, isTopLayer } from "../../../lib/hotkeys.ts";
import type { Effect, Entry } from "../keys.ts";
import { pressKey } from "../state/call.ts";

const NAMED = new Set(["Enter", "Backspace", "Escape", "Space", "ArrowUp", "ArrowDown"]);

/** The key as the state machine knows it; null = not ours. */
export function keyOf(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  const code = event.code === "NumpadEnter" ? "Enter" : event.code;
  if (NAMED.has(code)) return code;
  return event.code === "Minus" || event.code === "NumpadSubtract" ? "-" : plainChar(event);
}

interface Props {
  readonly entry: Entry;
  readonly missed: number;
  readonly onEffect: (effect: Exclude<Effect, null | "refused">, stay: boolean) => void;
}

export function CodeBox({ entry, missed, onEffect }: Props) {
  const { t } = useWords();
  const layer = useContext(HotkeyLayer);
  const box = useRef<HTMLDivElement>(null);
  const act = useRef(onEffect);
  useEffect(() => {
    act.current = onEffect;
  });
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
    const take = (event: KeyboardEvent) => {
      const key = keyOf(event);
      const here = event.target === box.current;
      if (key === null || !isTopLayer(layer) || (!here && (inTextField(event.target) || ownsKey(event.target, event.code)))) return;
      event.preventDefault();
      event.stopPropagation();
      const effect = pressKey(key);
      if (effect && effect !== "refused") act.current(effect, event.shiftKey);
    };
    window.addEventListener("keydown", take, { capture: true });
    return () => window.removeEventListener("keydown", take, { capture: true });
  }, [layer]);
  useEffect(() => {
    if (missed > 0) box.current?.animate([{ transform: "translateX(0)" }, { transform: "translateX(-4px)" }, { transform: "translateX(4px)" }, { transform: "translateX(0)" }], 140);
  }, [missed]);
  return (
    <div
      ref={box}
      className="code-box"
      role="textbox"
      tabIndex={0}
      aria-readonly="true"
      aria-label={t("collector:code.label", { stage: t(`collector:stage.${entry.stage}`) })}
      data-testid="code-box"
      data-stage={entry.stage}
    >
      <span className="prompt">{t(`collector:stage.${entry.stage}`)}</span>
      <span className="typed num">{entry.typed}</span>
      <span className="caret" aria-hidden="true" />
    </div>
  );
}
