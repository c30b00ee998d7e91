/** A new password: asked for at the first sign-in, after a reset by IT, or when the one proposed is too weak. */
import { Button } from "antd";
import { useState } from "react";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { Notice } from "../components/States.tsx";
import { refusalWords, useWords } from "../i18n/index.ts";
import { NewPasswordFields } from "./NewPasswordFields.tsx";
import { newPasswordReady } from "./progress.ts";
import { Refused } from "./Refused.tsx";
import { Waiting } from "./Waiting.tsx";

interface NewPasswordProps {
  readonly userNo: string;
  readonly old: string;
  readonly refusal: Refusal | null;
  readonly busy: boolean;
  readonly onSend: (next: string) => void;
  readonly onBack: () => void;
}

export function NewPassword({ userNo, old, refusal, busy, onSend, onBack }: NewPasswordProps) {
  const { t } = useWords();
  const [next, setNext] = useState("");
  const [confirm, setConfirm] = useState("");
  const typed = { userNo, old, next, confirm };
  const asked = refusal?.code === "password_change_needed";
  const weak = refusal?.code === "weak_password";
  return (
    <form
      className="unlock-form"
      onSubmit={(e) => {
        e.preventDefault();
        if (newPasswordReady(typed)) onSend(next);
      }}
    >
      <h1>{t("unlock:change.title")}</h1>
      {!weak && <p className="muted">{t("unlock:change.lead")}</p>}
      {weak && <Weak refusal={refusal} />}
      {!asked && !weak && <Refused refusal={refusal} />}
      <NewPasswordFields typed={typed} onNext={setNext} onConfirm={setConfirm} disabled={busy} autoFocus />
      <Button type="primary" size="large" htmlType="submit" block loading={busy} disabled={!newPasswordReady(typed)} aria-keyshortcuts="Enter">
        {t("unlock:change.submit")} {!busy && <kbd className="kbd" aria-hidden="true">Enter</kbd>}
      </Button>
      <Waiting busy={busy} />
      <Button type="text" onClick={onBack} disabled={busy}>
        {t("unlock:change.back")}
      </Button>
    </form>
  );
}

/** Why the centre does not take it, and what would do. */
export function Weak({ refusal }: { refusal: Refusal }) {
  const { t } = useWords();
  return (
    <Notice tone="bad">
      <strong>{t("unlock:change.weak")}</strong>
      <div>{refusalWords(refusal)}</div>
    </Notice>
  );
}
