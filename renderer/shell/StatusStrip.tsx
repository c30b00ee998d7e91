/** One strip: connection, waiting uploads, last sync, lease, training label, lock. Always visible. */
import type { SyncStatus } from "../../shared/ipc/contract.ts";
import { Ago, DateTime } from "../components/DateTime.tsx";
import { Kbd } from "../components/Kbd.tsx";
import { refusalWords, useWords } from "../i18n/index.ts";
import { ask } from "../lib/api.ts";
import { age } from "../lib/format.ts";
import { useNow } from "../lib/clock.ts";
import { useSession } from "../stores/session.ts";
import { useSync } from "../stores/sync.ts";
import { LOCK_KEY, lockNow } from "./lock.ts";
import { UpdateState } from "./UpdateState.tsx";
import { QuarantineButton } from "./quarantine/QuarantineButton.tsx";

/** On the training clock every machine is "off"; elsewhere this much is worth saying. */
const SKEW_SHOWN_MS = 30_000;

export function StatusStrip() {
  const { t } = useWords();
  const status = useSync((s) => s.status);
  const facts = useSession((s) => s.facts);
  return (
    <footer className="strip" aria-label={t("shell:strip")}>
      <Connection status={status} />
      {status && <Vpn vpn={status.vpn} />}
      {status && <Waiting status={status} />}
      <QuarantineButton count={status?.rejected ?? 0} />
      {status && (
        <span className="item">
          {status.lastSyncAt === null ? t("shell:lastSyncNever") : <LastSync at={status.lastSyncAt} />}
          <button type="button" className="link" onClick={() => void ask("sync.now", {})}>
            {t("shell:syncNow")}
          </button>
        </span>
      )}
      {status && <Lease status={status} />}
      {status && !facts?.training && Math.abs(status.skewMs) >= SKEW_SHOWN_MS && <span className="item warn">▲ {t("shell:skew", { n: Math.round(status.skewMs / 1000) })}</span>}
      <UpdateState />
      <span className="end">
        {facts?.training && <TrainingTag />}
        {facts?.host === "evaluation" && <span className="item">{t("shell:evaluationHost")}</span>}
        <span className="item" title={t("shell:version", { version: facts?.version ?? "" })}>
          {facts?.deviceName}
        </span>
        <button type="button" className="lock-button" onClick={() => void lockNow()} title={t("shell:lockHint")} aria-keyshortcuts="Control+L">
          {t("shell:lock")} <Kbd combo={LOCK_KEY} />
        </button>
      </span>
    </footer>
  );
}

function Connection({ status }: { status: SyncStatus | null }) {
  const { t } = useWords();
  if (!status) return <span className="item">◌ {t("shell:unknown")}</span>;
  if (status.loading) {
    const { done, total } = status.loading;
    return <span className="item warn num">↓ {total === null ? t("shell:loadingUnknown", { done }) : t("shell:loading", { done, total })}</span>;
  }
  if (status.connected) return <span className="item ok">● {t("shell:connected")}</span>;
  const words = status.reason && status.reason.code !== "offline" ? t("shell:disconnected", { reason: refusalWords(status.reason) }) : t("shell:offline");
  return (
    <span className="item bad reason" role="status" title={words}>
      <span aria-hidden="true">○</span> <span className="ellipsis">{words}</span>
    </span>
  );
}

/** The interface the bridge speaks through; why there is none stands beside it. */
function Vpn({ vpn }: { vpn: SyncStatus["vpn"] }) {
  const { t } = useWords();
  if (!vpn) return <span className="item bad">✕ {t("shell:vpnClosed")}</span>;
  return <span className="item" title={vpn.address}>✓ {t("shell:vpnOpen", { by: vpn.by })}</span>;
}

function Waiting({ status }: { status: SyncStatus }) {
  const { t } = useWords();
  const now = useNow(5_000);
  if (status.pending === 0) return <span className="item">✓ {t("shell:pendingNone")}</span>;
  if (status.oldestPendingAt === null) return <span className="item warn num">↑ {t("shell:pending", { n: status.pending })}</span>;
  const { unit, n } = age(status.oldestPendingAt, now);
  return <span className="item warn num">↑ {t("shell:pendingOldest", { n: status.pending, age: t(unit, { n }) })}</span>;
}

function LastSync({ at }: { at: number }) {
  const { t } = useWords();
  return (
    <span className="num">
      {t("shell:lastSync", { time: "" })}
      <Ago at={at} />
    </span>
  );
}

function Lease({ status }: { status: SyncStatus }) {
  const { t } = useWords();
  if (status.leaseNotAfter === null) return null;
  const close = status.leaseNotAfter - status.serverNow < 4 * 3_600_000;
  return (
    <span className={close ? "item warn" : "item"}>
      {close && "▲ "}
      {t("shell:lease", { time: "" })}
      <DateTime at={status.leaseNotAfter} />
    </span>
  );
}

/** The training clock and its weekday time, so that nobody takes it for a working day. */
function TrainingTag() {
  const { t } = useWords();
  const now = useNow(1_000);
  return (
    <span className="training-tag num">
      {t("shell:training")} <DateTime at={now} style="clock" /> · {t("shell:trainingData")}
    </span>
  );
}
