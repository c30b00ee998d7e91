/** Enrol this machine, sign in, set a new password. Destroyed by main once it has done its work. */
import { useState } from "react";
import type { ChannelOutput } from "../../shared/ipc/contract.ts";
import { LoadingState, ErrorState } from "../components/States.tsx";
import { useWords } from "../i18n/index.ts";
import { useCall } from "../lib/use-call.ts";
import { LanguageSwitch } from "./LanguageSwitch.tsx";
import { Enrol } from "./Enrol.tsx";
import { SignIn } from "./SignIn.tsx";
import { UpdateNotice, updatePhase } from "./Update.tsx";

type UnlockState = ChannelOutput<"unlock.state">;

export function UnlockWindow() {
  const { t } = useWords();
  const state = useCall("unlock.state", {});
  return (
    <div className="unlock">
      <header className="unlock-top">
        <div className="unlock-brand">
          <strong>{t("unlock:product")}</strong>
          <span>{t("unlock:tagline")}</span>
        </div>
        <LanguageSwitch />
      </header>
      <main className="unlock-main">
        {state.data && (
          <div className="unlock-stack">
            <UpdateNotice update={state.data.update} reload={state.reload} />
            {state.data.update.minimum.state !== "locked" && <Stage state={state.data} reload={state.reload} />}
          </div>
        )}
        {!state.data && state.refusal && <ErrorState refusal={state.refusal} onRetry={state.reload} />}
        {!state.data && !state.refusal && <LoadingState words={t("unlock:state.opening")} />}
      </main>
      {state.data && <Foot state={state.data} />}
    </div>
  );
}

function Stage({ state, reload }: { state: UnlockState; reload: () => void }) {
  const [enrolled, setEnrolled] = useState(false);
  if (state.enrolled) return <SignIn state={state} justEnrolled={enrolled} />;
  return (
    <Enrol
      state={state}
      onEnrolled={() => {
        setEnrolled(true);
        reload();
      }}
    />
  );
}

function Foot({ state }: { state: UnlockState }) {
  const { t } = useWords();
  return (
    <footer className="unlock-foot">
      {state.training && (
        <span className="tag warn" title={t("unlock:label.trainingWhy")}>
          ◷ {t("unlock:label.training")}
        </span>
      )}
      {state.host === "evaluation" && (
        <span className="tag warn" title={t("unlock:label.evaluationWhy")}>
          ▲ {t("unlock:label.evaluation")}
        </span>
      )}
      <dl>
        {state.deviceName && <Fact label={t("unlock:label.device")} value={state.deviceName} />}
        <Fact label={t("unlock:label.service")} value={state.serviceUrl || "—"} />
        <Fact label={t("unlock:label.version")} value={state.version} />
        {state.update.phase !== "off" && <Fact label={t("unlock:update.label")} value={updatePhase(t, state.update)} />}
      </dl>
    </footer>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="num">{value}</dd>
    </div>
  );
}
