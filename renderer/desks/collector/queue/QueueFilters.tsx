/** Filter by name, case number, last four digits; by bucket; by bank. */
import { Input, Select, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import { overlay } from "../../../components/Dialog.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useBanks } from "../state/banks.ts";
import { showQueue, useQueue } from "../state/queue.ts";

const BUCKETS = ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M7+"];
const TYPING_PAUSE_MS = 180;
export const FIND_KEY = "F3";

export function QueueFilters() {
  const { t } = useWords();
  const { bucket, bankCode } = useQueue();
  const banks = useBanks();
  const box = useRef<InputRef>(null);
  const text = useTypedText();
  useHotkeys([{ combo: FIND_KEY, label: t("collector:queue.find"), run: () => box.current?.focus({ cursor: "all" }) }]);
  return (
    <div className="queue-filters">
      <Input
        ref={box}
        value={text.value}
        onChange={(e) => text.set(e.target.value)}
        placeholder={t("collector:queue.filterHint")}
        aria-label={t("collector:queue.find")}
        suffix={<kbd className="kbd">{FIND_KEY}</kbd>}
        allowClear
        maxLength={60}
      />
      <div className="row">
        <Select
          className="grow"
          value={bucket}
          onChange={(value) => showQueue({ bucket: value ?? null })}
          options={BUCKETS.map((b) => ({ value: b, label: b }))}
          placeholder={t("collector:queue.bucket")}
          aria-label={t("collector:queue.bucket")}
          allowClear
          getPopupContainer={overlay}
        />
        <Select
          className="grow"
          value={bankCode}
          onChange={(value) => showQueue({ bankCode: value ?? null })}
          options={banks.map((b) => ({ value: b.code, label: b.name }))}
          placeholder={t("collector:queue.bank")}
          aria-label={t("collector:queue.bank")}
          allowClear
          disabled={banks.length === 0}
          getPopupContainer={overlay}
        />
      </div>
    </div>
  );
}

/** What is being typed; the list follows after a short pause. */
function useTypedText() {
  const shown = useQueue((s) => s.text);
  const [value, set] = useState(shown);
  useEffect(() => {
    if (value === shown) return;
    const timer = setTimeout(() => showQueue({ text: value }), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value, shown]);
  return { value, set };
}
