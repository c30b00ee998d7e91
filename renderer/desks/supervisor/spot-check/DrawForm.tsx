/** Whose notes, of which days, how many; a sample's number draws it again. */
import { InputNumber, Select } from "antd";
import { useState } from "react";
import type { ChannelInput } from "../../../../shared/ipc/contract.ts";
import { MAX_SAMPLE, SAMPLE_SEEDS } from "../../../../shared/model/events.ts";
import { addDays, dayOf } from "../../../../shared/model/time.ts";
import { DayPicker } from "../../../components/DayPicker.tsx";
import { overlay } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { useWords } from "../../../i18n/index.ts";
import { serverNow } from "../../../lib/clock.ts";
import { useCall } from "../../../lib/use-call.ts";
import { useMe } from "../../../stores/session.ts";

export type DrawInput = ChannelInput<"spotCheck.draw">;
const SIZE = 10;
/** A week, today included. */
const BACK_DAYS = 6;

export function DrawForm({ busy, onDraw }: { busy: boolean; onDraw: (input: DrawInput) => void }) {
  const { t } = useWords();
  const me = useMe();
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  const team = colleagues.filter((c) => c.teamId === me.teamId && c.roles.includes("collector"));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [from, setFrom] = useState<string | null>(() => addDays(dayOf(serverNow()), -BACK_DAYS));
  const [until, setUntil] = useState<string | null>(() => dayOf(serverNow()));
  const [size, setSize] = useState<number | null>(SIZE);
  const [seed, setSeed] = useState<number | null>(null);
  const collectorIds = chosen.length > 0 ? [...chosen] : team.map((c) => c.id);
  const press = () => {
    if (from && until && size) onDraw({ collectorIds, from, until, size, seed });
  };
  return (
    <div className="sv-filter">
      <Select<string[]>
        mode="multiple"
        maxTagCount={2}
        style={{ width: 250 }}
        value={[...chosen]}
        onChange={setChosen}
        options={team.map((c) => ({ value: c.id, label: `${c.name} ${c.no}` }))}
        showSearch={{ optionFilterProp: "label" }}
        placeholder={t("supervisor:spotCheck.wholeTeam")}
        getPopupContainer={overlay}
        aria-label={t("supervisor:spotCheck.collectors")}
      />
      <span className="row">
        <DayPicker value={from} onChange={setFrom} label={t("supervisor:spotCheck.from")} {...(until ? { to: until } : {})} />
        <span aria-hidden="true">–</span>
        <DayPicker value={until} onChange={setUntil} label={t("supervisor:spotCheck.until")} {...(from ? { from } : {})} />
      </span>
      <label>
        {t("supervisor:spotCheck.size")} <InputNumber style={{ width: 64 }} value={size} min={1} max={MAX_SAMPLE} precision={0} onChange={setSize} />
      </label>
      <label title={t("supervisor:spotCheck.seedHint")}>
        {t("supervisor:spotCheck.seed")} <InputNumber style={{ width: 92 }} value={seed} min={0} max={SAMPLE_SEEDS - 1} precision={0} controls={false} placeholder={t("supervisor:spotCheck.seedNew")} onChange={setSeed} />
      </label>
      <KeyButton type="primary" combo="F5" words={t("supervisor:spotCheck.draw")} onPress={press} loading={busy} disabled={!from || !until || !size || collectorIds.length === 0} />
    </div>
  );
}
