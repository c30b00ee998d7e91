/** 上家催收记录 from the bank's file: somebody else's words, grey, never ours to edit. */
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { EmptyState } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";

export function PreviousNotes({ view }: { view: CaseView }) {
  const { t } = useWords();
  const noted = view.accounts.filter((a) => a.previousNotes.trim());
  if (noted.length === 0) return <EmptyState title={t("collector:previous.none")} next={t("collector:previous.noneNext")} />;
  return (
    <div className="previous" aria-readonly="true">
      <p className="muted">{t("collector:previous.source")}</p>
      {noted.map((a) => (
        <section key={a.id}>
          <h2 className="num">{a.cardNo}</h2>
          <p className="prose">{a.previousNotes}</p>
        </section>
      ))}
    </div>
  );
}
