/**
 * The desk of every post a complaint passes: the list by time left, the form and the investigation, its history, our
 * clocks and the bank's, and one act with its key. What is owed comes from the step table, not from this screen.
 */
import type { FormRow } from "../../../shared/ipc/contract.ts";
import { may } from "../../../shared/access/table.ts";
import { useWords } from "../../i18n/index.ts";
import { useMe } from "../../stores/session.ts";
import { FlowDesk } from "../../workflow/FlowDesk.tsx";
import { ClockTag } from "../supervisor/inbox/ClockTag.tsx";
import { Detail } from "./Detail.tsx";
import { FileButton } from "./FileSheet.tsx";
import { StatementButton } from "./StatementSheet.tsx";
import { useComplaints } from "./use-complaints.ts";
import { stateWord, stepWord } from "./words.ts";
import "./complaint.css";

export function ComplaintPage({ startAt = null }: { startAt?: string | null }) {
  const { t } = useWords();
  const me = useMe();
  const complaints = useComplaints();
  const done = (step: string, row: FormRow): string => (step === "file" ? t("complaint:filed") : t("complaint:done", { step: stepWord(step, t), no: row.form.no }));
  return (
    <FlowDesk
      words="complaint"
      startAt={startAt}
      of={complaints}
      lineOf={({ row: { form, pending }, clock, owed }) => ({
        id: form.id, no: form.no || t("complaint:noNo"), pending, about: [String(form.opening?.["complainant"] ?? ""), form.facts["bank"] ?? form.bankCode].filter(Boolean).join(" · "),
        right: clock ? <ClockTag clock={clock} /> : <span className="tag">{stateWord(form.state, t)}</span>,
        step: owed[0] ? `${stepWord(owed[0].step, t)}${owed.length > 1 ? ` +${owed.length - 1}` : ""}` : null,
      })}
      above={(say) => (
        <>
          {may(me.roles, "complaint.file") && <div className="cp-file"><FileButton onFiled={(row) => say(done("file", row))} /></div>}
          <StatementButton />
        </>
      )}
      open={(item, say) => <Detail key={item.row.form.id} item={item} onSaved={(step, row) => say(done(step, row))} />}
    />
  );
}
