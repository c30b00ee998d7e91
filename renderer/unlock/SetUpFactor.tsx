/** Sets up the second step: a code to be scanned, ten recovery codes to be written down, and a first code to prove it. */
import { Button, Checkbox } from "antd";
import { useEffect, useState } from "react";
import type { FactorProposal } from "../../shared/protocol/session.ts";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { LoadingState, Notice } from "../components/States.tsx";
import { useWords } from "../i18n/index.ts";
import { call } from "../lib/api.ts";
import { useAct } from "../lib/use-call.ts";
import { CodeField } from "./CodeField.tsx";
import { codeReady, inGroups } from "./progress.ts";
import { QrCode } from "./QrCode.tsx";
import { Refused } from "./Refused.tsx";
import { Waiting } from "./Waiting.tsx";

interface SetUpFactorProps {
  readonly userNo: string;
  readonly password: string;
  readonly refusal: Refusal | null;
  readonly busy: boolean;
  readonly onSend: (code: string) => void;
  readonly onBack: () => void;
}

export function SetUpFactor({ userNo, password, refusal, busy, onSend, onBack }: SetUpFactorProps) {
  const { t } = useWords();
  const [proposal, setProposal] = useState<FactorProposal | null>(null);
  const ask = useAct(() => call("unlock.proposeFactor", { userNo, password }));
  const { run } = ask;
  useEffect(() => {
    let dropped = false;
    void run().then((made) => {
      if (!dropped && made) setProposal(made);
    });
    return () => {
      dropped = true;
    };
  }, [run]);
  if (proposal) return <Shown proposal={proposal} refusal={refusal?.code === "second_factor_enrol" ? null : refusal} busy={busy} onSend={onSend} onBack={onBack} />;
  return (
    <div className="unlock-form">
      <h1>{t("unlock:factor.setUpTitle")}</h1>
      {ask.refusal ? <Refused refusal={ask.refusal} /> : <LoadingState />}
      <Button type="text" onClick={onBack}>
        {t("unlock:change.back")}
      </Button>
    </div>
  );
}

type ShownProps = Pick<SetUpFactorProps, "refusal" | "busy" | "onSend" | "onBack"> & { readonly proposal: FactorProposal };

/** Two pages, so that each fits the window: what is scanned, then what is written down and proved. */
function Shown({ proposal, ...rest }: ShownProps) {
  const { t } = useWords();
  const [scanned, setScanned] = useState(false);
  if (scanned) return <Prove proposal={proposal} {...rest} onScan={() => setScanned(false)} />;
  return (
    <form
      className="unlock-form"
      onSubmit={(e) => {
        e.preventDefault();
        setScanned(true);
      }}
    >
      <h1>{t("unlock:factor.setUpTitle")}</h1>
      <p className="muted">{t("unlock:factor.setUpLead")}</p>
      <h2>1 · {t("unlock:factor.scan")}</h2>
      <QrCode text={proposal.uri} label={t("unlock:factor.qr")} />
      <p className="muted unlock-small">{t("unlock:factor.byHand")}</p>
      <output className="unlock-secret num">{inGroups(proposal.secret)}</output>
      <Button type="primary" size="large" htmlType="submit" block autoFocus aria-keyshortcuts="Enter">
        {t("unlock:factor.scanned")} <kbd className="kbd" aria-hidden="true">Enter</kbd>
      </Button>
      <Button type="text" onClick={rest.onBack}>
        {t("unlock:change.back")}
      </Button>
    </form>
  );
}

function Prove({ proposal, refusal, busy, onSend, onScan }: ShownProps & { onScan: () => void }) {
  const { t } = useWords();
  const [code, setCode] = useState("");
  const [written, setWritten] = useState(false);
  const ready = written && codeReady(code);
  return (
    <form
      className="unlock-form"
      onSubmit={(e) => {
        e.preventDefault();
        if (!ready) return;
        onSend(code);
        setCode("");
      }}
    >
      <h2>2 · {t("unlock:factor.recovery")}</h2>
      <p className="muted unlock-small">{t("unlock:factor.recoveryLead")}</p>
      <ol className="unlock-codes num">
        {proposal.recoveryCodes.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ol>
      <Checkbox checked={written} onChange={(e) => setWritten(e.target.checked)} disabled={busy}>
        {t("unlock:factor.written")}
      </Checkbox>
      <h2>3 · {t("unlock:factor.prove")}</h2>
      <Refused refusal={refusal} />
      <CodeField value={code} onChange={setCode} disabled={busy} hint={t("unlock:factor.proveHint")} />
      <Button type="primary" size="large" htmlType="submit" block loading={busy} disabled={!ready} aria-keyshortcuts="Enter">
        {t("unlock:factor.submit")} {!busy && <kbd className="kbd" aria-hidden="true">Enter</kbd>}
      </Button>
      <Waiting busy={busy} />
      <Notice tone="warn">{t("unlock:factor.once")}</Notice>
      <Button type="text" onClick={onScan} disabled={busy}>
        {t("unlock:factor.again")}
      </Button>
    </form>
  );
}
