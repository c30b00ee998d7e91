/** The second step of a sign-in. */
import { Button } from "antd";
import { useState } from "react";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { useWords } from "../i18n/index.ts";
import { CodeField } from "./CodeField.tsx";
import { codeReady } from "./progress.ts";
import { Refused } from "./Refused.tsx";
import { Waiting } from "./Waiting.tsx";

interface AskCodeProps {
  readonly refusal: Refusal | null;
  readonly busy: boolean;
  readonly onSend: (code: string) => void;
  readonly onBack: () => void;
}

export function AskCode({ refusal, busy, onSend, onBack }: AskCodeProps) {
  const { t } = useWords();
  const [code, setCode] = useState("");
  const press = () => {
    if (!codeReady(code)) return;
    onSend(code);
    setCode("");
  };
  return (
    <form
      className="unlock-form"
      onSubmit={(e) => {
        e.preventDefault();
        press();
      }}
    >
      <h1>{t("unlock:factor.title")}</h1>
      <p className="muted">{t("unlock:factor.lead")}</p>
      {refusal?.code !== "second_factor_needed" && <Refused refusal={refusal} />}
      <CodeField value={code} onChange={setCode} disabled={busy} hint={t("unlock:factor.codeHint")} />
      <Button type="primary" size="large" htmlType="submit" block loading={busy} disabled={!codeReady(code)} aria-keyshortcuts="Enter">
        {t("unlock:factor.submit")} {!busy && <kbd className="kbd" aria-hidden="true">Enter</kbd>}
      </Button>
      <Waiting busy={busy} />
      <p className="muted unlock-small">{t("unlock:factor.lost")}</p>
      <Button type="text" onClick={onBack} disabled={busy}>
        {t("unlock:change.back")}
      </Button>
    </form>
  );
}
