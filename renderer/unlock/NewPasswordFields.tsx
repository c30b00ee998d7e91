/** A new password typed twice, with what stands against it before it is sent. */
import { useWords } from "../i18n/index.ts";
import { PasswordField } from "./PasswordField.tsx";
import { newPasswordFaults, type TypedPassword } from "./progress.ts";

interface NewPasswordFieldsProps {
  readonly typed: TypedPassword;
  readonly onNext: (value: string) => void;
  readonly onConfirm: (value: string) => void;
  readonly disabled: boolean;
  readonly autoFocus?: boolean;
}

export function NewPasswordFields({ typed, onNext, onConfirm, disabled, autoFocus = false }: NewPasswordFieldsProps) {
  const { t } = useWords();
  const faults = newPasswordFaults(typed);
  const nextFault = faults.sameAsOld ? t("unlock:change.sameAsOld") : faults.sameAsNo ? t("unlock:change.sameAsNo") : null;
  return (
    <>
      <PasswordField
        label={t("unlock:change.newPassword")}
        value={typed.next}
        onChange={onNext}
        disabled={disabled}
        autoFocus={autoFocus}
        fault={nextFault}
        hint={typed.next !== "" && faults.short > 0 ? t("unlock:change.short", { n: faults.short }) : t("unlock:change.rule")}
      />
      <PasswordField label={t("unlock:change.confirm")} value={typed.confirm} onChange={onConfirm} disabled={disabled} fault={faults.mismatch ? t("unlock:change.mismatch") : null} />
    </>
  );
}
