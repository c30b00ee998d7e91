/** Client banks and buckets, as every filter bar offers them. */
import { Select } from "antd";
import { overlay } from "../../../components/Dialog.tsx";
import { useDesk } from "../../../lib/use-call.ts";

/** Buckets as banks name them, M1 first. */
export const BUCKETS = ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9", "M10", "M11", "M12", "M12+"] as const;

export function BankSelect({ value, onChange, label, allWords, width = 160 }: { value: string | null; onChange: (code: string | null) => void; label: string; allWords: string; width?: number }) {
  const banks = useDesk("import.banks", {}).data?.banks ?? [];
  return (
    <Select<string>
      style={{ width }}
      value={value ?? ""}
      onChange={(code) => onChange(code || null)}
      options={[{ value: "", label: allWords }, ...banks.map((b) => ({ value: b.code, label: b.name }))]}
      getPopupContainer={overlay}
      aria-label={label}
    />
  );
}
