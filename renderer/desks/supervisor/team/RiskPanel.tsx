/** Clocks that are running out, by step and owner; a click opens what each belongs to. From this workstation's own documents. */
import { Button } from "antd";
import { EmptyState } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useNow } from "../../../lib/clock.ts";
import { useCall } from "../../../lib/use-call.ts";
import { useFollowed } from "../../../lib/use-followed.ts";
import { useStops } from "../../../lib/use-stops.ts";
import { useWarningWords } from "../../../lib/warning-words.ts";
import { stepWord } from "../../complaint/words.ts";
import { useReferralWords } from "../../legal/words.ts";
import { ClockTag } from "../inbox/ClockTag.tsx";
import type { WarningRow } from "../logic/inbox.ts";
import { atRisk, runningClocks, type Flow, type FlowClock } from "../logic/wall.ts";

interface RiskPanelProps {
  readonly warnings: readonly WarningRow[];
  readonly onOpen: (flow: Flow, id: string) => void;
}

export function RiskPanel({ warnings, onOpen }: RiskPanelProps) {
  const { t } = useWords();
  const now = useNow();
  const complaints = useFollowed("forms.list", { workflow: "complaint" });
  const referrals = useFollowed("forms.list", { workflow: "legalReferral" });
  const stops = useStops();
  const stopRows = stops.data?.stops ?? [];
  const running = runningClocks({ warnings, complaints: complaints.data?.forms ?? [], referrals: referrals.data?.forms ?? [], stops: stopRows }, now);
  const risky = atRisk(running);
  const open = ({ flow, id }: FlowClock) => {
    // A delivered referral is confirmed where the ticks are seen: on its stop.
    const stop = flow === "referral" ? stopRows.find((row) => row.stop.ref === id) : undefined;
    if (stop) onOpen("stop", stop.stop.id);
    else onOpen(flow, id);
  };
  return (
    <section className="panel sv-risk" aria-label={t("supervisor:wall.risk")}>
      <header>
        <h2>{t("supervisor:wall.risk")}</h2>
        <span className={risky.length > 0 ? "tag num bad" : "tag num ok"}>{t("supervisor:wall.riskOf", { n: risky.length, all: running.length })}</span>
      </header>
      <div className="scroll" tabIndex={0}>
        {risky.length === 0 ? <EmptyState title={t("supervisor:wall.noRisk")} next={t("supervisor:wall.noRiskNext")} /> : <RiskList clocks={risky} onOpen={open} />}
      </div>
    </section>
  );
}

function RiskList({ clocks, onOpen }: { clocks: readonly FlowClock[]; onOpen: (clock: FlowClock) => void }) {
  const { t } = useWords();
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  const ofWarning = useWarningWords().step;
  const ofReferral = useReferralWords().step;
  const words: Record<Flow, (step: string) => string> = { warning: ofWarning, complaint: (step) => stepWord(step, t), referral: ofReferral, stop: () => t("supervisor:wall.tick") };
  const owner = ({ users, clock }: FlowClock) => {
    const names = users.flatMap((id) => colleagues.find((c) => c.id === id)?.name ?? []);
    const post = clock.owner ? t(`terms:role.${clock.owner}`) : "";
    return names.length > 0 ? `${post} ${names.join(" / ")}` : post;
  };
  return (
    <ul className="sv-risks" aria-label={t("supervisor:wall.risk")}>
      {clocks.map((item) => (
        <li key={`${item.id} ${item.clock.step}`}>
          <Button type="text" size="small" className="sv-risk-row" onClick={() => onOpen(item)}>
            <ClockTag clock={item.clock} />
            <strong>{t(`supervisor:wall.flow.${item.flow}`)} · {words[item.flow](item.clock.step)}</strong>
            <span className="grow ellipsis muted">{[item.about, item.no].filter(Boolean).join(" ")}</span>
            <span className="ellipsis">{owner(item)}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
