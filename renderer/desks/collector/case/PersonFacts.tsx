/** What the bank's file says about the person; masked, each value with its own recorded reveal. */
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { Facts } from "../../../components/Page.tsx";
import { Reveal } from "../../../components/Reveal.tsx";
import { useWords } from "../../../i18n/index.ts";

export function PersonFacts({ view }: { view: CaseView }) {
  const { t } = useWords();
  const { person: p, caseId } = view;
  const reveal = (field: Parameters<typeof Reveal>[0]["field"], masked: string) => <Reveal caseId={caseId} field={field} masked={masked} />;
  const place = [p.province, p.city, p.district].filter(Boolean).join(" ");
  return (
    <div className="two">
      <Facts
        items={[
          [t("collector:person.name"), reveal("name", p.name)],
          [t("collector:person.idNo"), reveal("idNo", p.idNo)],
          [t("collector:person.gender"), p.gender || "—"],
          [t("collector:person.birthday"), <span key="b" className="num">{p.birthday || "—"}</span>],
          [t("collector:person.email"), reveal("email", p.email)],
          [t("collector:person.place"), place || "—"],
        ]}
      />
      <Facts
        items={[
          [t("collector:person.home"), reveal("address", p.homeAddress)],
          [t("collector:person.household"), p.householdAddress || "—"],
          [t("collector:person.employer"), reveal("employer", p.employer)],
          [t("collector:person.job"), p.jobTitle || "—"],
          [t("collector:person.work"), p.employerAddress || "—"],
        ]}
      />
    </div>
  );
}
