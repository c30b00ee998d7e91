/** 导入: pick, check, type the control totals, import. The check changes nothing; only the last step does. */
import { Button } from "antd";
import { useEffect, useState } from "react";
import { z } from "zod";
import { FILE_KINDS, type DeskOutput } from "../../../../shared/protocol/desk.ts";
import { Page } from "../../../components/Page.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { dropDraft, keepDraft, loadDraft } from "../../../lib/drafts.ts";
import { useAct } from "../../../lib/use-call.ts";
import { useConnected } from "../../../stores/sync.ts";
import type { AdministratorSection } from "../index.tsx";
import type { Report } from "../parts/ReportCounts.tsx";
import { CheckStep } from "./CheckStep.tsx";
import { DoneStep } from "./DoneStep.tsx";
import { PickStep } from "./PickStep.tsx";
import { Steps } from "./Steps.tsx";

export type Preview = DeskOutput<"import.preview">;

/** What was uploaded and for whom; kept, so that a lock in the middle does not cost the upload. */
const UploadSchema = z.object({ uploadId: z.uuid(), fileName: z.string(), bankCode: z.string(), kind: z.enum(FILE_KINDS).nullable() });
export type Upload = z.infer<typeof UploadSchema>;
const DRAFT = "import.upload";

type Phase = { at: "pick" } | { at: "check"; upload: Upload; preview: Preview } | { at: "done"; report: Report };

export function ImportPage({ onOpen }: { onOpen: (section: AdministratorSection, batchId?: string) => void }) {
  const { t } = useWords();
  const connected = useConnected();
  const [phase, setPhase] = useState<Phase>({ at: "pick" });
  const [kept, setKept] = useState<Upload | null>(null);
  const check = useAct((upload: Upload, mapping?: Record<string, number>) =>
    desk("import.preview", { uploadId: upload.uploadId, bankCode: upload.bankCode, ...(upload.kind ? { kind: upload.kind } : {}), ...(mapping ? { mapping } : {}) }),
  );
  useEffect(() => {
    void loadDraft(DRAFT).then((text) => setKept(text === null ? null : readUpload(text)));
  }, []);
  const look = async (upload: Upload, mapping?: Record<string, number>) => {
    keepDraft(DRAFT, JSON.stringify(upload));
    const preview = await check.run(upload, mapping);
    if (!preview) return;
    setKept(null);
    setPhase({ at: "check", upload, preview });
  };
  const forget = () => {
    void dropDraft(DRAFT);
    setKept(null);
  };
  return (
    <Page title={t("administrator:pick.title")} actions={<Steps at={phase.at} />}>
      {!connected && <Notice tone="warn">{t("supervisor:onlineOnly")}</Notice>}
      <RefusalNotice refusal={check.refusal} />
      {phase.at === "pick" && kept && (
        <Notice
          tone="info"
          action={
            <span className="row">
              <Button size="small" type="primary" loading={check.busy} onClick={() => void look(kept)}>{t("administrator:pick.resume")}</Button>
              <Button size="small" onClick={forget}>{t("administrator:pick.discard")}</Button>
            </span>
          }
        >
          <strong>{t("administrator:pick.kept")}</strong>
          <div>{t("administrator:pick.keptText", { file: kept.fileName })}</div>
        </Notice>
      )}
      {phase.at === "pick" && <PickStep busy={check.busy} onPicked={(upload) => void look(upload)} />}
      {phase.at === "check" && (
        <CheckStep
          key={phase.preview.report.batchId}
          preview={phase.preview}
          fileName={phase.upload.fileName}
          busy={check.busy}
          onRecheck={(mapping) => void look({ ...phase.upload, kind: phase.preview.report.kind }, mapping)}
          onBack={() => {
            forget();
            setPhase({ at: "pick" });
          }}
          onDone={(report) => {
            forget();
            setPhase({ at: "done", report });
          }}
        />
      )}
      {phase.at === "done" && <DoneStep report={phase.report} onNext={() => setPhase({ at: "pick" })} onOpen={onOpen} />}
    </Page>
  );
}

function readUpload(text: string): Upload | null {
  try {
    const parsed = UploadSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
