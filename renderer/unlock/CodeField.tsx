/** The code of the second step: six digits from the telephone, or a recovery code. */
import { Input } from "antd";
import { useWords } from "../i18n/index.ts";
import { Field } from "./Field.tsx";

const MAX = 20;

export function CodeField({ value, onChange, disabled, hint }: { value: string; onChange: (value: string) => void; disabled: boolean; hint: string }) {
  const { t } = useWords();
  return (
    <Field label={t("unlock:factor.code")} hint={hint}>
      {({ id, describedBy, invalid }) => (
        <Input id={id} size="large" className="unlock-code" value={value} maxLength={MAX} disabled={disabled} autoFocus autoComplete="off" spellCheck={false} aria-describedby={describedBy} aria-invalid={invalid} onChange={(e) => onChange(e.target.value)} />
      )}
    </Field>
  );
}
