/** Users: find, unlock on a Monday 08:55, reset, disable; a list pasted in bulk. */
import { Button, Checkbox, Input } from "antd";
import { useEffect, useState } from "react";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { DateTime } from "../../../components/DateTime.tsx";
import { useConfirm } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Page } from "../../../components/Page.tsx";
import { EmptyState, LoadedView, Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useAct, useDesk } from "../../../lib/use-call.ts";
import { useConnected } from "../../../stores/sync.ts";
import { userState, type UserRow, type UserState } from "../logic/users.ts";
import { Alarms } from "./Alarms.tsx";
import { BulkSheet } from "./BulkSheet.tsx";
import { PasswordOnce } from "./PasswordOnce.tsx";
import { ResetFactor } from "./ResetFactor.tsx";

const LIMIT = 500;

export function UsersPage() {
  const { t } = useWords();
  const connected = useConnected();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const [lockedOnly, setLockedOnly] = useState(false);
  const [bulk, setBulk] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text]);
  const list = useDesk("user.list", { limit: LIMIT, text: asked });
  const acts = useUserActs(list.reload);
  const rows = (list.data?.users ?? []).filter((u) => !lockedOnly || userState(u) === "locked");
  return (
    <Page
      title={t("it:users.title")}
      actions={
        <>
          <KeyButton combo="F5" words={t("refresh")} onPress={list.reload} loading={list.loading && list.data !== null} />
          <KeyButton type="primary" combo="Ctrl+KeyB" words={t("it:users.bulk")} onPress={() => setBulk(true)} />
        </>
      }
    >
      {!connected && <Notice tone="warn">{t("it:online")}</Notice>}
      <div className="it-bar">
        <Input.Search allowClear autoFocus style={{ width: 280 }} value={text} maxLength={40} onChange={(e) => setText(e.target.value)} placeholder={t("it:users.search")} aria-label={t("it:users.search")} />
        <Checkbox checked={lockedOnly} onChange={(e) => setLockedOnly(e.target.checked)}>{t("it:users.onlyLocked")}</Checkbox>
        <span className="muted num">{t("it:users.count", { n: rows.length })}</span>
      </div>
      <Alarms />
      <RefusalNotice refusal={acts.refusal} />
      {acts.said && <Notice tone="ok">{acts.said}</Notice>}
      <LoadedView of={list}>
        {() => (
          <div className="it-fill">
            <DataTable label={t("it:users.title")} columns={columns(t, acts)} rows={rows} rowKey={(u) => u.id} empty={<EmptyState title={t("it:users.empty")} next={t("it:users.emptyNext")} />} />
          </div>
        )}
      </LoadedView>
      {acts.password && <PasswordOnce {...acts.password} onClose={acts.forget} />}
      {acts.losing && <ResetFactor user={acts.losing} onClose={acts.keepFactor} onReset={acts.factorReset} />}
      <BulkSheet open={bulk} onClose={() => setBulk(false)} onWritten={list.reload} />
    </Page>
  );
}

interface UserActs {
  readonly reset: (user: UserRow) => void;
  readonly unlock: (user: UserRow) => void;
  readonly resetFactor: (user: UserRow) => void;
  /** Whose second step is about to be taken away. */
  readonly losing: UserRow | null;
  readonly keepFactor: () => void;
  readonly factorReset: () => void;
  readonly setActive: (user: UserRow, active: boolean) => void;
  readonly busy: boolean;
  readonly refusal: ReturnType<typeof useAct>["refusal"];
  readonly said: string | null;
  readonly password: { name: string; no: string; password: string } | null;
  readonly forget: () => void;
}

