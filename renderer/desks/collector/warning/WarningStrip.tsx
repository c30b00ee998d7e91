/** Every stamped warning that still owes its form, with its five minutes; F9 opens the oldest. */
import { Button } from "antd";
import { EARLY_WARNING } from "../../../../shared/workflow/early-warning.ts";
import { MINUTE } from "../../../../shared/model/time.ts";
import { Countdown } from "../../../components/Countdown.tsx";
import { DateTime } from "../../../components/DateTime.tsx";
import { Kbd } from "../../../components/Kbd.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { openWarning, useWarnings } from "../state/warnings.ts";

export const FORM_KEY = "F9";
/** Minutes from T0 to the filed form (S-26.1). */
export const FILE_MINUTES = EARLY_WARNING.steps[0].clock.minutes;

export function WarningStrip() {
  const { t } = useWords();
  const stamped = useWarnings((s) => s.stamped);
  useHotkeys([{ combo: FORM_KEY, label: t("collector:warning.form"), run: () => void openWarning(), disabled: stamped.length === 0 }]);
  return stamped.map((w, i) => (
    <div key={w.warningId} className="banner bad" role="status" data-testid="warning-strip">
      <strong>
        ▲ {t("collector:warning.stamped")} T0 <DateTime at={w.t0} style="clock" />
      </strong>
      <span>{w.nameMasked}</span>
      <span>{t("collector:warning.within", { n: FILE_MINUTES })}</span>
      <Countdown dueAt={w.t0 + FILE_MINUTES * MINUTE} wholeMs={FILE_MINUTES * MINUTE} />
      <Button size="small" danger type="primary" onClick={() => void openWarning(w.warningId)}>
        {t("collector:warning.form")} {i === 0 && <Kbd combo={FORM_KEY} />}
      </Button>
    </div>
  ));
}
