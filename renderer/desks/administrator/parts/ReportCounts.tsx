/** The figures of a check or an import, and what it normalised and remarked on. */
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { useWords } from "../../../i18n/index.ts";
import { countsOf } from "../logic/counts.ts";
import { countWords } from "./field-words.ts";

export type Report = DeskOutput<"import.report">;
type Head = Omit<Report, "refusals">;

export function ReportCounts({ report }: { report: Head }) {
  const { t } = useWords();
  const dry = report.state !== "confirmed";
  const items: readonly (readonly [string, number, string])[] = [
    [t("administrator:report.rows"), report.rows, ""],
    [t(dry ? "administrator:report.willImport" : "administrator:report.imported"), report.imported, ""],
    [t(dry ? "administrator:report.willUpdate" : "administrator:report.updated"), report.updated, ""],
    [t("administrator:report.unchanged"), report.unchanged, ""],
    [t("administrator:report.refused"), report.refused, report.refused ? "bad" : ""],
    [t("administrator:report.unmatched"), report.unmatched, report.unmatched ? "warn" : ""],
  ];
  return (
    <dl className="ad-counts">
      {items.map(([label, n, tone]) => (
        <div key={label} className={tone}>
          <dt>{label}</dt>
          <dd className="num">
            {tone === "bad" && "✕ "}
            {tone === "warn" && "▲ "}
            {n.toLocaleString("en-US")}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Remarks({ report }: { report: Head }) {
  const { t } = useWords();
  const lists = [
    { title: t("administrator:report.warnings"), counts: countsOf(report.warnings), sign: "▲" },
    { title: t("administrator:report.normalised"), counts: countsOf(report.normalised), sign: "✓" },
  ].filter((list) => list.counts.length > 0);
  return (
    <div className="ad-remarks">
      {lists.map((list) => (
        <section key={list.title}>
          <h2>{list.title}</h2>
          <ul>
            {list.counts.map((count) => (
              <li key={count.code}>
                <span aria-hidden="true">{list.sign}</span>
                <span className="grow">{countWords(count, t)}</span>
                <span className="num muted">{t("administrator:report.rowsCount", { n: count.n.toLocaleString("en-US") })}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
