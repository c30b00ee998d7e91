/** A password that can be shown while typing and says when Caps Lock is on. */
import { Input, type InputRef } from "antd";
import { useState, type RefObject } from "react";
import { useWords } from "../i18n/index.ts";
import { Field } from "./Field.tsx";

interface PasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly fault?: string | null;
  readonly disabled: boolean;
  readonly autoFocus?: boolean;
  readonly inputRef?: RefObject<InputRef | null>;
}

export function PasswordField({ label, value, onChange, hint = "", fault = null, disabled, autoFocus = false, inputRef }: PasswordFieldProps) {
  const { t } = useWords();
  const [caps, setCaps] = useState(false);
  const below = caps ? <span className="unlock-caps">▲ {t("unlock:signIn.capsLock")}</span> : hint;
  return (
    <Field label={label} hint={below} fault={fault}>
      {({ id, describedBy, invalid }) => (
        <Input.Password
          id={id}
          {...(inputRef ? { ref: inputRef } : {})}
          size="large"
          value={value}
          maxLength={200}
          disabled={disabled}
          autoFocus={autoFocus}
          autoComplete="off"
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onChange={(e) => onChange(e.target.value)}
          onKeyDown={(e) => setCaps(e.getModifierState("CapsLock"))}
          onKeyUp={(e) => setCaps(e.getModifierState("CapsLock"))}
          onBlur={() => setCaps(false)}
        />
      )}
    </Field>
  );
}
