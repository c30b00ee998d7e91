/** The collector's desk: queue, case, action. */
import { useWords } from "../../i18n/index.ts";
import { Page } from "../../components/Page.tsx";
import { EmptyState } from "../../components/States.tsx";

export default function CollectorDesk() {
  const { t } = useWords();
  return (
    <Page title={t("collector:title")}>
      <EmptyState />
    </Page>
  );
}
