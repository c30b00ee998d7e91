/** What R-30 asks for: each contact with its proof, and what is missing, in words with a date where there is one. */
import { formatFen } from "../../../shared/model/money.ts";
import type { ReferralEvidence } from "../../../shared/model/referral-evidence.ts";
import { DateTime } from "../../components/DateTime.tsx";
import { useWords } from "../../i18n/index.ts";

export function EvidencePart({ proof }: { proof: ReferralEvidence }) {
  const { t } = useWords();
  return (
    <section className="lg-proof" data-testid="referral-evidence">
      <h3 className="row">
        <span className="grow">{t("legal:evidence")}</span>
        <span className={proof.enough ? "tag ok" : "tag bad"}>{proof.enough ? `✓ ${t("legal:enough")}` : `✕ ${t("legal:notEnough")}`}</span>
      </h3>
      <ul>
        {proof.missing.map((m) => <li key={m.gap} className="sv-fault">✕ {t(`legal:gap.${m.gap}`, { n: m.n, from: m.from, amount: formatFen(m.n) })}</li>)}
        {proof.contacts.length === 0 && <li className="muted">{t("legal:noContacts")}</li>}
        {proof.contacts.map((c) => (
          <li key={`${c.kind} ${c.at}`} className="row">
            <DateTime at={c.at} style="full" />
            <span>{t(`legal:kind.${c.kind}`)}</span>
            <span className="muted">{t(c.reached ? "legal:reached" : "legal:notReached")}</span>
            <span className="grow num">{c.proof || t("legal:noProof")}</span>
            <span className={c.counts ? "tag ok" : "tag"}>{c.counts ? `✓ ${t("legal:counts")}` : t("legal:countsNot")}</span>
          </li>
        ))}
      </ul>
      <p className="muted sv-small">{proof.daysApart !== null && `${t("legal:apart", { n: proof.daysApart })} · `}{t("legal:evidenceAt")} <DateTime at={proof.at} /></p>
    </section>
  );
}
