/** A button that declares its own key, so that the key written on it is always the key that works. */
import { Button, type ButtonProps } from "antd";
import { useHotkeys } from "../lib/hotkeys.ts";
import { Kbd } from "./Kbd.tsx";

interface KeyButtonProps extends Omit<ButtonProps, "onClick" | "children"> {
  readonly words: string;
  /** As in `lib/combo.ts`. */
  readonly combo: string;
  readonly onPress: () => void;
  /** Acts while text is being typed too; combinations always do. */
  readonly inFields?: boolean;
}

/** `Ctrl+KeyL` as `aria-keyshortcuts` wants it: `Control+L`. */
const ariaCombo = (combo: string): string => combo.replace("Ctrl", "Control").replace(/(Key|Digit)(?=.$)/, "");

export function KeyButton({ words, combo, onPress, inFields, disabled, loading, ...rest }: KeyButtonProps) {
  const off = Boolean(disabled) || Boolean(loading);
  useHotkeys([{ combo, label: words, run: onPress, disabled: off, ...(inFields === undefined ? {} : { inFields }) }]);
  return (
    <Button {...rest} disabled={disabled ?? false} loading={loading ?? false} onClick={onPress} aria-keyshortcuts={ariaCombo(combo)}>
      <span className="row">
        <span>{words}</span>
        <Kbd combo={combo} />
      </span>
    </Button>
  );
}
