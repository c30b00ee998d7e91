/** Search: cases by name, number or pinyin, and by anything typed into their history; masked, grouped by case. */
import type { ChannelOutput, SearchNote } from "../../../shared/ipc/contract.ts";
import { fold } from "../../../db/search/fold.ts";
import { queryOf } from "../../../db/search/terms.ts";
import { queueRow } from "../views/queue-view.ts";
import { searchNote } from "../views/search-view.ts";
import type { Area } from "./types.ts";

const CASES = 10;
const NOTES = 50;

export const searchHandlers: Area<"search"> = {
  "search.find": (ws, { text }) => {
    const ready = ws.cache.search.percent();
    const query = queryOf(fold(text));
    if (query === null) return { cases: [], more: false, ready };
    const now = ws.clock.now();
    const groups = new Map<string, ChannelOutput<"search.find">["cases"][number]>();
    for (const record of ws.cache.queue.find(text, CASES)) groups.set(record.caseId, { row: queueRow(record, now), named: true, notes: [] });
    const { hits, more } = ws.cache.search.notes(query, NOTES);
    for (const [caseId, notes] of Map.groupBy(hits, (hit) => hit.caseId)) {
      const shown: SearchNote[] = notes.map((hit) => searchNote(query, hit));
      const known = groups.get(caseId);
      const record = known ? null : ws.cache.queue.record(caseId);
      if (known) groups.set(caseId, { ...known, notes: shown });
      else if (record) groups.set(caseId, { row: queueRow(record, now), named: false, notes: shown });
    }
    return { cases: [...groups.values()], more, ready };
  },
};
