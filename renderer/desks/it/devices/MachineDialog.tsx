/** One machine as it said of itself last: lease, disk, posture against the policy, and its wipe with the receipt. */
import { FACTS, isGood, type PostureFact } from "../../../../shared/model/posture.ts";
import type { WipeCounts } from "../../../../shared/protocol/device.ts";
import { Ago, DateTime } from "../../../components/DateTime.tsx";
import { Dialog } from "../../../components/Dialog.tsx";
import { Notice } from "../../../components/States.tsx";
import { currentLanguage, useWords } from "../../../i18n/index.ts";
import type { DeviceRow } from "../logic/users.ts";

export function MachineDialog({ device, onClose }: { device: DeviceRow; onClose: () => void }) {
  const { t } = useWords();
  return (
    <Dialog open title={device.name} onClose={onClose} width={760}>
      <div className="col">
        {device.heardAt === null ? <Notice tone="warn">{t("it:machine.unheard")}</Notice> : <Said device={device} />}
        {device.order && <Order order={device.order} />}
      </div>
    </Dialog>
  );
}

function Said({ device }: { device: DeviceRow }) {
  const { t } = useWords();
  const verdict = (fact: PostureFact) => (device.refused.includes(fact.name) ? "refuse" : device.warned.includes(fact.name) ? "warn" : isGood(fact) ? "fine" : "ignore");
  const words = currentLanguage() === "en" ? "en" : "zh";
  return (
    <>
      <dl className="it-facts">
        <dt>{t("it:machine.heard")}</dt>
        <dd><Ago at={device.heardAt} /> · {t(device.locked ? "it:machine.locked" : "it:machine.unlocked")}</dd>
        <dt>{t("it:devices.lease")}</dt>
        <dd>{device.leaseNotAfter === null ? "—" : <DateTime at={device.leaseNotAfter} />}</dd>
        <dt>{t("it:machine.disk")}</dt>
        <dd className="num">{device.diskFreeMb === null ? "—" : t("it:machine.gib", { n: (device.diskFreeMb / 1024).toFixed(1) })}</dd>
        <dt>{t("it:devices.enrolled")}</dt>
        <dd><DateTime at={device.enrolledAt} /></dd>
      </dl>
      <table className="it-table">
        <thead>
          <tr><th>{t("it:machine.fact")}</th><th>{t("it:machine.value")}</th><th>{t("it:machine.verdict")}</th><th>{t("it:machine.source")}</th></tr>
        </thead>
        <tbody>
          {device.facts.map((fact) => (
            <tr key={fact.name}>
              <td>{FACTS[fact.name][words]}</td>
              <td className="num">{fact.value}</td>
              <td className={verdict(fact) === "fine" ? "" : "it-warn"}>{t(`it:machine.verdicts.${verdict(fact)}`)}</td>
              <td className="muted">{fact.source}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const COUNTED = ["secrets", "slots", "databases", "caches", "logs", "other", "failed", "unsent"] as const satisfies readonly (keyof WipeCounts)[];

function Order({ order }: { order: NonNullable<DeviceRow["order"]> }) {
  const { t } = useWords();
  return (
    <section className="col" aria-label={t("it:wipe.receipt")}>
      <h3>{t("it:wipe.receipt")}</h3>
      <dl className="it-facts">
        <dt>{t("it:wipe.ordered")}</dt>
        <dd><DateTime at={order.at} /> {order.by} · {t(`it:wipe.mode.${order.mode}`)} · {order.reason}</dd>
        <dt>{t("it:wipe.sent")}</dt>
        <dd>{order.sentAt === null ? "—" : <DateTime at={order.sentAt} />} {order.waits && t("it:wipe.waits")}</dd>
        <dt>{t("it:wipe.done")}</dt>
        <dd>{order.doneAt === null ? "—" : <DateTime at={order.doneAt} />}</dd>
      </dl>
      {order.counts && <p className="num prose">{COUNTED.map((key) => `${t(`it:wipe.counts.${key}`)} ${order.counts![key]}`).join(" · ")}</p>}
    </section>
  );
}
