/** Every stop this collector has not ticked yet; one key says that they know, the oldest first. */
import { Button } from "antd";
import type { StopRow } from "../../../../shared/ipc/contract.ts";
import { Countdown } from "../../../components/Countdown.tsx";
import { Kbd } from "../../../components/Kbd.tsx";
import { RefusalNotice } from "../../../components/States.tsx";
import { STOP_MINUTES } from "../../../../shared/model/stop.ts";
import { MINUTE } from "../../../../shared/model/time.ts";
import { useWords } from "../../../i18n/index.ts";
import { call } from "../../../lib/api.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useOwedCount } from "../../../lib/owed-count.ts";
import { useAct } from "../../../lib/use-call.ts";
import { useStops } from "../../../lib/use-stops.ts";
import { useMe } from "../../../stores/session.ts";

const TICK_KEY = "Alt+KeyJ";

export function StopStrip() {
  const { t } = useWords();
  const me = useMe();
  const stops = useStops();
  const tick = useAct((stopId: string) => call("stop.tick", { stopId, userId: me.id }));
  const mine = (stops.data?.stops ?? []).filter((row) => row.mine).sort((a, b) => (a.stop.standsFrom ?? 0) - (b.stop.standsFrom ?? 0));
  const press = async ({ stop }: StopRow) => {
    if (await tick.run(stop.id)) stops.reload();
  };
  useOwedCount("stops", stops.data && mine.length);
  const [first] = mine;
  useHotkeys(first ? [{ combo: TICK_KEY, label: t("stop:tick"), run: () => void press(first) }] : []);
  return (
    <>
      <RefusalNotice refusal={tick.refusal} />
      {mine.map((row, i) => (
        <div key={row.stop.id} className="banner bad" role="alert" data-testid="stop-strip">
          <strong>■ {t("stop:strip", { reason: t(`terms:hold.${row.stop.reason}`) })}</strong>
          <span>{row.nameMasked} · {row.bankName} <span className="num">{row.caseNo}</span></span>
          <span>{t("stop:stripNext")}</span>
          {row.dueAt !== null && <Countdown dueAt={row.dueAt} wholeMs={STOP_MINUTES * MINUTE} />}
          <Button size="small" danger type="primary" loading={tick.busy && i === 0} onClick={() => void press(row)} {...(i === 0 ? { "aria-keyshortcuts": "Alt+J" } : {})}>
            {t("stop:tick")} {i === 0 && <Kbd combo={TICK_KEY} />}
          </Button>
        </div>
      ))}
    </>
  );
}
