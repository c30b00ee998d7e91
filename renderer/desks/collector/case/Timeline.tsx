/** What has happened, newest first, by day. */
import { Button } from "antd";
import { useState } from "react";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { dayOf } from "../../../../shared/model/time.ts";
import { DateTime, Day } from "../../../components/DateTime.tsx";
import { Segments } from "../../../components/Segments.tsx";
import { EmptyState } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { serverNow } from "../../../lib/clock.ts";
import { weekdayOf } from "../../../lib/format.ts";
import { loadOlder, useCase } from "../state/case.ts";
import { FILTERS, entryWords, passes, type Entry, type Filter } from "./entry-words.ts";

/** Entries grouped by their day, in the order given. */
export function byDay(entries: readonly Entry[]): { day: string; entries: Entry[] }[] {
  const groups: { day: string; entries: Entry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = groups.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else groups.push({ day, entries: [entry] });
  }
  return groups;
}

export function Timeline({ view }: { view: CaseView }) {
  const { t } = useWords();
  const [filter, setFilter] = useState<Filter>("all");
  const older = useCase((s) => s.older);
  const olderMore = useCase((s) => s.olderMore);
  const known = new Set(view.timeline.map((e) => e.id));
  const entries = [...view.timeline, ...older.filter((e) => !known.has(e.id))].filter((e) => passes(e, filter));
  return (
    <div className="timeline">
      <Segments label={t("collector:sheet.timeline")} value={filter} onChange={setFilter} options={FILTERS.map((f) => ({ value: f, label: t(`collector:filter.${f}`) }))} />
      {entries.length === 0 && <EmptyState title={t("collector:entry.none")} next={t("collector:entry.noneNext")} />}
      {byDay(entries).map((group) => (
        <section key={group.day}>
          <h2 className="day">
            <Day day={group.day} /> {t(`weekday.${weekdayOf(group.day)}`)}
          </h2>
          <ol>
            {group.entries.map((e) => (
              <Line key={e.id} entry={e} />
            ))}
          </ol>
        </section>
      ))}
      {olderMore && <Button onClick={() => void loadOlder()}>{t("collector:entry.older")}</Button>}
    </div>
  );
}

function Line({ entry }: { entry: Entry }) {
  const { t } = useWords();
  const { title, text, tone } = entryWords(entry, t, serverNow());
  return (
    <li className={`entry ${tone}`}>
      <span className="num muted">
        <DateTime at={entry.at} style="clock" />
      </span>
      <div className="grow">
        <div>
          {title} {entry.pending && <span className="tag warn">↑ {t("pending")}</span>}
        </div>
        {text && <p className="prose">{text}</p>}
      </div>
      <span className="muted who">{entry.userName}</span>
    </li>
  );
}
