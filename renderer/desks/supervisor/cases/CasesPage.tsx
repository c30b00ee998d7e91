/** 调案: find the team's cases, tick many, give them to somebody with a reason, take it back within the hour. */
import { Checkbox, Input, Select } from "antd";
import { useEffect, useMemo, useState } from "react";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { stageOf } from "../../../../shared/model/stage.ts";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { Ago } from "../../../components/DateTime.tsx";
import { overlay } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Money } from "../../../components/Money.tsx";
import { Page } from "../../../components/Page.tsx";
import { StageTag } from "../../../components/StageTag.tsx";
import { EmptyState } from "../../../components/States.tsx";
import { AfterNumber } from "../../../components/TwoLines.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { askDesk } from "../../../lib/api.ts";
import { useAnswer, useDesk } from "../../../lib/use-call.ts";
import { extendTo, NO_SELECTION, toggle, toggleAll, type Selection } from "../logic/selection.ts";
import { BankSelect, BUCKETS } from "../parts/BankSelect.tsx";
import { CollectorSelect } from "../parts/CollectorSelect.tsx";
import { OnlineState } from "../parts/OnlineState.tsx";
import { MoveBar } from "./MoveBar.tsx";

export type Hit = DeskOutput<"case.search">["hits"][number];
interface Filter {
  readonly text: string;
  readonly assigneeId: string | null;
  readonly bucket: string | null;
  readonly bankCode: string | null;
}

const PAGE = 100;

export function CasesPage({ assigneeId }: { assigneeId: string | null }) {
  const { t } = useWords();
  const [filter, setFilter] = useState<Filter>({ text: "", assigneeId, bucket: null, bankCode: null });
  const [asked, setAsked] = useState(filter);
  const [selection, setSelection] = useState<Selection>(NO_SELECTION);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(filter), 300);
    return () => clearTimeout(timer);
  }, [filter]);
  const found = useHits(asked);
  const collectors = useDesk("team.collectors", {}).data?.collectors ?? [];
  const hits = found.loaded.data ?? [];
  const ids = hits.map((h) => h.caseId);
  const chosen = hits.filter((h) => selection.chosen.has(h.caseId));
  return (
    <Page title={t("supervisor:cases.title")} actions={<KeyButton combo="F5" words={t("refresh")} onPress={found.loaded.reload} />}>
      <div className="sv-filter">
        <Input.Search allowClear style={{ width: 260 }} value={filter.text} maxLength={60} placeholder={t("supervisor:cases.text")} aria-label={t("supervisor:cases.text")} onChange={(e) => setFilter({ ...filter, text: e.target.value })} onSearch={() => setAsked(filter)} autoFocus />
        <CollectorSelect people={collectors} value={filter.assigneeId} onChange={(id) => setFilter({ ...filter, assigneeId: id })} label={t("supervisor:cases.assignee")} placeholder={t("supervisor:cases.anyone")} />
        <BankSelect value={filter.bankCode} onChange={(bankCode) => setFilter({ ...filter, bankCode })} label={t("supervisor:cases.bank")} allWords={t("supervisor:allocation.allBanks")} />
        <Select<string> style={{ width: 110 }} value={filter.bucket ?? ""} onChange={(bucket) => setFilter({ ...filter, bucket: bucket || null })} options={[{ value: "", label: t("supervisor:allocation.allBuckets") }, ...BUCKETS.map((value) => ({ value, label: value }))]} getPopupContainer={overlay} aria-label={t("supervisor:cases.bucket")} />
        <span className="muted num">{t("supervisor:cases.shown", { n: hits.length })}</span>
      </div>
      <OnlineState of={found.loaded}>
        {(rows) => (
          <div className="sv-fill">
            <DataTable
              label={t("supervisor:cases.title")}
              columns={columns(t, selection, setSelection, ids)}
              rows={rows}
              rowKey={(h) => h.caseId}
              onEnd={found.more}
              empty={<EmptyState title={t("supervisor:cases.empty")} next={t("supervisor:cases.emptyNext")} />}
            />
          </div>
        )}
      </OnlineState>
      <MoveBar
        chosen={chosen}
        collectors={collectors}
        onMoved={() => {
          setSelection(NO_SELECTION);
          found.loaded.reload();
        }}
      />
    </Page>
  );
}

