/** How updating stands, where nobody is signed in: a deadline, a build out of service, why an update was refused. */
import { useEffect } from "react";
import type { UpdateReport } from "../../shared/release/report.ts";
import { formatDateTime } from "../../shared/model/time.ts";
import { Notice } from "../components/States.tsx";
import { refusalWords, useWords } from "../i18n/index.ts";

type Words = ReturnType<typeof useWords>["t"];

/** Often enough to see a download go on. */
const LOOK_EVERY_MS = 5_000;

/** The state in a few words, for the line at the bottom. */
export function updatePhase(t: Words, { phase, offered, received, total }: UpdateReport): string {
  const percent = total > 0 ? Math.floor((received * 100) / total) : 0;
  return t(`unlock:update.phase.${phase}`, { version: offered ?? "", percent });
}

export function UpdateNotice({ update, reload }: { update: UpdateReport; reload: () => void }) {
  const { t } = useWords();
  const moving = update.phase !== "off";
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(reload, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [moving, reload]);
  const { state, version, by } = update.minimum;
  return (
    <>
      {state === "warned" && <Notice tone="warn">{t("unlock:update.warned", { version, by: formatDateTime(by ?? 0) })}</Notice>}
      {state === "locked" && (
        <Notice tone="bad">
          <strong>{t("unlock:update.lockedTitle")}</strong>
          <div>{t("unlock:update.locked", { version })}</div>
          <div>{t("unlock:update.now", { phase: updatePhase(t, update) })}</div>
        </Notice>
      )}
      {update.refusal && (
        <Notice tone="warn">
          {refusalWords(update.refusal)} <span className="num">({t("code", { code: update.refusal.code })})</span>
        </Notice>
      )}
    </>
  );
}
