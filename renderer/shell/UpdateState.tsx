/** Updating in the strip, only when there is something to know: a deadline, an update that waits for a lock, a channel that is stale or refused. */
import { useEffect, useState } from "react";
import type { UpdateReport } from "../../shared/release/report.ts";
import { refusalWords, useWords } from "../i18n/index.ts";
import { ask } from "../lib/api.ts";
import { serverNow } from "../lib/clock.ts";
import { fullMoment, shortMoment } from "../lib/format.ts";

const LOOK_EVERY_MS = 30_000;

export function UpdateState() {
  const { t } = useWords();
  const [update, setUpdate] = useState<UpdateReport | null>(null);
  useEffect(() => {
    const look = () => void ask("session.update", {}).then((answer) => setUpdate(answer.ok ? answer.value : null));
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  if (update === null) return null;
  const { minimum, phase, offered, staleSince, refusal } = update;
  if (minimum.state === "locked") return <span className="item bad" role="status">✕ {t("shell:update.locked", { version: minimum.version })}</span>;
  if (minimum.state === "warned") return <span className="item warn" role="status" title={`${fullMoment(minimum.by ?? 0)} · ${t("shell:update.readyHint")}`}>▲ {t("shell:update.warned", { version: minimum.version, by: shortMoment(minimum.by ?? 0, serverNow()) })}</span>;
  if (phase === "ready" || phase === "handed_over") return <span className="item" title={t("shell:update.readyHint")}>↓ {t("shell:update.ready", { version: offered })}</span>;
  if (staleSince !== null) return <span className="item warn" title={refusal ? refusalWords(refusal) : ""}>▲ {t("shell:update.stale", { at: shortMoment(staleSince, serverNow()) })}</span>;
  if (refusal !== null && phase === "refused") return <span className="item warn" title={refusalWords(refusal)}>▲ {t("shell:update.refused", { code: refusal.code })}</span>;
  return null;
}