/** Hits page by page; a new filter starts over. */
function useHits(filter: Filter) {
  const [more, setMore] = useState<{ for: string; hits: readonly Hit[]; next: string | null; busy: boolean }>({ for: "", hits: [], next: null, busy: false });
  const input = useMemo(
    () => ({
      text: filter.text.trim(), limit: PAGE,
      ...(filter.assigneeId ? { assigneeId: filter.assigneeId } : {}),
      ...(filter.bucket ? { bucket: filter.bucket } : {}),
      ...(filter.bankCode ? { bankCode: filter.bankCode } : {}),
    }),
    [filter],
  );
  const key = JSON.stringify(input);
  const loaded = useAnswer<readonly Hit[]>(key, async () => {
    const answer = await askDesk("case.search", { ...input, after: null });
    if (!answer.ok) return answer;
    setMore({ for: key, hits: [], next: answer.value.next, busy: false });
    return { ok: true, value: answer.value.hits };
  });
  const next = more.for === key ? more.next : null;
  const loadMore = () => {
    if (next === null || more.busy) return;
    setMore((m) => ({ ...m, busy: true }));
    void askDesk("case.search", { ...input, after: next }).then((answer) =>
      setMore((m) => (m.for !== key ? m : answer.ok ? { for: key, hits: [...m.hits, ...answer.value.hits], next: answer.value.next, busy: false } : { ...m, busy: false })),
    );
  };
  const data = loaded.data === null ? null : more.for === key ? [...loaded.data, ...more.hits] : loaded.data;
  return { loaded: { ...loaded, data }, more: loadMore };
}

function columns(t: Translate, selection: Selection, setSelection: (s: Selection) => void, ids: readonly string[]): Column<Hit>[] {
  const every = ids.length > 0 && ids.every((id) => selection.chosen.has(id));
  const some = !every && ids.some((id) => selection.chosen.has(id));
  return [
    {
      key: "tick", width: "28px",
      title: <Checkbox checked={every} indeterminate={some} onChange={() => setSelection(toggleAll(selection, ids))} aria-label={t("supervisor:cases.selectAll")} />,
      render: (h) => (
        <Checkbox
          checked={selection.chosen.has(h.caseId)}
          onChange={(e) => setSelection((e.nativeEvent as MouseEvent | KeyboardEvent).shiftKey ? extendTo(selection, h.caseId, ids) : toggle(selection, h.caseId))}
          aria-label={t("supervisor:cases.select", { no: h.caseNo })}
        />
      ),
    },
    { key: "caseNo", title: t("supervisor:cases.caseNo"), width: "minmax(150px, 1fr)", render: (h) => <span className="num">{h.caseNo}</span> },
    { key: "name", title: t("supervisor:cases.name"), width: "90px", render: (h) => h.name },
    { key: "bank", title: t("supervisor:cases.bankName"), width: "minmax(110px, 1fr)", render: (h) => h.bankName },
    { key: "card", title: t("supervisor:cases.card"), width: "92px", render: (h) => <span className="num">{h.cardLast4}</span> },
    { key: "bucket", title: t("supervisor:cases.bucketCol"), width: "104px", render: (h) => <StageTag bucket={h.bucket} stage={stageOf(h.bucket)} /> },
    { key: "current", title: t("supervisor:cases.current"), width: "120px", align: "end", render: (h) => <Money fen={h.currentFen} /> },
    { key: "holder", title: <AfterNumber>{t("supervisor:cases.holder")}</AfterNumber>, width: "122px", render: (h) => <AfterNumber>{h.assigneeName || <span className="muted">{t("supervisor:cases.nobody")}</span>}</AfterNumber> },
    { key: "last", title: t("supervisor:cases.last"), width: "110px", render: (h) => <Ago at={h.lastTouchedAt} /> },
  ];
}
