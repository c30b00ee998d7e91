/** What was imported, and where to go on. */
import { Button } from "antd";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import type { AdministratorSection } from "../index.tsx";
import { Remarks, ReportCounts, type Report } from "../parts/ReportCounts.tsx";

interface DoneStepProps {
  readonly report: Report;
  readonly onNext: () => void;
  readonly onOpen: (section: AdministratorSection, batchId?: string) => void;
}

export function DoneStep({ report, onNext, onOpen }: DoneStepProps) {
  const { t } = useWords();
  const { batchNo: no, imported, updated, unchanged, refused, unmatched, batchId } = report;
  return (
    <section className="panel">
      <div className="body col">
        <Notice tone="ok">
          <strong>{t("administrator:done.title")}</strong>
          <div className="num">{t("administrator:done.text", { no, imported, updated, unchanged, refused })}</div>
          {unmatched > 0 && <div className="num">{t("administrator:done.unmatched", { n: unmatched })}</div>}
          <div>{t("administrator:done.undo")}</div>
        </Notice>
        <ReportCounts report={report} />
        <Remarks report={report} />
        <div className="row">
          <KeyButton type="primary" combo="Ctrl+KeyO" words={t("administrator:done.next")} onPress={onNext} />
          {refused > 0 && <Button onClick={() => onOpen("refused", batchId)}>{t("administrator:done.refused")}</Button>}
          {report.kind === "cases" && <Button onClick={() => onOpen("allocation", batchId)}>{t("administrator:done.allocate")}</Button>}
        </div>
      </div>
    </section>
  );
}
