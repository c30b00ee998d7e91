/**
 * The rollout's next step. This screen holds no key: it makes the command that a duty officer runs where their key is, and
 * takes back what they have signed. The centre checks it as a workstation would, and only then publishes it.
 */
import { Button, Input, InputNumber, Select } from "antd";
import { useState } from "react";
import { RINGS, type Ring } from "../../../../shared/release/documents.ts";
import { rolloutOptions, type RolloutChange } from "../../../../shared/release/rollout.ts";
import { compareVersions } from "../../../../shared/release/version.ts";
import { HOUR } from "../../../../shared/model/time.ts";
import { overlay } from "../../../components/Dialog.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useAct } from "../../../lib/use-call.ts";
import type { Published } from "../logic/fleet.ts";

const STEPS = ["pause", "wave", "revoke", "minimum", "renew"] as const;
type Step = (typeof STEPS)[number];
const DEADLINE_HOURS = [24, 72, 168] as const;

export function RolloutPanel({ published, onDone }: { published: Published; onDone: () => void }) {
  const { t } = useWords();
  const { rollout, publishes } = published;
  const versions = [...new Set(published.builds.map((build) => build.version))].sort(compareVersions).reverse();
  const [step, setStep] = useState<Step>("pause");
  const [chosen, setChosen] = useState<string | null>(null);
  const [ring, setRing] = useState<Ring | "every">("pilot");
  const [percent, setPercent] = useState(100);
  const [hours, setHours] = useState<number>(72);
  const [answer, setAnswer] = useState("");
  const take = useAct(() => desk("fleet.rollout", { answer: answer.trim() }));
  const named = versions.filter((one) => step !== "revoke" || one !== rollout.version);
  // Nothing chosen yet: the newest there is, also of what was published meanwhile.
  const version = chosen !== null && named.includes(chosen) ? chosen : (named[0] ?? rollout.version);
  const change = changeOf(step, { paused: rollout.paused, version, outgoing: rollout.version, ring, percent, at: published.now, by: published.now + hours * HOUR });
  const command = ["npm run release -- rollout", ...rolloutOptions(change), "--repository REPO --duty-key KEY.pem --answer answer.json"].join(" ");
  const press = async () => {
    if (answer.trim() === "" || !(await take.run())) return;
    setAnswer("");
    onDone();
  };
  const pick = <V extends string>(value: V, options: readonly { value: V; label: string }[], label: string, set: (value: V) => void) =>
    <Select<V> value={value} options={[...options]} onChange={set} aria-label={label} getPopupContainer={overlay} popupMatchSelectWidth={false} />;
  return (
    <section className="col it-rollout" aria-label={t("it:fleet.next")}>
      <h3>{t("it:fleet.next")}</h3>
      <div className="it-bar">
        {pick(step, STEPS.map((value) => ({ value, label: t(`it:fleet.step.${value === "pause" && rollout.paused ? "resume" : value}`) })), t("it:fleet.next"), setStep)}
        {(step === "wave" || step === "revoke" || step === "minimum") && pick(version, named.map((value) => ({ value, label: value })), t("it:devices.version"), setChosen)}
        {step === "wave" && (
          <>
            {pick(ring, [...RINGS.map((value) => ({ value, label: t(`it:fleet.ring.${value}`) })), { value: "every" as const, label: t("it:fleet.everyRing") }], t("it:fleet.ringTitle"), setRing)}
            <InputNumber min={1} max={100} value={percent} onChange={(value) => setPercent(value ?? 100)} suffix="%" style={{ width: 84 }} aria-label={t("it:fleet.percent")} />
          </>
        )}
        {step === "minimum" && pick(String(hours), DEADLINE_HOURS.map((value) => ({ value: String(value), label: t("it:fleet.inHours", { n: value }) })), t("it:fleet.minimum"), (value) => setHours(Number(value)))}
      </div>
      <p className="muted">{t("it:fleet.how")}</p>
      <code className="it-command" tabIndex={0} aria-label={t("it:fleet.command")}>{command}</code>
      {publishes ? (
        <>
          <Input.TextArea className="it-paste" rows={2} value={answer} onChange={(e) => setAnswer(e.target.value)} placeholder={t("it:fleet.answer")} aria-label={t("it:fleet.answer")} spellCheck={false} />
          <RefusalNotice refusal={take.refusal} />
          <div className="row it-end">
            <Button type="primary" loading={take.busy} disabled={answer.trim() === ""} onClick={() => void press()}>{t("it:fleet.publish")}</Button>
          </div>
        </>
      ) : (
        <Notice tone="info">{t("it:fleet.elsewhere")}</Notice>
      )}
    </section>
  );
}

interface Asked {
  readonly paused: boolean;
  readonly version: string;
  readonly outgoing: string;
  readonly ring: Ring | "every";
  readonly percent: number;
  readonly at: number;
  readonly by: number;
}

/** The change a step asks for. */
function changeOf(step: Step, { paused, version, outgoing, ring, percent, at, by }: Asked): RolloutChange {
  const named: Record<Step, RolloutChange> = {
    pause: { paused: !paused },
    wave: { ...(version === outgoing ? {} : { version }), wave: { ...(ring === "every" ? {} : { rings: [ring] }), percent, after: at } },
    revoke: { revoke: version },
    minimum: { minimum: { version, by } },
    renew: {},
  };
  return named[step];
}
