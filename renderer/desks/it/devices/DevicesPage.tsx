/** Devices: last seen, version, unsent records, last user; a code for a new one; revoking with a reason. */
import { AutoComplete, Button, Checkbox, Input } from "antd";
import { useEffect, useState } from "react";
import { isGood } from "../../../../shared/model/posture.ts";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { Ago, DateTime } from "../../../components/DateTime.tsx";
import { Dialog, overlay } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Page } from "../../../components/Page.tsx";
import { Segments } from "../../../components/Segments.tsx";
import { EmptyState, LoadedView, Notice, RefusalNotice } from "../../../components/States.tsx";
import { AfterNumber } from "../../../components/TwoLines.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useNow } from "../../../lib/clock.ts";
import { useAct, useDesk } from "../../../lib/use-call.ts";
import { useSession } from "../../../stores/session.ts";
import { useConnected } from "../../../stores/sync.ts";
import { clockOffMinutes, filterDevices, isSilent, type DeviceRow } from "../logic/users.ts";
import { FleetView } from "../fleet/FleetView.tsx";
import { EnrolCode } from "./EnrolCode.tsx";
import { MachineDialog } from "./MachineDialog.tsx";
import { WipeDialog } from "./WipeDialog.tsx";

const POLL_MS = 30_000;

