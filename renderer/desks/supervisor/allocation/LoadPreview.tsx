/** Per head before, change and after in cases and amount, and the load after by bucket and bank. */
import type { ReactNode } from "react";
import { formatFen } from "../../../../shared/model/money.ts";
import { Notice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useDesk } from "../../../lib/use-call.ts";
import { loadTable, type AllocationPreview, type LoadRow, type LoadTable } from "../logic/allocation.ts";

export function LoadPreview({ preview, stale, children }: { preview: AllocationPreview; stale: boolean; children: ReactNode }) {
  const { t } = useWords();
  const table = loadTable(preview);
  return (
    <section className="panel" aria-label={t("supervisor:allocation.previewTitle")}>
      <header>
        <h2>{t("supervisor:allocation.previewTitle")}</h2>
        <span className="num grow">{t("supervisor:allocation.summary", { cases: preview.cases, persons: preview.persons, amount: formatFen(preview.fen) })}</span>
        <span className="muted num">{t("supervisor:allocation.spread", { n: table.spread })}</span>
        {children}
      </header>
      {stale && <Notice tone="warn">{t("supervisor:allocation.stale")}</Notice>}
      {preview.unplaced > 0 && <Notice tone="warn">{t("supervisor:allocation.unplaced", { n: preview.unplaced })}</Notice>}
      <div className="sv-table scroll" tabIndex={0} role="group" aria-label={t("supervisor:allocation.previewTitle")}>
        <Loads table={table} />
      </div>
    </section>
  );
}

function Loads({ table }: { table: LoadTable }) {
  const { t } = useWords();
  const banks = useDesk("import.banks", {}).data?.banks ?? [];
  const bankName = (code: string) => banks.find((b) => b.code === code)?.name ?? code;
  return (
    <table>
      <thead>
        <tr>
          <th rowSpan={2} scope="col">{t("supervisor:allocation.collector")}</th>
          <th rowSpan={2} scope="col">{t("supervisor:allocation.team")}</th>
          <th colSpan={3} scope="colgroup">{t("supervisor:allocation.casesCol")}</th>
          <th colSpan={3} scope="colgroup">{t("supervisor:allocation.amountCol")}</th>
          {table.buckets.length > 0 && <th colSpan={table.buckets.length} scope="colgroup">{t("supervisor:allocation.bucketGroup")}</th>}
          {table.banks.length > 0 && <th colSpan={table.banks.length} scope="colgroup">{t("supervisor:allocation.bankGroup")}</th>}
        </tr>
        <tr>
          {["cases", "fen"].flatMap((kind) => (["before", "added", "after"] as const).map((key) => <th key={kind + key} scope="col" className="end">{t(`supervisor:allocation.${key}`)}</th>))}
          {table.buckets.map((b) => <th key={b} scope="col" className="end num">{b}</th>)}
          {table.banks.map((b) => <th key={b} scope="col" className="end">{bankName(b)}</th>)}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={row.userId}>
            <th scope="row">
              {row.name} <span className="num muted">{row.no}</span>
            </th>
            <td>{row.teamName}</td>
            <Cells row={row} table={table} />
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>{t("supervisor:team.total")}</th>
          <Cells row={table.total} table={table} />
        </tr>
      </tfoot>
    </table>
  );
}

const signed = (n: number): string => (n > 0 ? `+${n}` : String(n));
const signedFen = (fen: number): string => (fen > 0 ? `+${formatFen(fen)}` : formatFen(fen));

function Cells({ row, table }: { row: Omit<LoadRow, "userId" | "no" | "name" | "teamName" | "duty">; table: LoadTable }) {
  return (
    <>
      <td className="end num">{row.casesBefore}</td>
      <td className="end num">{signed(row.casesAdded)}</td>
      <td className="end num"><strong>{row.casesAfter}</strong></td>
      <td className="end num">{formatFen(row.fenBefore)}</td>
      <td className="end num">{signedFen(row.fenAdded)}</td>
      <td className="end num"><strong>{formatFen(row.fenAfter)}</strong></td>
      {table.buckets.map((b) => <td key={b} className="end num">{row.byBucket[b] ?? 0}</td>)}
      {table.banks.map((b) => <td key={b} className="end num">{row.byBank[b] ?? 0}</td>)}
    </>
  );
}
