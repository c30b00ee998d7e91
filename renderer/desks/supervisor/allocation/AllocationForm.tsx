/** Conditions of an allocation: the cases, the collectors, the balance. */
import { Button, Checkbox, InputNumber, Segmented, Select } from "antd";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { overlay } from "../../../components/Dialog.tsx";
import { EmptyState } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useDesk } from "../../../lib/use-call.ts";
import { BankSelect, BUCKETS } from "../parts/BankSelect.tsx";

type Collector = DeskOutput<"team.collectors">["collectors"][number];

export interface AllocationChoice {
  readonly bankCode: string | null;
  readonly buckets: readonly string[];
  readonly batchId: string | null;
  readonly onlyUnassigned: boolean;
  readonly collectorIds: readonly string[];
  readonly balanceBy: "cases" | "amount";
  readonly maxPerHead: number;
}
export const START: AllocationChoice = { bankCode: null, buckets: [], batchId: null, onlyUnassigned: true, collectorIds: [], balanceBy: "cases", maxPerHead: 400 };

interface AllocationFormProps {
  readonly scope: "team" | "all";
  readonly collectors: readonly Collector[];
  readonly choice: AllocationChoice;
  readonly onChange: (choice: AllocationChoice) => void;
}

export function AllocationForm({ scope, collectors, choice, onChange }: AllocationFormProps) {
  const { t } = useWords();
  const change = (part: Partial<AllocationChoice>) => onChange({ ...choice, ...part });
  return (
    <div className="sv-alloc">
      <fieldset>
        <legend>{t("supervisor:allocation.filter")}</legend>
        <div className="sv-filter">
          <BankSelect value={choice.bankCode} onChange={(bankCode) => change({ bankCode })} label={t("supervisor:allocation.bank")} allWords={t("supervisor:allocation.allBanks")} />
          <Select<string[]> mode="multiple" style={{ minWidth: 150, maxWidth: 300 }} maxTagCount="responsive" value={[...choice.buckets]} onChange={(buckets) => change({ buckets })} options={BUCKETS.map((value) => ({ value, label: value }))} placeholder={t("supervisor:allocation.allBuckets")} getPopupContainer={overlay} aria-label={t("supervisor:allocation.buckets")} />
          {scope === "all" && <BatchSelect value={choice.batchId} onChange={(batchId) => change({ batchId })} />}
          <Checkbox checked={choice.onlyUnassigned} onChange={(e) => change({ onlyUnassigned: e.target.checked })}>
            <span title={t("supervisor:allocation.onlyUnassignedHint")}>{t("supervisor:allocation.onlyUnassigned")}</span>
          </Checkbox>
        </div>
      </fieldset>
      <fieldset>
        <legend>{t("supervisor:allocation.rule")}</legend>
        <div className="sv-filter">
          <Segmented<AllocationChoice["balanceBy"]> value={choice.balanceBy} onChange={(balanceBy) => change({ balanceBy })} options={[{ value: "cases", label: t("supervisor:allocation.byCases") }, { value: "amount", label: t("supervisor:allocation.byAmount") }]} aria-label={t("supervisor:allocation.balanceBy")} />
          <label>
            {t("supervisor:allocation.maxPerHead")}
            <InputNumber<number> min={1} max={5000} precision={0} style={{ width: 84 }} value={choice.maxPerHead} onChange={(n) => change({ maxPerHead: n ?? START.maxPerHead })} />
          </label>
        </div>
      </fieldset>
      <fieldset className="sv-whole">
        <legend>{t("supervisor:allocation.to")}</legend>
        <Collectors collectors={collectors} chosen={choice.collectorIds} onChange={(collectorIds) => change({ collectorIds })} />
        <p className="muted sv-small">{t("supervisor:allocation.onePerson")}</p>
      </fieldset>
    </div>
  );
}

function BatchSelect({ value, onChange }: { value: string | null; onChange: (batchId: string | null) => void }) {
  const { t } = useWords();
  const batches = useDesk("import.list", {}).data?.batches.filter((b) => b.kind === "cases" && b.state === "confirmed") ?? [];
  return (
    <Select<string> style={{ width: 240 }} value={value ?? ""} onChange={(id) => onChange(id || null)} options={[{ value: "", label: t("supervisor:allocation.allBatches") }, ...batches.map((b) => ({ value: b.batchId, label: `${b.batchNo} · ${b.fileName}` }))]} getPopupContainer={overlay} aria-label={t("supervisor:allocation.batch")} />
  );
}

function Collectors({ collectors, chosen, onChange }: { collectors: readonly Collector[]; chosen: readonly string[]; onChange: (ids: string[]) => void }) {
  const { t } = useWords();
  if (collectors.length === 0) return <EmptyState title={t("supervisor:allocation.noCollectors")} next={t("supervisor:allocation.noCollectorsNext")} />;
  const onDuty = collectors.filter((c) => c.duty !== "off");
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((x) => x !== id) : [...chosen, id]);
  const teams = [...new Set(collectors.map((c) => c.teamName))];
  return (
    <div className="col">
      <div className="row">
        <Button size="small" onClick={() => onChange(collectors.map((c) => c.id))}>{t("supervisor:allocation.chooseAll")}</Button>
        <Button size="small" onClick={() => onChange(onDuty.map((c) => c.id))} disabled={onDuty.length === 0}>{t("supervisor:allocation.chooseOnDuty")}</Button>
        <Button size="small" onClick={() => onChange([])}>{t("supervisor:allocation.chooseNone")}</Button>
        {chosen.length === 0 ? <span className="sv-warn">▲ {t("supervisor:allocation.needCollector")}</span> : <span className="muted num">{t("supervisor:allocation.chosen", { n: chosen.length })}</span>}
      </div>
      {teams.map((team) => (
        <div key={team} className="sv-filter">
          {teams.length > 1 && <strong>{team}</strong>}
          {collectors.filter((c) => c.teamName === team).map((c) => (
            <Checkbox key={c.id} checked={chosen.includes(c.id)} onChange={() => toggle(c.id)}>
              {c.name} <span className="num muted">{t("cases", { n: c.cases })}</span>
              {c.duty === "off" && <span className="muted"> · {t("terms:duty.off")}</span>}
            </Checkbox>
          ))}
        </div>
      ))}
    </div>
  );
}
