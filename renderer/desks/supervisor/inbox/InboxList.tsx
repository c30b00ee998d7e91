/** The warnings by time left; each row says by itself whether it is late, new, filed late or waiting to upload. */
import { useEffect, useRef } from "react";
import { formatTime } from "../../../../shared/model/time.ts";
import { Countdown } from "../../../components/Countdown.tsx";
import { EmptyState } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { filingLateness } from "../logic/clocks.ts";
import type { InboxRow } from "../logic/inbox.ts";
import { SOOTHE_LIMIT_MS } from "../logic/soothe.ts";
import { ClockTag } from "./ClockTag.tsx";

interface InboxListProps {
  readonly rows: readonly InboxRow[];
  readonly selectedId: string | null;
  readonly freshIds: ReadonlySet<string>;
  readonly onSelect: (id: string) => void;
  readonly empty: { title: string; next: string };
}

export function InboxList({ rows, selectedId, freshIds, onSelect, empty }: InboxListProps) {
  const { t } = useWords();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }, [selectedId]);
  if (rows.length === 0) return <EmptyState title={empty.title} next={empty.next} />;
  return (
    <ul className="sv-list" aria-label={t("supervisor:inbox.list")} ref={list}>
      {rows.map((item) => (
        <li key={item.row.warning.id}>
          <InboxItem item={item} selected={item.row.warning.id === selectedId} fresh={freshIds.has(item.row.warning.id)} onSelect={onSelect} />
        </li>
      ))}
    </ul>
  );
}

const URGENCY_SIGN = { normal: "", urgent: "!", critical: "!!" } as const;

function InboxItem({ item, selected, fresh, onSelect }: { item: InboxRow; selected: boolean; fresh: boolean; onSelect: (id: string) => void }) {
  const { t } = useWords();
  const { row, clock } = item;
  const { warning } = row;
  const urgency = warning.form?.urgency ?? "normal";
  return (
    <button type="button" className="sv-item" aria-current={selected} onClick={() => onSelect(warning.id)}>
      <span className="row">
        <strong className="grow ellipsis">
          {fresh && <span className="sv-dot">● </span>}
          {row.nameMasked}
        </strong>
        {clock ? <ClockTag clock={clock} /> : <Soothing plan={warning.plan} />}
      </span>
      <span className="row sv-small">
        <span className="num ellipsis grow">
          {row.bankName} · {row.caseNo}
        </span>
      </span>
      <span className="row sv-small wrap">
        <span>
          {warning.collectorName} · <span className="num">{t("supervisor:inbox.t0", { time: formatTime(warning.t0) })}</span>
        </span>
        {urgency !== "normal" && (
          <span className={urgency === "critical" ? "tag bad" : "tag warn"}>
            {URGENCY_SIGN[urgency]} {t(`terms:urgency.${urgency}`)}
          </span>
        )}
        <FilingTag warning={warning} />
        {row.pending && <span className="tag">↑ {t("supervisor:inbox.pending")}</span>}
      </span>
    </button>
  );
}

/** Time left until the soothing is due. */
function Soothing({ plan }: { plan: InboxRow["row"]["warning"]["plan"] }) {
  const { t } = useWords();
  if (!plan) return <span className="tag">{t("supervisor:inbox.done")}</span>;
  return plan.sootheBy === null ? <span className="tag">{t("supervisor:inbox.noSootheBy")}</span> : <Countdown dueAt={plan.sootheBy} wholeMs={SOOTHE_LIMIT_MS} />;
}

function FilingTag({ warning }: { warning: InboxRow["row"]["warning"] }) {
  const { t } = useWords();
  const late = filingLateness(warning);
  if (late === null) return <span className="tag">… {t("supervisor:inbox.notFiled")}</span>;
  return late.late ? <span className="tag warn">▲ {t("supervisor:inbox.filedLate")}</span> : null;
}
