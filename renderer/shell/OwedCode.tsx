/** Let in off line, connected now: the centre asks for the second step before anything is sent. Work goes on meanwhile. */
import { Button, Input } from "antd";
import { useState } from "react";
import { Notice } from "../components/States.tsx";
import { refusalWords, useWords } from "../i18n/index.ts";
import { call } from "../lib/api.ts";
import { useAct } from "../lib/use-call.ts";
import { useSync } from "../stores/sync.ts";

const OWED: ReadonlySet<string> = new Set(["second_factor_needed", "second_factor_wrong", "second_factor_used", "second_factor_wait"]);
const MAX = 20;

export function OwedCode() {
  const { t } = useWords();
  const reason = useSync((s) => s.status?.reason ?? null);
  const [code, setCode] = useState("");
  const give = useAct((typed: string) => call("session.code", { code: typed }));
  if (!reason || !OWED.has(reason.code)) return null;
  const press = async () => {
    if (code.trim().length < 6) return;
    await give.run(code.trim());
    setCode("");
  };
  return (
    <Notice
      tone="warn"
      action={
        <form
          className="row"
          onSubmit={(e) => {
            e.preventDefault();
            void press();
          }}
        >
          <Input size="small" style={{ width: 130 }} value={code} maxLength={MAX} autoComplete="off" spellCheck={false} aria-label={t("shell:owed.code")} placeholder={t("shell:owed.code")} onChange={(e) => setCode(e.target.value)} />
          <Button size="small" type="primary" htmlType="submit" loading={give.busy} disabled={code.trim().length < 6}>
            {t("shell:owed.send")}
          </Button>
        </form>
      }
    >
      {t("shell:owed.lead")} {reason.code !== "second_factor_needed" && refusalWords(reason)} {reason.issues.join("; ")}
    </Notice>
  );
}
