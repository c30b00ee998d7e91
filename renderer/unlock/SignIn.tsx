/** Staff number, password and what else the centre asks for, step by step. Nothing typed here is kept but the staff number. */
import { Button, Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ChannelOutput } from "../../shared/ipc/contract.ts";
import { Notice } from "../components/States.tsx";
import { refusalWords, useWords } from "../i18n/index.ts";
import { call } from "../lib/api.ts";
import { useAct, type Act } from "../lib/use-call.ts";
import { AskCode } from "./AskCode.tsx";
import { Field } from "./Field.tsx";
import { lastUserNo, rememberUserNo } from "./last-user.ts";
import { NewPassword } from "./NewPassword.tsx";
import { PasswordField } from "./PasswordField.tsx";
import { PasswordKnown } from "./PasswordKnown.tsx";
import { Refused } from "./Refused.tsx";
import { SetUpFactor } from "./SetUpFactor.tsx";
import { stepAfter, type Step } from "./steps.ts";
import { Waiting } from "./Waiting.tsx";

type UnlockState = ChannelOutput<"unlock.state">;

/** What has been typed so far and goes to main together. */
interface Typed {
  readonly userNo: string;
  readonly password: string;
  readonly newPassword?: string;
  readonly code?: string;
  readonly mayBeKnown?: true;
}

export function SignIn({ state, justEnrolled }: { state: UnlockState; justEnrolled: boolean }) {
  const { t } = useWords();
  const [typed, setTyped] = useState<Typed>({ userNo: state.lastUserNo || lastUserNo(), password: "" });
  const [step, setStep] = useState<Step>(state.start);
  const typedIn = typed.mayBeKnown ? "passwordKnown" : "signIn";
  const signIn = useAct((all: Typed) => call("unlock.signIn", all));
  const [done, setDone] = useState<{ offline: boolean } | null>(null);
  const { refusal } = signIn;
  useEffect(() => {
    if (refusal) setStep((now) => stepAfter(now, refusal, typedIn));
  }, [refusal, typedIn]);

  const send = async (more: Partial<Typed>) => {
    const all = { ...typed, ...more };
    const { code: _once, ...kept } = all;
    setTyped(kept);
    const answer = await signIn.run(all);
    if (!answer) return;
    rememberUserNo(answer.me.no);
    setTyped({ userNo: answer.me.no, password: "" });
    setDone({ offline: answer.offline });
  };
  const back = () => {
    signIn.clear();
    setTyped({ userNo: typed.userNo, password: "" });
    setStep("signIn");
  };
  const common = { refusal, busy: signIn.busy, onBack: back };

  if (done) return <Notice tone={done.offline ? "warn" : "ok"}>{t(done.offline ? "unlock:signIn.offline" : "unlock:signIn.online")}</Notice>;
  switch (step) {
    case "newPassword":
      return <NewPassword {...common} userNo={typed.userNo} old={typed.password} onSend={(newPassword) => void send({ newPassword })} />;
    case "passwordKnown":
      return <PasswordKnown {...common} userNo={typed.userNo} onSend={(all) => void send({ ...all, mayBeKnown: true })} />;
    case "setUpFactor":
      return <SetUpFactor {...common} userNo={typed.userNo} password={typed.password} onSend={(code) => void send({ code })} />;
    case "code":
      return <AskCode {...common} onSend={(code) => void send({ code })} />;
    case "signIn":
      return <First state={state} justEnrolled={justEnrolled} typed={typed} onType={setTyped} signIn={signIn} onSend={() => void send({})} onStep={setStep} />;
  }
}

interface FirstProps {
  readonly state: UnlockState;
  readonly justEnrolled: boolean;
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
  readonly signIn: Pick<Act<[Typed], unknown>, "refusal" | "busy" | "clear">;
  readonly onSend: () => void;
  readonly onStep: (step: Step) => void;
}

function First({ state, justEnrolled, typed, onType, signIn, onSend, onStep }: FirstProps) {
  const { t } = useWords();
  const { userNo, password } = typed;
  const [tried, setTried] = useState(false);
  const field = useRef<InputRef>(null);
  const complete = userNo.trim() !== "" && password !== "";
  useEffect(() => {
    if (signIn.refusal?.code === "wrong_credentials") field.current?.select();
  }, [signIn.refusal]);
  return (
    <form
      className="unlock-form"
      onSubmit={(e) => {
        e.preventDefault();
        setTried(true);
        if (complete) onSend();
      }}
    >
      <h1>{t("unlock:signIn.title")}</h1>
      {justEnrolled && <Notice tone="ok">{t("unlock:enrol.done")}</Notice>}
      {state.message && !signIn.refusal && !signIn.busy && (
        <Notice tone="warn">
          <strong>{t("unlock:locked.title")}</strong>
          <div>{refusalWords(state.message)}</div>
        </Notice>
      )}
      {state.locked && state.unsent !== 0 && !signIn.busy && <Notice tone="warn">{state.unsent === null ? t("unlock:locked.unsentUnknown") : t("unlock:locked.unsent", { n: state.unsent })}</Notice>}
      <Refused refusal={signIn.refusal} />
      <Field label={t("unlock:signIn.userNo")} fault={tried && !userNo.trim() ? t("unlock:signIn.needUserNo") : null}>
        {({ id, describedBy, invalid }) => (
          <Input id={id} size="large" value={userNo} maxLength={20} disabled={signIn.busy} autoFocus={!userNo} autoComplete="off" spellCheck={false} aria-describedby={describedBy} aria-invalid={invalid} onChange={(e) => onType({ ...typed, userNo: e.target.value })} />
        )}
      </Field>
      <PasswordField label={t("unlock:signIn.password")} value={password} onChange={(value) => onType({ ...typed, password: value })} disabled={signIn.busy} autoFocus={Boolean(userNo)} inputRef={field} fault={tried && !password && !signIn.busy ? t("unlock:signIn.needPassword") : null} />
      <Button type="primary" size="large" htmlType="submit" block loading={signIn.busy} aria-keyshortcuts="Enter">
        {t("unlock:signIn.submit")} {!signIn.busy && <kbd className="kbd" aria-hidden="true">Enter</kbd>}
      </Button>
      <Waiting busy={signIn.busy} />
      <p className="muted unlock-small">{t("unlock:signIn.note")}</p>
      <div className="unlock-more">
        <Button
          type="link"
          disabled={signIn.busy}
          onClick={() => {
            signIn.clear();
            onStep("passwordKnown");
          }}
        >
          {t("unlock:known.button")}
        </Button>
        <Button
          type="link"
          disabled={signIn.busy}
          onClick={() => {
            signIn.clear();
            if (complete) onStep("setUpFactor");
            else setTried(true);
          }}
        >
          {t("unlock:factor.button")}
        </Button>
      </div>
    </form>
  );
}
