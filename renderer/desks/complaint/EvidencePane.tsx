/** 调查: the case's calls, notes and refusals of the gate by their ids, counted by the centre; frozen by the data post, or as the ledger is now. */
import { Button } from "antd";
import { useState } from "react";
import { z } from "zod";
import { may } from "../../../shared/access/table.ts";
import type { ComplaintEvidence, EvidenceLine } from "../../../shared/model/complaint-form.ts";
import { LineCodeSchema, OutcomeCodeSchema, PersonCodeSchema } from "../../../shared/model/disposition.ts";
import { formatDateTime } from "../../../shared/model/time.ts";
import { EmptyState, Notice, RefusalNotice } from "../../components/States.tsx";
import { useWords, type Translate } from "../../i18n/index.ts";
import { desk } from "../../lib/api.ts";
import { useAct } from "../../lib/use-call.ts";
import { useMe } from "../../stores/session.ts";
import type { Doc } from "./logic/desk.ts";

export function EvidencePane({ form }: { form: Doc }) {
  const { t } = useWords();
  const me = useMe();
  const [live, setLive] = useState<ComplaintEvidence | null>(null);
  const act = useAct(() => desk("complaint.investigate", { formId: form.id }));
  const look = async () => setLive(await act.run());
  const evidence = live ?? form.evidence;
  return (
    <section className="cp-evidence scroll" aria-label={t("complaint:investigation")} tabIndex={0}>
      <div className="row wrap">
        <h3 className="grow">{t("complaint:evidence.title")}</h3>
        {evidence && <span className={`tag ${live ? "" : "ok"}`}>{live ? t("complaint:evidence.live") : t("complaint:evidence.frozen")}</span>}
        {may(me.roles, "complaint.investigate") && form.caseId !== null && <Button size="small" onClick={() => void look()} loading={act.busy} title={t("complaint:evidence.loadHint")}>{t("complaint:evidence.load")}</Button>}
      </div>
      <RefusalNotice refusal={act.refusal} />
      {form.caseId === null && <Notice tone="warn">{t("complaint:evidence.none")}</Notice>}
      {evidence ? <Found evidence={evidence} /> : <EmptyState title={t("complaint:investigation")} next={t("complaint:evidence.loadHint")} />}
    </section>
  );
}

function Found({ evidence: e }: { evidence: ComplaintEvidence }) {
  const { t } = useWords();
  const counts = [
    [t("complaint:evidence.calls"), String(e.calls)], [t("complaint:evidence.connected"), String(e.connected)], [t("complaint:evidence.notes"), String(e.notes)], [t("complaint:evidence.refusals"), String(e.refusals)],
    [t("complaint:evidence.warnings"), String(e.warnings)], [t("complaint:evidence.busiest"), e.busiest ? t("complaint:evidence.busiestOf", { n: e.busiest, day: e.busiestDay }) : "0"],
  ] as const;
  return (
    <>
      <p className="muted num">{t("complaint:evidence.period", { from: formatDateTime(e.from), to: formatDateTime(e.to) })}</p>
      <dl className="sv-totals">
        {counts.map(([label, value]) => <div key={label}><dt>{label}</dt><dd className="num">{value}</dd></div>)}
        <div><dt>{t("complaint:evidence.ungated")}</dt><dd className={`num ${e.ungated > 0 ? "sv-fault" : ""}`}>{e.ungated > 0 ? `▲ ${e.ungated}` : "0"}</dd></div>
      </dl>
      <p className="sv-small">{t("complaint:evidence.people")}: {e.people.map((p) => `${p.name} ${p.calls}`).join(" · ") || "—"}</p>
      <ol className="cp-lines">
        {e.lines.map((line) => (
          <li key={line.id} className={line.kind === "refusal" ? "bad" : ""}>
            <div className="row">
              <span className="num muted">{formatDateTime(line.at)}</span>
              <strong>{t(`complaint:evidence.kind.${line.kind}`)}</strong>
              <span className="grow ellipsis">{codesOf(line, t)}</span>
              <span>{line.by}</span>
            </div>
            {line.text && <p className="prose">{line.text}</p>}
            <p className="muted num cp-id">{line.callId ? `${t("complaint:evidence.callNo")} ${line.callId}` : `${t("complaint:evidence.id")} ${line.id}`}</p>
          </li>
        ))}
      </ol>
      {e.more > 0 && <p className="muted">{t("complaint:evidence.more", { n: e.more })}</p>}
    </>
  );
}

/** Codes of a call in the words of the desk; rules of the gate by their numbers. */
function codesOf({ kind, codes }: EvidenceLine, t: Translate): string {
  return kind === "call" ? codes.map((code) => codeWord(code, t)).join(" · ") : codes.join(" · ");
}
const CodeSchema = z.union([LineCodeSchema, PersonCodeSchema, OutcomeCodeSchema]);
function codeWord(code: string, t: Translate): string {
  const known = CodeSchema.safeParse(code);
  return known.success ? t(`disposition:${known.data}`) : code;
}
