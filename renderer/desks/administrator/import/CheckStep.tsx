/** What the file would do, how its columns are read, and the control totals that let it in. */
import { useState } from "react";
import { Notice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { missingWords } from "../parts/field-words.ts";
import { RefusalGroups } from "../parts/RefusalGroups.tsx";
import { Remarks, ReportCounts, type Report } from "../parts/ReportCounts.tsx";
import { ControlTotals } from "./ControlTotals.tsx";
import type { Preview } from "./ImportPage.tsx";
import { MappingPane } from "./MappingPane.tsx";
import { SampleTable } from "./SampleTable.tsx";

interface CheckStepProps {
  readonly preview: Preview;
  readonly fileName: string;
  readonly busy: boolean;
  readonly onRecheck: (mapping: Record<string, number>) => void;
  readonly onBack: () => void;
  readonly onDone: (report: Report) => void;
}

export function CheckStep({ preview, fileName, busy, onRecheck, onBack, onDone }: CheckStepProps) {
  const { t, language } = useWords();
  const { mapping, sample, report } = preview;
  const [edited, setEdited] = useState(false);
  const readable = report.state === "checked";
  return (
    <div className="ad-check">
      <div className="ad-check-main scroll" tabIndex={0} role="region" aria-label={t("administrator:report.title")}>
        <section className="panel">
          <header>
            <h2>{t("administrator:report.title")}</h2>
            <span className="grow ellipsis">
              {fileName} · {t(`administrator:kind.${report.kind}`)}
            </span>
            <span className="muted num">
              {report.format.toUpperCase()} {report.encoding.toUpperCase()}
            </span>
          </header>
          <div className="body col">
            {mapping.missing.length > 0 && (
              <Notice tone="bad">
                <strong>{t("administrator:mapping.missing", { names: missingWords(mapping.missing, report.kind, t, language) })}</strong>
                <div>{t("administrator:mapping.missingNext")}</div>
              </Notice>
            )}
            {readable ? <ReportCounts report={report} /> : <Notice tone="warn">{t("administrator:report.notReadable")}</Notice>}
            {readable && (
              <>
                <h3>{t("administrator:report.refusals")}</h3>
                <RefusalGroups refusals={report.refusals} />
                <Remarks report={report} />
              </>
            )}
          </div>
        </section>
        <MappingPane key={JSON.stringify(mapping.fields)} mapping={mapping} sample={sample} kind={report.kind} busy={busy} onEdited={setEdited} onApply={onRecheck} />
        <SampleTable headers={mapping.headers} sample={sample} />
      </div>
      <ControlTotals report={report} blocked={!readable || edited || busy} onBack={onBack} onDone={onDone} />
    </div>
  );
}