/** What IT does to one user; a new password lives in this state only until it is told. */
function useUserActs(onChanged: () => void): UserActs {
  const { t } = useWords();
  const confirm = useConfirm();
  const [said, setSaid] = useState<string | null>(null);
  const [password, setPassword] = useState<UserActs["password"]>(null);
  const [losing, setLosing] = useState<UserRow | null>(null);
  const act = useAct(async (what: () => Promise<string | null>) => {
    setSaid(null);
    setSaid(await what());
    onChanged();
  });
  const ask = async (title: string, body: string, ok: string) => confirm({ title, body, ok, cancel: t("cancel"), danger: true });
  const reset = async (user: UserRow): Promise<void> => {
    if (!(await ask(t("it:users.resetTitle", { name: user.name }), t("it:users.resetText"), t("it:users.reset")))) return;
    await act.run(async () => {
      setPassword({ name: user.name, no: user.no, ...(await desk("user.reset", { userId: user.id })) });
      return null;
    });
  };
  const setActive = async (user: UserRow, active: boolean): Promise<void> => {
    if (!active && !(await ask(t("it:users.deactivateTitle", { name: user.name }), t("it:users.deactivateText"), t("it:users.deactivate")))) return;
    await act.run(async () => {
      await desk("user.setActive", { userId: user.id, active });
      return t(active ? "it:users.activated" : "it:users.deactivated", { name: user.name });
    });
  };
  return {
    busy: act.busy, refusal: act.refusal, said, password,
    forget: () => setPassword(null),
    losing,
    resetFactor: setLosing,
    keepFactor: () => setLosing(null),
    factorReset: () => {
      setSaid(t("it:factor.done", { name: losing?.name ?? "" }));
      setLosing(null);
      onChanged();
    },
    unlock: (user) =>
      void act.run(async () => {
        await desk("user.unlock", { userId: user.id });
        return t("it:users.unlocked", { name: user.name });
      }),
    reset: (user) => void reset(user),
    setActive: (user, active) => void setActive(user, active),
  };
}

const STATE_LOOK: Record<UserState, { tone: string; sign: string }> = { active: { tone: "", sign: "●" }, locked: { tone: "bad", sign: "■" }, disabled: { tone: "", sign: "○" } };

function columns(t: Translate, acts: UserActs): Column<UserRow>[] {
  return [
    { key: "no", title: t("it:users.no"), width: "82px", render: (u) => <span className="num">{u.no}</span> },
    { key: "name", title: t("it:users.name"), width: "92px", render: (u) => u.name },
    { key: "roles", title: t("it:users.roles"), width: "minmax(110px, 1fr)", render: (u) => u.roles.map((role) => t(`terms:role.${role}`)).join(" / ") },
    { key: "team", title: t("it:users.team"), width: "minmax(90px, 0.8fr)", render: (u) => u.teamName || <span className="muted">—</span> },
    { key: "extension", title: t("it:users.extension"), width: "60px", render: (u) => <span className="num">{u.extension || "—"}</span> },
    { key: "pledged", title: t("it:users.pledged"), width: "104px", render: (u) => (u.pledgedOn ? <span className="num">{u.pledgedOn}</span> : <span className="it-warn">▲ {t("it:users.noPledge")}</span>) },
    {
      key: "state", title: t("it:users.state"), width: "92px",
      render: (u) => {
        const state = userState(u);
        return <span className={`tag ${STATE_LOOK[state].tone}`}>{STATE_LOOK[state].sign} {t(`it:users.${state}`)}</span>;
      },
    },
    { key: "last", title: t("it:users.lastSignIn"), width: "112px", render: (u) => <DateTime at={u.lastSignInAt} none={t("never")} /> },
    {
      key: "act", title: t("it:users.actions"), width: "372px",
      render: (u) => (
        <span className="row">
          <Button size="small" type={u.locked ? "primary" : "default"} disabled={acts.busy || !u.locked} onClick={() => acts.unlock(u)} aria-label={`${t("it:users.unlock")} ${u.name}`}>{t("it:users.unlock")}</Button>
          <Button size="small" disabled={acts.busy || !u.active} onClick={() => acts.reset(u)} aria-label={`${t("it:users.reset")} ${u.name}`}>{t("it:users.reset")}</Button>
          <Button size="small" disabled={acts.busy || !u.secondFactor} onClick={() => acts.resetFactor(u)} aria-label={`${t("it:factor.button")} ${u.name}`}>{t("it:factor.button")}</Button>
          {u.active ? (
            <Button size="small" disabled={acts.busy} onClick={() => acts.setActive(u, false)} aria-label={`${t("it:users.deactivate")} ${u.name}`}>{t("it:users.deactivate")}</Button>
          ) : (
            <Button size="small" disabled={acts.busy} onClick={() => acts.setActive(u, true)} aria-label={`${t("it:users.activate")} ${u.name}`}>{t("it:users.activate")}</Button>
          )}
        </span>
      ),
    },
  ];
}
