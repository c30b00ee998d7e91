/** For pages whose data come from the centre: offline says so in words and offers to try again. */
import type { ReactNode } from "react";
import { ErrorState, LoadingState, Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import type { Loaded } from "../../../lib/use-call.ts";
import { useConnected } from "../../../stores/sync.ts";

/** Shows `children(data)`; data that could not be refreshed stay, with the reason above them. */
export function OnlineState<T>({ of, offline, children }: { of: Loaded<T>; /** What to say instead while off line. */ offline?: string; children: (data: T) => ReactNode }) {
  const { t } = useWords();
  const connected = useConnected();
  return (
    <>
      {!connected && <Notice tone="warn">{offline ?? t("supervisor:onlineOnly")}</Notice>}
      {of.data !== null && connected && <RefusalNotice refusal={of.refusal} />}
      {of.data !== null && children(of.data)}
      {of.data === null && of.refusal && <ErrorState refusal={of.refusal} onRetry={of.reload} />}
      {of.data === null && !of.refusal && <LoadingState />}
    </>
  );
}
