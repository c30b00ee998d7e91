/** 代班: who stands in for whom, from when to when; ended by hand when the absent one is back early. */
import { Button } from "antd";
import { useState } from "react";
import { dayOf } from "../../../../shared/model/time.ts";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { DayPicker } from "../../../components/DayPicker.tsx";
import { useConfirm } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Page } from "../../../components/Page.tsx";
import { EmptyState, Notice, RefusalNotice } from "../../../components/States.tsx";
import { AfterNumber } from "../../../components/TwoLines.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { serverNow } from "../../../lib/clock.ts";
import { useAct, useDesk } from "../../../lib/use-call.ts";
import { coverFaults, coverState, sortCovers, type Cover, type CoverFault } from "../logic/cover.ts";
import { CollectorSelect, type Choosable } from "../parts/CollectorSelect.tsx";
import { OnlineState } from "../parts/OnlineState.tsx";

const STATE_SIGN = { active: "●", planned: "○", over: "✓" } as const;
const FAULT_WORDS = { people: "needPeople", same: "samePerson", days: "needDays" } as const satisfies Record<CoverFault, string>;

export function CoverPage({ absentId }: { absentId: string | null }) {
  const { t } = useWords();
  const covers = useDesk("cover.list", {});
  const own = useDesk("team.collectors", {}).data?.collectors ?? [];
  const confirm = useConfirm();
  const end = useAct((coverId: string) => desk("cover.end", { coverId }));
  const [said, setSaid] = useState<string | null>(null);
  const today = dayOf(serverNow());
  const finish = async (cover: Cover) => {
    const sure = await confirm({ title: t("supervisor:cover.endTitle"), body: t("supervisor:cover.endText", { absent: cover.absentName, n: cover.cases }), ok: t("supervisor:cover.end"), cancel: t("cancel") });
    if (!sure || !(await end.run(cover.id))) return;
    setSaid(t("supervisor:cover.ended"));
    covers.reload();
  };
  return (
    <Page title={t("supervisor:cover.title")}>
      <p className="muted">{t("supervisor:cover.lead")}</p>
      <SetCover
        absentId={absentId}
        collectors={own}
        onSet={(cover) => {
          setSaid(t("supervisor:cover.done", { standIn: cover.standInName, absent: cover.absentName, n: cover.cases }));
          covers.reload();
        }}
      />
      <RefusalNotice refusal={end.refusal} />
      {said && <Notice tone="ok">{said}</Notice>}
      <OnlineState of={covers}>
        {(data) => (
          <div className="sv-fill">
            <DataTable
              label={t("supervisor:cover.title")}
              columns={columns(t, { today, ends: (c) => own.some((p) => p.id === c.absentId), onEnd: (c) => void finish(c), busy: end.busy })}
              rows={sortCovers(data.covers, today)}
              rowKey={(c) => c.id}
              empty={<EmptyState title={t("supervisor:cover.empty")} next={t("supervisor:cover.emptyNext")} />}
            />
          </div>
        )}
      </OnlineState>
    </Page>
  );
}

function SetCover({ absentId, collectors, onSet }: { absentId: string | null; collectors: readonly Choosable[]; onSet: (cover: Cover) => void }) {
  const { t } = useWords();
  const today = dayOf(serverNow());
  const [form, setForm] = useState<{ absentId: string | null; standInId: string | null; from: string | null; until: string | null }>({ absentId, standInId: null, from: today, until: today });
  const [tried, setTried] = useState(false);
  const set = useAct((input: { absentId: string; standInId: string; from: string; until: string }) => desk("cover.set", input));
  const faults = coverFaults(form);
  const press = async () => {
    setTried(true);
    const { absentId: absent, standInId, from, until } = form;
    if (faults.length || !absent || !standInId || !from || !until) return;
    const cover = await set.run({ absentId: absent, standInId, from, until });
    if (!cover) return;
    setTried(false);
    setForm({ ...form, absentId: null, standInId: null });
    onSet(cover);
  };
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  return (
    <section className="panel" aria-label={t("supervisor:cover.set")}>
      <div className="body col">
        <RefusalNotice refusal={set.refusal} />
        <div className="sv-filter">
          <span className="sv-field">
            {t("supervisor:cover.absent")}
            <CollectorSelect people={collectors} value={form.absentId} onChange={(id) => change({ absentId: id })} label={t("supervisor:cover.absent")} invalid={tried && form.absentId === null} />
          </span>
          <span className="sv-field">
            {t("supervisor:cover.standIn")}
            <CollectorSelect people={collectors.filter((c) => c.id !== form.absentId)} value={form.standInId} onChange={(id) => change({ standInId: id })} label={t("supervisor:cover.standIn")} invalid={tried && form.standInId === null} />
          </span>
          <span className="sv-field">
            {t("supervisor:cover.from")}
            <DayPicker value={form.from} onChange={(from) => change({ from })} label={t("supervisor:cover.from")} from={today} />
          </span>
          <span className="sv-field">
            {t("supervisor:cover.until")}
            <DayPicker value={form.until} onChange={(until) => change({ until })} label={t("supervisor:cover.until")} from={form.from ?? today} />
          </span>
          <KeyButton type="primary" combo="Ctrl+Enter" words={t("supervisor:cover.set")} onPress={() => void press()} loading={set.busy} />
          {tried && faults.map((fault) => <span key={fault} className="sv-fault" role="alert">✕ {t(`supervisor:cover.${FAULT_WORDS[fault]}`)}</span>)}
        </div>
      </div>
    </section>
  );
}

interface Acting {
  readonly today: string;
  /** Whether this supervisor may end it: covers of other teams are shown, not touched. */
  readonly ends: (cover: Cover) => boolean;
  readonly onEnd: (cover: Cover) => void;
  readonly busy: boolean;
}

function columns(t: Translate, { today, ends, onEnd, busy }: Acting): Column<Cover>[] {
  return [
    {
      key: "state", title: t("supervisor:cover.state"), width: "100px",
      render: (c) => {
        const state = coverState(c, today);
        return <span className={state === "active" ? "tag brand" : "tag"}>{STATE_SIGN[state]} {t(`supervisor:cover.${state}`)}</span>;
      },
    },
    { key: "absent", title: t("supervisor:cover.absent"), width: "minmax(120px, 1fr)", render: (c) => c.absentName },
    { key: "standIn", title: t("supervisor:cover.standIn"), width: "minmax(120px, 1fr)", render: (c) => c.standInName },
    { key: "days", title: t("supervisor:cover.period"), width: "230px", render: (c) => <span className="num">{t("supervisor:cover.days", { from: c.from, until: c.until })}</span> },
    { key: "cases", title: t("supervisor:cover.cases"), width: "90px", align: "end", render: (c) => <span className="num">{c.cases}</span> },
    { key: "act", title: <AfterNumber>{t("supervisor:cover.actions")}</AfterNumber>, width: "130px", render: (c) => coverState(c, today) !== "over" && ends(c) && <AfterNumber><Button size="small" disabled={busy} onClick={() => onEnd(c)}>{t("supervisor:cover.end")}</Button></AfterNumber> },
  ];
}
