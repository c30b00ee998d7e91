/** 安抚时间: the moments that make sense, or a time typed in; says what the rules think of it. */
import { Input, Select } from "antd";
import { useState } from "react";
import { formatTime } from "../../../../shared/model/time.ts";
import { shortMoment } from "../../../lib/format.ts";
import { serverNow, useNow } from "../../../lib/clock.ts";
import { overlay } from "../../../components/Dialog.tsx";
import { useWords } from "../../../i18n/index.ts";
import { inQuietHours, nextAt, SOOTHE_LIMIT_MS, sootheOptions, type SootheOption } from "../logic/soothe.ts";

interface SootheByProps {
  readonly receivedAt: number | null;
  readonly value: number | null;
  readonly onChange: (at: number | null) => void;
  readonly disabled: boolean;
}

const CUSTOM = -1;

export function SootheBy({ receivedAt, value, onChange, disabled }: SootheByProps) {
  const { t } = useWords();
  const now = useNow(30_000);
  const [custom, setCustom] = useState<string | null>(null);
  const words = (o: SootheOption) =>
    ({ limit: t("supervisor:decide.sootheLimit"), h1: t("supervisor:decide.sootheHour", { n: 1 }), h2: t("supervisor:decide.sootheHour", { n: 2 }), morning: t("supervisor:decide.sootheMorning") })[o.key];
  const options = sootheOptions(receivedAt, now).map((o) => ({ value: o.at, label: `${words(o)} · ${shortMoment(o.at, now)}` }));
  const kept = value !== null && !options.some((o) => o.value === value) ? [{ value, label: shortMoment(value, now) }] : [];
  const type = (text: string) => {
    setCustom(text);
    const at = nextAt(text, serverNow());
    if (at !== null) onChange(at);
  };
  return (
    <span className="row wrap">
      <span>{t("supervisor:decide.sootheBy")}</span>
      <Select<number>
        size="small"
        style={{ minWidth: 190 }}
        {...(custom !== null ? { value: CUSTOM } : value === null ? {} : { value })}
        disabled={disabled}
        options={[...kept, ...options, { value: CUSTOM, label: t("supervisor:decide.sootheCustom") }]}
        onChange={(at) => {
          if (at === CUSTOM) return setCustom(formatTime(value ?? now));
          setCustom(null);
          onChange(at);
        }}
        getPopupContainer={overlay}
        aria-label={t("supervisor:decide.sootheBy")}
      />
      {custom !== null && (
        <Input size="small" style={{ width: 76 }} value={custom} maxLength={5} disabled={disabled} autoFocus aria-label={t("supervisor:decide.sootheTime")} status={nextAt(custom, now) === null ? "error" : ""} onChange={(e) => type(e.target.value)} />
      )}
      <Remark at={custom !== null && nextAt(custom, now) === null ? "bad" : value} receivedAt={receivedAt} />
    </span>
  );
}

function Remark({ at, receivedAt }: { at: number | "bad" | null; receivedAt: number | null }) {
  const { t } = useWords();
  if (at === null) return null;
  if (at === "bad") return <span className="sv-fault">✕ {t("supervisor:decide.sootheTimeBad")}</span>;
  if (inQuietHours(at)) return <span className="sv-warn">▲ {t("supervisor:decide.sootheQuiet")}</span>;
  return receivedAt !== null && at > receivedAt + SOOTHE_LIMIT_MS ? <span className="sv-warn">▲ {t("supervisor:decide.sootheOver")}</span> : null;
}
