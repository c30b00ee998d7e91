/** A recovery passphrase and the second step, as both dialogs ask for them. */
import { Input } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../../../i18n/index.ts";

interface SecretFieldsProps {
  readonly label: string;
  readonly passphrase: string;
  readonly onPassphrase: (value: string) => void;
  readonly proof: string;
  readonly onProof: (value: string) => void;
  /** What stands between the two. */
  readonly children?: ReactNode;
}

export function SecretFields({ label, passphrase, onPassphrase, proof, onProof, children }: SecretFieldsProps) {
  const { t } = useWords();
  return (
    <>
      <label className="it-field">
        <span>{label}</span>
        <Input.Password value={passphrase} maxLength={200} autoComplete="off" onChange={(e) => onPassphrase(e.target.value)} />
      </label>
      {children}
      <label className="it-field">
        <span>{t("it:recovery.proof")}</span>
        <Input.Password value={proof} maxLength={200} autoComplete="off" onChange={(e) => onProof(e.target.value)} />
        <span className="muted">{t("it:recovery.proofHint")}</span>
      </label>
    </>
  );
}
