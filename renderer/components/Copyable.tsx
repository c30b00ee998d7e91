/**
 * One of the few fields that may be copied. The page never touches the clipboard: main takes the value from
 * the vault, and wipes it after a while and on lock.
 */
import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { useEffect, useState } from "react";
import type { CopyableField } from "../../shared/ipc/contract.ts";
import { useWords } from "../i18n/index.ts";
import { call } from "../lib/api.ts";
import { useHotkeys } from "../lib/hotkeys.ts";
import { useAct } from "../lib/use-call.ts";
import { Kbd } from "./Kbd.tsx";
import { RefusalNotice } from "./States.tsx";

interface CopyableProps {
  readonly caseId: string;
  readonly field: CopyableField;
  /** As shown on screen. */
  readonly value: string;
  readonly combo: string;
}

/** How long the button says that it was done, ms. */
const SAID_MS = 4_000;

/** Shows `value` with a button and key that have main copy it. */
export function Copyable({ caseId, field, value, combo }: CopyableProps) {
  const { t } = useWords();
  const [seconds, setSeconds] = useState<number | null>(null);
  const act = useAct(() => call("clipboard.copy", { caseId, field }));
  const copy = async () => {
    const answer = await act.run();
    if (answer) setSeconds(Math.round(answer.clearAfterMs / 1000));
  };
  const label = t(`copyField.${field}`);
  useHotkeys([{ combo, label, run: () => void copy() }]);
  useEffect(() => {
    if (seconds === null) return;
    const timer = setTimeout(() => setSeconds(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [seconds]);
  useEffect(() => setSeconds(null), [caseId, field]);
  return (
    <span className="row">
      <span className="num muted">{value}</span>
      <button type="button" className="icon-button" disabled={act.busy} aria-label={label} title={label} aria-keyshortcuts={combo.replace("Key", "")} onClick={() => void copy()}>
        {seconds === null ? <CopyOutlined /> : <CheckOutlined />}
      </button>
      <Kbd combo={combo} />
      {seconds !== null && (
        <span role="status" className="muted num">
          {t("copied", { seconds })}
        </span>
      )}
      <RefusalNotice refusal={act.refusal} />
    </span>
  );
}
