/** The first rows as the importer sees them, masked by the centre. */
import { useWords } from "../../../i18n/index.ts";

export function SampleTable({ headers, sample }: { headers: readonly string[]; sample: readonly (readonly string[])[] }) {
  const { t } = useWords();
  const used = headers.map((header, index) => ({ header, index })).filter(({ header, index }) => header !== "" || sample.some((row) => row[index]));
  return (
    <section className="panel">
      <header>
        <h2>{t("administrator:report.sample")}</h2>
      </header>
      <div className="ad-sample scroll" tabIndex={0} role="region" aria-label={t("administrator:report.sample")}>
        <table className="ad-table">
          <thead>
            <tr>
              {used.map(({ header, index }) => (
                <th key={index} scope="col">{header || t("administrator:mapping.column", { n: index + 1 })}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.map((row, i) => (
              <tr key={i}>
                {used.map(({ index }) => (
                  <td key={index} className="num">{row[index] ?? ""}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
