/** Words of reports; a name this version does not know shows itself. */
import { WARNING_TYPES } from "../../../shared/model/warning-form.ts";
import type { ReportRow } from "../../../shared/protocol/report.ts";
import type { Translate } from "../../i18n/index.ts";
import { complaint } from "../../i18n/zh-CN/complaint.ts";
import { report } from "../../i18n/zh-CN/report.ts";
import { dayOf, formatDateTime, minuteOfDay } from "../../../shared/model/time.ts";
import { stateWord } from "../legal/words.ts";

type FigureName = keyof typeof report.figure;
const isFigure = (key: string): key is FigureName => key in report.figure;

export const figureWord = (key: string, t: Translate): string => (isFigure(key) ? t(`report:figure.${key}`) : key);
export const formulaWord = (key: string, t: Translate): string => (isFigure(key) ? t(`report:formula.${key}`) : "");
export const tableWord = (key: string, t: Translate): string => (key in report.table ? t(`report:table.${key as keyof typeof report.table}`) : key);

/** A row's label: names stay as they are, kinds become words. */
export function labelWord(table: string, label: string, t: Translate): string {
  if (label === "") return "—";
  const type = table === "byType" ? WARNING_TYPES.find((w) => w === label) : undefined;
  if (type) return t(`terms:warningType.${type}`);
  if (table === "bySource" && label in complaint.source) return t(`complaint:source.${label as keyof typeof complaint.source}`);
  if (table === "byLevel" && label in complaint.level) return t(`complaint:level.${label as keyof typeof complaint.level}`);
  return table === "byState" ? stateWord(label, t) : label;
}

/** What a report covers: whole days with both ends in, or from cut to cut. */
export const periodWords = ({ from, to }: Pick<ReportRow, "from" | "to">, t: Translate): string =>
  minuteOfDay(to) === 0 ? t("report:period", { from: dayOf(from), to: dayOf(to - 1) }) : t("report:period", { from: formatDateTime(from), to: formatDateTime(to) });

/** A figure as it is written: a sum in yuan, a part with its whole and share, or a plain count. */
export function valueWords({ key, value, of }: { key: string; value: number; of: number | null }): string {
  if (key.endsWith("Fen")) return `¥${(value / 100).toFixed(2)}`;
  if (of === null) return String(value);
  return of === 0 ? `${value} / 0` : `${value} / ${of} · ${((100 * value) / of).toFixed(1)}%`;
}
