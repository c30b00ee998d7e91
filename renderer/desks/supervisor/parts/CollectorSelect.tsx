/** Chooses one collector by name or staff number. */
import { Select } from "antd";
import { overlay } from "../../../components/Dialog.tsx";

export interface Choosable {
  readonly id: string;
  readonly no: string;
  readonly name: string;
  readonly teamName: string;
}

interface CollectorSelectProps {
  readonly people: readonly Choosable[];
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  readonly label: string;
  readonly placeholder?: string;
  readonly width?: number;
  readonly allowClear?: boolean;
  readonly invalid?: boolean;
  readonly disabled?: boolean;
}

export function CollectorSelect({ people, value, onChange, label, placeholder = "", width = 190, allowClear = true, invalid = false, disabled = false }: CollectorSelectProps) {
  return (
    <Select<string>
      showSearch={{ optionFilterProp: "label" }}
      allowClear={allowClear}
      style={{ width }}
      {...(value === null ? {} : { value })}
      onChange={(id) => onChange(id ?? null)}
      onClear={() => onChange(null)}
      options={people.map((p) => ({ value: p.id, label: `${p.name} ${p.no}${p.teamName ? ` · ${p.teamName}` : ""}` }))}
      placeholder={placeholder}
      status={invalid ? "error" : ""}
      disabled={disabled}
      getPopupContainer={overlay}
      aria-label={label}
    />
  );
}
