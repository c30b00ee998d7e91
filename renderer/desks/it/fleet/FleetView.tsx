/** Machines by builds: who runs what, who has to be looked at, how far the outgoing build has come; and the rollout's next step. */
import { Input } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import type { FleetFlag } from "../../../../shared/release/fleet.ts";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { Ago, DateTime } from "../../../components/DateTime.tsx";
import { EmptyState, LoadedView, Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { useDesk } from "../../../lib/use-call.ts";
import { buildLines, filterFleet, flagCounts, isAlarm, shares, type Fleet, type FleetFilter, type FleetMachine, type Published } from "../logic/fleet.ts";
import { RolloutPanel } from "./RolloutPanel.tsx";

const RolloutChart = lazy(() => import("./RolloutChart.tsx"));
const POLL_MS = 30_000;

export function FleetView({ turn }: { turn: number }) {
  const list = useDesk("fleet.read", {});
  const { reload } = list;
  useEffect(() => {
    reload();
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [reload, turn]);
  return (
    <>
      {list.data && <RefusalNotice refusal={list.refusal} />}
      <LoadedView of={list}>{(fleet) => <Shown fleet={fleet} reload={reload} />}</LoadedView>
    </>
  );
}

function Shown({ fleet, reload }: { fleet: Fleet; reload: () => void }) {
  const { t } = useWords();
  const [filter, setFilter] = useState<FleetFilter>({ text: "", flag: null, version: null });
  const rows = filterFleet(fleet.machines, filter);
  const { published } = fleet;
  return (
    <div className="it-fleet">
      <section className="it-fleet-top">
        <div className="col">
          {published ? <Standing published={published} fleet={fleet} /> : <Notice tone="info">{t("it:fleet.nothing")}</Notice>}
          <Builds fleet={fleet} chosen={filter.version} onChoose={(version) => setFilter({ ...filter, version })} />
        </div>
        <div className="col">
          {fleet.history.length > 0 && (
            <Suspense fallback={<div className="it-chart" />}>
              <RolloutChart history={fleet.history} />
            </Suspense>
          )}
          {published && <RolloutPanel published={published} onDone={reload} />}
        </div>
      </section>
      <div className="it-bar">
        <Input.Search allowClear style={{ width: 200 }} value={filter.text} onChange={(e) => setFilter({ ...filter, text: e.target.value })} placeholder={t("it:fleet.search")} aria-label={t("it:fleet.search")} />
        <Flags machines={fleet.machines} chosen={filter.flag} onChoose={(flag) => setFilter({ ...filter, flag })} />
        <span className="muted num">{t("it:devices.count", { n: rows.length })}</span>
        <span className="muted">{t("it:fleet.ownWords")}</span>
      </div>
      <div className="it-fill">
        <DataTable label={t("it:fleet.machines")} columns={columns(t)} rows={rows} rowKey={(machine) => machine.id} empty={<EmptyState title={t("it:fleet.empty")} />} />
      </div>
    </div>
  );
}

/** What goes out, to whom, until when; and which documents have to be signed anew. */
function Standing({ published, fleet }: { published: Published; fleet: Fleet }) {
  const { t } = useWords();
  const { rollout, roles, issued, snapshot } = published;
  const { has, due, waits, unknown } = shares(fleet.machines);
  const bad = roles.filter((role) => role.state !== "good");
  return (
    <>
      {rollout.paused && <Notice tone="warn">{t("it:fleet.paused")}</Notice>}
      {bad.map((role) => (
        <Notice key={role.role} tone={role.state === "expired" ? "bad" : "warn"}>
          {t(role.state === "expired" ? "it:fleet.expired" : "it:fleet.renew", { role: role.role })} <DateTime at={role.expires} />
        </Notice>
      ))}
      <dl className="it-facts">
        <dt>{t("it:fleet.outgoing")}</dt>
        <dd className="num"><strong>{rollout.version}</strong> · {t("it:fleet.share", { has, due, waits, unknown })}</dd>
        <dt>{t("it:fleet.waves")}</dt>
        <dd>
          {rollout.waves.length === 0 ? t("it:fleet.noWave") : rollout.waves.map((wave, i) => (
            <span key={i} className="it-wave num">{wave.rings ? wave.rings.map((ring) => t(`it:fleet.ring.${ring}`)).join("+") : t("it:fleet.everyRing")} {wave.percent} % <DateTime at={wave.after} /></span>
          ))}
        </dd>
        <dt>{t("it:fleet.latestBy")}</dt>
        <dd><DateTime at={rollout.latestBy} /></dd>
        <dt>{t("it:fleet.minimum")}</dt>
        <dd className="num">{rollout.minimumVersion === null ? "—" : <>{rollout.minimumVersion} · <DateTime at={rollout.minimumBy} /></>}</dd>
        <dt>{t("it:fleet.documents")}</dt>
        <dd className="num">{t("it:fleet.number", { n: snapshot })} · <Ago at={issued} /></dd>
      </dl>
    </>
  );
}

function Builds({ fleet, chosen, onChoose }: { fleet: Fleet; chosen: string | null; onChoose: (version: string | null) => void }) {
  const { t } = useWords();
  return (
    <table className="it-table" aria-label={t("it:fleet.builds")}>
      <thead>
        <tr><th>{t("it:devices.version")}</th><th>{t("it:fleet.platforms")}</th><th>{t("it:fleet.count")}</th><th>{t("it:devices.state")}</th></tr>
      </thead>
      <tbody>
        {buildLines(fleet).map((line) => (
          <tr key={line.version}>
            <td><button type="button" className="link num" aria-pressed={chosen === line.version} onClick={() => onChoose(chosen === line.version ? null : line.version)}>{line.version}</button></td>
            <td>{line.platforms}</td>
            <td className="num">{line.machines}</td>
            <td className={["revoked", "belowMinimum", "foreign"].includes(line.standing) ? "it-warn" : ""}>{t(`it:fleet.standing.${line.standing}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Flags({ machines, chosen, onChoose }: { machines: Fleet["machines"]; chosen: FleetFlag | null; onChoose: (flag: FleetFlag | null) => void }) {
  const { t } = useWords();
  return (
    <span className="row" role="group" aria-label={t("it:fleet.flags")}>
      {flagCounts(machines).map(({ flag, n }) => (
        <button key={flag} type="button" className={isAlarm(flag) ? "tag bad it-flag" : "tag it-flag"} aria-pressed={chosen === flag} onClick={() => onChoose(chosen === flag ? null : flag)}>
          {isAlarm(flag) ? "✕" : "○"} {t(`it:fleet.flag.${flag}`)} {n}
        </button>
      ))}
    </span>
  );
}

function columns(t: Translate): Column<FleetMachine>[] {
  return [
    { key: "name", title: t("it:devices.name"), width: "minmax(110px, 1fr)", render: (m) => m.name },
    { key: "flag", title: t("it:devices.state"), width: "minmax(150px, 1.2fr)", render: (m) => <MachineFlags flags={m.flags} t={t} /> },
    { key: "version", title: t("it:devices.version"), width: "80px", render: (m) => <span className="num">{m.version || "—"}</span> },
    { key: "build", title: t("it:fleet.hash"), width: "90px", render: (m) => <span className="num it-mono" title={m.said?.build ?? ""}>{m.said?.build?.slice(0, 8) ?? "—"}</span> },
    { key: "ring", title: t("it:fleet.ringTitle"), width: "80px", render: (m) => (m.said ? t(`it:fleet.ring.${m.said.ring}`) : "—") },
    { key: "share", title: t("it:fleet.progress"), width: "90px", render: (m) => t(`it:fleet.shareOf.${m.share}`) },
    { key: "phase", title: t("it:fleet.update"), width: "minmax(150px, 1.2fr)", render: (m) => (m.said ? <span>{t(`it:fleet.phase.${m.said.phase}`, { version: m.said.offered ?? "" })}{m.said.error && <span className="num muted"> {m.said.error}</span>}</span> : "—") },
    { key: "seen", title: t("it:fleet.seen"), width: "150px", render: (m) => (m.said?.seen ? <span className="num" title={t("it:fleet.seenAll", m.said.seen)}>{t("it:fleet.number", { n: m.said.seen.snapshot })} · <Ago at={m.said.issued} /></span> : "—") },
    { key: "heard", title: t("it:machine.heard"), width: "100px", render: (m) => <Ago at={m.heardAt} /> },
  ];
}

function MachineFlags({ flags, t }: { flags: readonly FleetFlag[]; t: Translate }) {
  const [worst] = flags;
  if (worst === undefined) return <span className="tag ok">● {t("it:fleet.fine")}</span>;
  return <span className={isAlarm(worst) ? "tag bad" : "tag"} title={flags.map((flag) => t(`it:fleet.flag.${flag}`)).join(" · ")}>{isAlarm(worst) ? "✕" : "○"} {t(`it:fleet.flag.${worst}`)}{flags.length > 1 && ` +${flags.length - 1}`}</span>;
}
