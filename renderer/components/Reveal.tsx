/** A masked value that can be shown for a short while; each showing is recorded (P7). */
import { EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons";
import { useCallback, useEffect, useState } from "react";
import { useWords } from "../i18n/index.ts";
import type { ChannelInput } from "../../shared/ipc/contract.ts";
import { call } from "../lib/api.ts";
import { useHotkeys } from "../lib/hotkeys.ts";
import { useAct } from "../lib/use-call.ts";
import { Kbd } from "./Kbd.tsx";
import { RefusalNotice } from "./States.tsx";

interface RevealProps {
  readonly caseId: string;
  readonly field: ChannelInput<"reveal.field">["field"];
  readonly contactPointId?: string | null;
  readonly masked: string;
  /** Key that shows and hides it, where one value on screen is the chosen one. */
  readonly combo?: string;
}

/** Shows `masked`; its button asks for the full value, which hides itself again. */
export function Reveal({ caseId, field, contactPointId = null, masked, combo }: RevealProps) {
  const { t } = useWords();
  const { shown, seconds, show, hide, act } = useReveal({ caseId, field, contactPointId });
  useHotkeys(combo ? [{ combo, label: t("reveal"), run: () => (shown ? hide() : void show()) }] : []);
  if (!masked) return <span className="muted">—</span>;
  return (
    <span className="reveal">
      <span className="num">{shown ?? masked}</span>
      <button
        type="button"
        className="icon-button"
        disabled={act.busy}
        aria-label={shown ? t("hide") : `${t("reveal")}: ${t(`terms:revealField.${field}`)}`}
        title={shown ? t("revealed", { seconds }) : t("reveal")}
        onClick={() => (shown ? hide() : void show())}
      >
        {shown ? <EyeInvisibleOutlined /> : <EyeOutlined />}
      </button>
      {combo && <Kbd combo={combo} />}
      {shown && <span className="muted num">{t("revealed", { seconds })}</span>}
      <RefusalNotice refusal={act.refusal} />
    </span>
  );
}

/** State of one showing; it ends by time, by hand, or when the case changes. */
function useReveal(what: { caseId: string; field: RevealProps["field"]; contactPointId: string | null }) {
  const [shown, setShown] = useState<string | null>(null);
  const [seconds, setSeconds] = useState(0);
  const act = useAct(() => call("reveal.field", what));
  const hide = useCallback(() => setShown(null), []);
  const show = async () => {
    const answer = await act.run();
    if (!answer) return;
    setSeconds(Math.ceil(answer.hideAfterMs / 1000));
    setShown(answer.value);
  };
  useEffect(() => {
    if (shown === null) return;
    const timer = setInterval(() => setSeconds((s) => s - 1), 1000);
    return () => clearInterval(timer);
  }, [shown]);
  useEffect(() => {
    if (seconds <= 0) hide();
  }, [seconds, hide]);
  useEffect(() => hide(), [what.caseId, what.field, what.contactPointId, hide]);
  return { shown, seconds, show, hide, act };
}
