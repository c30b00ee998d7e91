/** Staff number and password; a new password when the centre asks for one. Nothing typed here is kept but the staff number. */
import { Button, Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ChannelOutput } from "../../shared/ipc/contract.ts";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { Notice } from "../components/States.tsx";
import { refusalWords, useWords } from "../i18n/index.ts";
import { call } from "../lib/api.ts";
import { useAct } from "../lib/use-call.ts";
import { Field } from "./Field.tsx";
import { lastUserNo, rememberUserNo } from "./last-user.ts";
import { NewPassword } from "./NewPassword.tsx";
import { PasswordField } from "./PasswordField.tsx";
import { Refused } from "./Refused.tsx";
import { Waiting } from "./Waiting.tsx";

type UnlockState = ChannelOutput<"unlock.state">;

/** Refusals that are answered by setting a new password. */
const wantsNewPassword = (refusal: Refusal | null): boolean => refusal?.code === "password_change_needed" || refusal?.code === "weak_password";

export function SignIn({ state, justEnrolled }: { state: UnlockState; justEnrolled: boolean }) {
  const { t } = useWords();
  const [userNo, setUserNo] = useState(state.lastUserNo || lastUserNo());
  const [password, setPassword] = useState("");
  const [changing, setChanging] = useState(false);
  const [tried, setTried] = useState(false);
  const field = useRef<InputRef>(null);
  const signIn = useAct((newPassword: string | null) => call("unlock.signIn", { userNo: userNo.trim(), password, ...(newPassword === null ? {} : { newPassword }) }));
  const [done, setDone] = useState<{ offline: boolean } | null>(null);

  useEffect(() => {
    if (wantsNewPassword(signIn.refusal)) setChanging(true);
    else if (signIn.refusal?.code === "wrong_credentials") field.current?.select();
  }, [signIn.refusal]);

  const send = async (newPassword: string | null) => {
    const answer = await signIn.run(newPassword);
    if (!answer) return;
    rememberUserNo(answer.me.no);
    setPassword("");
    setDone({ offline: answer.offline });
  };
  const submit = () => {
    setTried(true);
    if (userNo.trim() && password) void send(null);
  };

  if (done) return <Notice tone={done.offline ? "warn" : "ok"}>{t(done.offline ? "unlock:signIn.offline" : "unlock:signIn.online")}</Notice>;
  if (changing)
    return (
      <NewPassword
        userNo={userNo}
        old={password}
        refusal={signIn.refusal}
        busy={signIn.busy}
        onSend={(next) => void send(next)}
        onBack={() => {
          setChanging(false);
          signIn.clear();
          setPassword("");
        }}
      />
    );
  return (
    <form
      className="unlock-form"
      onSubmit={(e) => {
        e.preventDefault();
        submit();
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
          <Input id={id} size="large" value={userNo} maxLength={20} disabled={signIn.busy} autoFocus={!userNo} autoComplete="off" spellCheck={false} aria-describedby={describedBy} aria-invalid={invalid} onChange={(e) => setUserNo(e.target.value)} />
        )}
      </Field>
      <PasswordField label={t("unlock:signIn.password")} value={password} onChange={setPassword} disabled={signIn.busy} autoFocus={Boolean(userNo)} inputRef={field} fault={tried && !password && !signIn.busy ? t("unlock:signIn.needPassword") : null} />
      <Button type="primary" size="large" htmlType="submit" block loading={signIn.busy} aria-keyshortcuts="Enter">
        {t("unlock:signIn.submit")} {!signIn.busy && <kbd className="kbd" aria-hidden="true">Enter</kbd>}
      </Button>
      <Waiting busy={signIn.busy} />
      <p className="muted unlock-small">{t("unlock:signIn.note")}</p>
    </form>
  );
}
