/** Refused rows by reason: how many, why and what to do, then each row's place and masked value. */
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { refusalWords, useWords } from "../../../i18n/index.ts";
import { refusalsByCode } from "../logic/counts.ts";

export type RefusedRow = DeskOutput<"import.report">["refusals"][number];
const SHOWN = 50;

export function RefusalGroups({ refusals }: { refusals: readonly RefusedRow[] }) {
  const { t } = useWords();
  if (refusals.length === 0) return <p className="muted">✓ {t("administrator:report.noRefusals")}</p>;
  return (
    <div className="ad-groups">
      {refusalsByCode(refusals).map(({ code, rows }) => {
        const first = rows[0];
        return (
          first && (
            <details key={code}>
              <summary>
                <strong className="num">{t("administrator:report.times", { n: rows.length })}</strong> {refusalWords(first)}
              </summary>
              <table className="ad-table">
                <thead>
                  <tr>
                    <th scope="col">{t("administrator:refused.place")}</th>
                    <th scope="col">{t("administrator:report.column")}</th>
                    <th scope="col">{t("administrator:report.value")}</th>
                    <th scope="col">{t("administrator:report.reason")}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.slice(0, SHOWN).map((row) => (
                    <tr key={row.id}>
                      <td className="num">{placeWords(row, t)}</td>
                      <td>{row.column}</td>
                      <td className="num">{row.value || "—"}</td>
                      <td className="ad-wrap">{refusalWords(row)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {rows.length > SHOWN && <p className="muted">{t("administrator:report.shownOf", { n: SHOWN, all: rows.length })}</p>}
            </details>
          )
        );
      })}
    </div>
  );
}

/** `Sheet1 第 12 行`; a CSV has no sheet. */
export function placeWords(row: Pick<RefusedRow, "sheet" | "row">, t: ReturnType<typeof useWords>["t"]): string {
  return row.sheet ? t("administrator:report.place", { sheet: row.sheet, row: row.row }) : t("administrator:report.placeNoSheet", { row: row.row });
}
