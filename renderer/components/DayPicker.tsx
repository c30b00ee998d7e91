/** Picks a calendar day (`YYYY-MM-DD`). "Today" is the server's day in the rule zone: the machine's own is not marked. */
import { DatePicker } from "antd";
import dayjs from "dayjs";
import { dayOf } from "../../shared/model/time.ts";
import { serverNow } from "../lib/clock.ts";
import { overlay } from "./Dialog.tsx";

const FORMAT = "YYYY-MM-DD";

interface DayPickerProps {
  readonly value: string | null;
  readonly onChange: (day: string | null) => void;
  readonly label: string;
  /** First and last day that may be chosen. */
  readonly from?: string;
  readonly to?: string;
  readonly disabled?: boolean;
}

export function DayPicker({ value, onChange, label, from, to, disabled = false }: DayPickerProps) {
  const today = dayOf(serverNow());
  return (
    <DatePicker
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange(day ? dayjs(day).format(FORMAT) : null)}
      defaultPickerValue={dayjs(value ?? today)}
      {...(from ? { minDate: dayjs(from) } : {})}
      {...(to ? { maxDate: dayjs(to) } : {})}
      cellRender={(cell, info) =>
        info.type === "date" && dayjs(cell).format(FORMAT) === today ? <div className="ant-picker-cell-inner rule-today">{dayjs(cell).date()}</div> : info.originNode
      }
      classNames={{ popup: { root: "day-popup" } }}
      format={FORMAT}
      showNow={false}
      aria-label={label}
      disabled={disabled}
      getPopupContainer={overlay}
    />
  );
}
