/** Recovery of unsent work: who holds parts, which workstations ask, and the two steps of two people. */
import { Button } from "antd";
import { useEffect, useState } from "react";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { DateTime } from "../../../components/DateTime.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Page } from "../../../components/Page.tsx";
import { EmptyState, LoadedView, Notice } from "../../../components/States.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { useDesk } from "../../../lib/use-call.ts";
import { useConnected } from "../../../stores/sync.ts";
import { stepFor, type RequestRow } from "../logic/recovery.ts";
import { BecomeHolder } from "./BecomeHolder.tsx";
import { Decide, type Deciding } from "./Decide.tsx";
import { Reasoned } from "./Reasoned.tsx";

const POLL_MS = 15_000;
type List = DeskOutput<"recovery.list">;

export function RecoveryPage() {
  const { t } = useWords();
  const connected = useConnected();
  const list = useDesk("recovery.list", {});
  const { reload } = list;
  useEffect(() => {
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [reload]);
  const [becoming, setBecoming] = useState(false);
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const [refusing, setRefusing] = useState<RequestRow | null>(null);
  const [leaving, setLeaving] = useState<List["holders"][number] | null>(null);
  const [said, setSaid] = useState<{ what: "became" | "opened" | "approvedDone" | "refusedDone" | "left"; name: string } | null>(null);
  const done = (what: NonNullable<typeof said>["what"], name = "") => () => {
    setSaid({ what, name });
    setBecoming(false);
    setDeciding(null);
    setRefusing(null);
    setLeaving(null);
    reload();
  };
  const mine = list.data?.holders.some((h) => h.mine) ?? false;
  return (
    <Page
      title={t("it:recovery.title")}
      actions={
        <>
          <KeyButton combo="F5" words={t("refresh")} onPress={reload} />
          <KeyButton type="primary" combo="Ctrl+KeyB" words={t(mine ? "it:recovery.renew" : "it:recovery.become")} onPress={() => setBecoming(true)} />
        </>
      }
    >
      {!connected && <Notice tone="warn">{t("it:online")}</Notice>}
      {said && <Notice tone="ok">{t(`it:recovery.${said.what}`, { name: said.name })}</Notice>}
      <LoadedView of={list}>
        {(data) => (
          <>
            <Holders list={data} onLeave={setLeaving} />
            <div className="it-fill">
              <DataTable
                label={t("it:recovery.requests")}
                columns={columns(t, mine, { onStep: (request, step) => setDeciding({ request, step }), onRefuse: setRefusing })}
                rows={data.requests}
                rowKey={(r) => r.id}
                empty={<EmptyState title={t("it:recovery.none")} next={t("it:recovery.noneNext")} />}
              />
            </div>
          </>
        )}
      </LoadedView>
      {becoming && <BecomeHolder onClose={() => setBecoming(false)} onDone={done("became")} />}
      {deciding && <Decide {...deciding} onClose={() => setDeciding(null)} onDone={done(deciding.step === "open" ? "opened" : "approvedDone")} />}
      {refusing && <Reasoned route="recovery.refuse" input={{ requestId: refusing.id }} title={t("it:recovery.refuseTitle", { name: refusing.userName })} text={t("it:recovery.refuseText")} act={t("it:recovery.refuse")} onClose={() => setRefusing(null)} onDone={done("refusedDone")} />}
      {leaving && <Reasoned route="recovery.leave" input={{ userId: leaving.id }} title={t("it:recovery.leaveTitle", { name: leaving.name })} text={t("it:recovery.leaveText")} act={t("it:recovery.leave")} onClose={() => setLeaving(null)} onDone={done("left", leaving.name)} />}
    </Page>
  );
}

function Holders({ list, onLeave }: { list: List; onLeave: (holder: List["holders"][number]) => void }) {
  const { t } = useWords();
  const counting = list.holders.filter((h) => h.active).length;
  return (
    <>
      {counting < list.needed && <Notice tone="bad">{t("it:recovery.tooFew", { n: list.needed })}</Notice>}
      <div className="it-bar">
        <strong>{t("it:recovery.holders")}</strong>
        {list.holders.length === 0 && <span className="muted">{t("it:recovery.noHolders")}</span>}
        {list.holders.map((h) => (
          <span key={h.id} className={`tag ${h.active ? "ok" : ""}`}>
            {h.active ? "●" : "○"} {h.name} <span className="num">{h.no}</span>
            <Button type="link" size="small" onClick={() => onLeave(h)} aria-label={`${t("it:recovery.leave")} ${h.name}`}>{t("it:recovery.leave")}</Button>
          </span>
        ))}
      </div>
    </>
  );
}

const LOOK: Record<RequestRow["state"], { tone: string; sign: string }> = { wanted: { tone: "warn", sign: "▲" }, opened: { tone: "warn", sign: "◐" }, approved: { tone: "ok", sign: "●" }, gone: { tone: "", sign: "○" } };

function columns(t: Translate, holder: boolean, on: { onStep: (request: RequestRow, step: Deciding["step"]) => void; onRefuse: (request: RequestRow) => void }): Column<RequestRow>[] {
  const words = (r: RequestRow): string => (r.state === "gone" ? t(`it:recovery.outcome.${r.outcome === "done" || r.outcome === "refused" ? r.outcome : "expired"}`) : t(`it:recovery.state.${r.state}`));
  return [
    { key: "who", title: t("it:users.name"), width: "minmax(130px, 1fr)", render: (r) => <>{r.userName} <span className="num muted">{r.userNo}</span></> },
    { key: "device", title: t("it:devices.name"), width: "minmax(110px, 1fr)", render: (r) => r.deviceName },
    { key: "wanted", title: t("it:recovery.wantedAt"), width: "118px", render: (r) => <DateTime at={r.wantedAt} /> },
    { key: "state", title: t("it:users.state"), width: "170px", render: (r) => <span className={`tag ${LOOK[r.state].tone}`}>{LOOK[r.state].sign} {words(r)}</span> },
    { key: "first", title: t("it:recovery.first"), width: "84px", render: (r) => r.openedBy || <span className="muted">—</span> },
    { key: "second", title: t("it:recovery.second"), width: "84px", render: (r) => r.approvedBy || <span className="muted">—</span> },
    { key: "until", title: t("it:recovery.until"), width: "118px", render: (r) => (r.state === "gone" ? <span className="muted">—</span> : <DateTime at={r.until} none="—" />) },
    {
      key: "act", title: t("it:users.actions"), width: "220px",
      render: (r) => {
        const step = stepFor(r, holder);
        return (
          <span className="row">
            {step !== null && step !== "other" && <Button size="small" type="primary" onClick={() => on.onStep(r, step)}>{t(`it:recovery.${step}`)}</Button>}
            {step === "other" && <span className="muted">{t("it:recovery.waitsOther")}</span>}
            {r.state !== "gone" && <Button size="small" onClick={() => on.onRefuse(r)} aria-label={`${t("it:recovery.refuse")} ${r.userName}`}>{t("it:recovery.refuse")}</Button>}
          </span>
        );
      },
    },
  ];
}