/** Machines one by one, or by their builds; enrolling and refreshing are the same on both. */
export function DevicesPage() {
  const { t } = useWords();
  const [view, setView] = useState<"machines" | "builds">("machines");
  const [turn, setTurn] = useState(0);
  const connected = useConnected();
  const now = useNow(30_000);
  const list = useDesk("device.list", {});
  const { reload } = list;
  useEffect(() => {
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [reload]);
  const [filter, setFilter] = useState({ text: "", withRevoked: false });
  const [enrolling, setEnrolling] = useState(false);
  const [revoking, setRevoking] = useState<DeviceRow | null>(null);
  const [wiping, setWiping] = useState<DeviceRow | null>(null);
  const [shown, setShown] = useState<DeviceRow | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const rows = filterDevices(list.data?.devices ?? [], filter);
  return (
    <Page
      title={t("it:devices.title")}
      actions={
        <>
          <Segments label={t("it:fleet.view")} value={view} options={[{ value: "machines", label: t("it:fleet.tabMachines") }, { value: "builds", label: t("it:fleet.tabBuilds") }]} onChange={setView} />
          <KeyButton combo="F5" words={t("refresh")} onPress={() => { reload(); setTurn(turn + 1); }} />
          <KeyButton type="primary" combo="Ctrl+KeyB" words={t("it:devices.code")} onPress={() => setEnrolling(true)} />
        </>
      }
    >
      {!connected && <Notice tone="warn">{t("it:online")}</Notice>}
      {view === "builds" && <FleetView turn={turn} />}
      {view === "machines" && (
        <>
          <div className="it-bar">
            <Input.Search allowClear style={{ width: 280 }} value={filter.text} onChange={(e) => setFilter({ ...filter, text: e.target.value })} placeholder={t("it:devices.search")} aria-label={t("it:devices.search")} />
            <Checkbox checked={filter.withRevoked} onChange={(e) => setFilter({ ...filter, withRevoked: e.target.checked })}>{t("it:devices.showRevoked")}</Checkbox>
            <span className="muted num">{t("it:devices.count", { n: rows.length })}</span>
          </div>
          {said && <Notice tone="ok">{said}</Notice>}
          {list.data && <RefusalNotice refusal={list.refusal} />}
          <LoadedView of={list}>
            {() => (
              <div className="it-fill">
                <DataTable label={t("it:devices.title")} columns={columns(t, now, { revoke: setRevoking, wipe: setWiping, show: setShown })} rows={rows} rowKey={(d) => d.id} empty={<EmptyState title={t("it:devices.empty")} next={t("it:devices.emptyNext")} />} />
              </div>
            )}
          </LoadedView>
        </>
      )}
      {enrolling && <EnrolCode onClose={() => setEnrolling(false)} />}
      {shown && <MachineDialog device={rows.find((d) => d.id === shown.id) ?? shown} onClose={() => setShown(null)} />}
      {wiping && (
        <WipeDialog
          device={rows.find((d) => d.id === wiping.id) ?? wiping}
          onClose={() => setWiping(null)}
          onDone={(what) => {
            setSaid(t(`it:wipe.said.${what}`, { name: wiping.name }));
            setWiping(null);
            reload();
          }}
        />
      )}
      {revoking && (
        <RevokeDialog
          device={revoking}
          onClose={() => setRevoking(null)}
          onRevoked={() => {
            setSaid(t("it:devices.revoked2", { name: revoking.name }));
            setRevoking(null);
            reload();
          }}
        />
      )}
    </Page>
  );
}

const REASONS = ["lost", "replaced", "repair", "left"] as const;

function RevokeDialog({ device, onClose, onRevoked }: { device: DeviceRow; onClose: () => void; onRevoked: () => void }) {
  const { t } = useWords();
  const [reason, setReason] = useState("");
  const revoke = useAct(() => desk("device.revoke", { deviceId: device.id, reason: reason.trim() }));
  const press = async () => {
    if (reason.trim() !== "" && (await revoke.run())) onRevoked();
  };
  return (
    <Dialog open title={t("it:devices.revokeTitle", { name: device.name })} onClose={onClose} closeOutside={false}>
      <div className="col">
        <p>{t("it:devices.revokeText")}</p>
        {device.unsent > 0 && <Notice tone="bad">{t("it:devices.revokeUnsent", { n: device.unsent })}</Notice>}
        <div className="it-field">
          <span>{t("it:devices.revokeReason")}</span>
          <AutoComplete value={reason} autoFocus onChange={(text) => setReason(String(text ?? "").slice(0, 200))} options={REASONS.map((key) => ({ value: t(`it:devices.reasons.${key}`) }))} placeholder={t("it:devices.revokeReasonHint")} getPopupContainer={overlay} aria-label={t("it:devices.revokeReason")} />
        </div>
        <RefusalNotice refusal={revoke.refusal} />
        <div className="row it-end">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <KeyButton danger type="primary" combo="Ctrl+Enter" words={t("it:devices.revoke")} onPress={() => void press()} loading={revoke.busy} disabled={reason.trim() === ""} />
        </div>
      </div>
    </Dialog>
  );
}

/** What is wrong with a machine, the worst first; a clock that is off is shown and refuses nothing. */
function DeviceState({ device, now, t }: { device: DeviceRow; now: number; t: Translate }) {
  // The training clock is off from every machine's by design, as in the strip.
  const training = useSession((s) => s.facts?.training ?? false);
  if (device.order?.doneAt != null) return <span className="tag">○ {t("it:wipe.state.done")}</span>;
  if (device.order) return <span className="tag warn">▲ {t(device.order.waits ? "it:wipe.state.waits" : device.order.sentAt === null ? "it:wipe.state.ordered" : "it:wipe.state.sent")}</span>;
  if (device.revoked) return <span className="tag">○ {t("it:devices.revoked")}</span>;
  if (device.lost > 0) return <span className="tag bad">✕ {t("it:devices.lost", { n: device.lost })}</span>;
  if (isSilent(device, now)) return <span className="tag warn">▲ {t("it:devices.silent")}</span>;
  const off = training ? null : clockOffMinutes(device);
  if (off !== null) return <span className="tag warn">▲ {t(off > 0 ? "it:devices.clockAhead" : "it:devices.clockBehind", { n: Math.abs(off) })}</span>;
  return <span className="tag ok">● {t("it:devices.active")}</span>;
}

function Waiting({ device, t }: { device: DeviceRow; t: Translate }) {
  if (device.quarantined > 0) return <span className="num it-warn">✕ {t("it:devices.quarantined", { n: device.quarantined })}</span>;
  if (device.unsent > 0) return <span className="num it-warn">▲ {t("it:devices.unsentWarn", { n: device.unsent })}</span>;
  return <span className="num">0</span>;
}

/** How a machine's posture stands against the policy; opens what it said. */
function Posture({ device, t, onShow }: { device: DeviceRow; t: Translate; onShow: () => void }) {
  const bad = device.refused.length + device.warned.length;
  const off = device.facts.filter((fact) => !isGood(fact)).length;
  const judged = bad === 0 ? (off === 0 ? t("it:posture.fine") : t("it:posture.noted", { n: off })) : t(device.refused.length > 0 ? "it:posture.refused" : "it:posture.warned", { n: bad });
  const words = device.heardAt === null ? t("it:posture.unheard") : judged;
  return <Button size="small" type="link" className={bad > 0 ? "it-warn" : ""} onClick={onShow} aria-label={`${t("it:devices.posture")} ${device.name}: ${words}`}>{words}</Button>;
}

interface Acts {
  readonly revoke: (device: DeviceRow) => void;
  readonly wipe: (device: DeviceRow) => void;
  readonly show: (device: DeviceRow) => void;
}

function columns(t: Translate, now: number, acts: Acts): Column<DeviceRow>[] {
  return [
    { key: "name", title: t("it:devices.name"), width: "minmax(110px, 1fr)", render: (d) => d.name },
    {
      key: "state", title: t("it:devices.state"), width: "180px",
      render: (d) => <DeviceState device={d} now={now} t={t} />,
    },
    { key: "seen", title: t("it:devices.lastSeen"), width: "100px", render: (d) => <Ago at={d.lastSeenAt} /> },
    { key: "version", title: t("it:devices.version"), width: "70px", render: (d) => <span className="num">{d.version || "—"}</span> },
    { key: "unsent", title: t("it:devices.unsent"), width: "130px", align: "end", render: (d) => <Waiting device={d} t={t} /> },
    { key: "user", title: <AfterNumber>{t("it:devices.lastUser")}</AfterNumber>, width: "120px", render: (d) => <AfterNumber>{d.lastUser || "—"}</AfterNumber> },
    { key: "lease", title: t("it:devices.lease"), width: "110px", render: (d) => (d.leaseNotAfter === null ? "—" : <DateTime at={d.leaseNotAfter} />) },
    { key: "posture", title: t("it:devices.posture"), width: "110px", render: (d) => <Posture device={d} t={t} onShow={() => acts.show(d)} /> },
    {
      key: "act", title: t("it:devices.actions"), width: "170px",
      render: (d) => (
        <span className="row">
          {d.order?.doneAt == null && <Button size="small" danger onClick={() => acts.wipe(d)} aria-label={`${t("it:wipe.order")} ${d.name}`}>{t("it:wipe.short")}</Button>}
          {!d.revoked && <Button size="small" danger onClick={() => acts.revoke(d)} aria-label={`${t("it:devices.revoke")} ${d.name}`}>{t("it:devices.revokeShort")}</Button>}
        </span>
      ),
    },
  ];
}
