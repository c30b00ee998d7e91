/** Team search: a case that was found is read in a sheet beside the page, with its history. */
import { useState } from "react";
import type { CaseView } from "../../../../shared/ipc/contract.ts";
import { SideSheet } from "../../../components/Dialog.tsx";
import { Money } from "../../../components/Money.tsx";
import { StageTag } from "../../../components/StageTag.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useCall } from "../../../lib/use-call.ts";
import { Search } from "../../../search/Search.tsx";
import { SetStop } from "../../stops/SetStop.tsx";
import { SidePane } from "../inbox/SidePane.tsx";

export function CaseSearch() {
  const { t } = useWords();
  const [caseId, setCaseId] = useState<string | null>(null);
  const view = useCall("case.open", caseId === null ? null : { caseId });
  const open = (id: string) => {
    setCaseId(id);
    return true;
  };
  return (
    <>
      <Search onOpen={open} />
      <SideSheet open={caseId !== null} title={view.data ? <Title view={view.data} /> : t("loading")} onClose={() => setCaseId(null)} width={640} footer={view.data && <SetStop key={view.data.caseId} view={view.data} onSet={view.reload} />}>
        <SidePane view={view} />
      </SideSheet>
    </>
  );
}

function Title({ view }: { view: CaseView }) {
  const account = view.accounts.find((a) => a.id === view.caseId);
  return (
    <span className="row">
      <strong>{view.person.name}</strong>
      {account && (
        <>
          <span className="num">{account.caseNo}</span> <StageTag bucket={account.bucket} stage={account.stage} /> <Money fen={account.balances.currentFen} strong /> <span className="muted">{account.assigneeName}</span>
        </>
      )}
    </span>
  );
}
