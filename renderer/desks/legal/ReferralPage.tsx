/** The desk of every post a legal referral passes: the list by time left, the form with everything needed to decide, its history, and one act with its key. */
import { may } from "../../../shared/access/table.ts";
import { Countdown } from "../../components/Countdown.tsx";
import { useWords } from "../../i18n/index.ts";
import { useMe } from "../../stores/session.ts";
import { FlowDesk } from "../../workflow/FlowDesk.tsx";
import { FileReferral } from "./FileReferral.tsx";
import { ReferralDetail } from "./ReferralDetail.tsx";
import { useReferrals } from "./use-referrals.ts";
import { stateWord, useReferralWords } from "./words.ts";
import "./legal.css";

export function ReferralPage() {
  const { t } = useWords();
  const me = useMe();
  const words = useReferralWords();
  const referrals = useReferrals();
  return (
    <FlowDesk
      words="legal"
      of={referrals}
      lineOf={({ row: { form, pending }, owed, clock }) => ({
        id: form.id, no: form.no || "—", pending, about: [form.facts["name"], form.facts["bank"]].filter(Boolean).join(" · "),
        right: clock ? <Countdown dueAt={clock.due} wholeMs={clock.due - clock.since} /> : <span className="tag">{stateWord(form.state, t)}</span>,
        step: owed[0] ? words.step(owed[0].step) : null,
      })}
      above={(say) => may(me.roles, "referral.file") && <FileReferral onFiled={() => say(t("legal:fileDone"))} />}
      open={(item, say) => <ReferralDetail key={item.row.form.id} item={item} onSaved={(step, no) => say(t("legal:done", { step: words.step(step), no: no || "—" }))} />}
    />
  );
}
