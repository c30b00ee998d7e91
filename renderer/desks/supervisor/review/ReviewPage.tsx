/** 记录复核: what the centre did not take from the team's people. */
import { Page } from "../../../components/Page.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Notice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useDesk } from "../../../lib/use-call.ts";
import { useConnected } from "../../../stores/sync.ts";
import { useState } from "react";
import { RejectionsPart } from "./RejectionsPart.tsx";

export function ReviewPage() {
  const { t } = useWords();
  const connected = useConnected();
  const [settled, setSettled] = useState(false);
  const rejections = useDesk("rejection.list", { settled });
  return (
    <Page title={t("supervisor:review.rejections")} actions={<KeyButton combo="F5" words={t("refresh")} onPress={rejections.reload} />}>
      {!connected && <Notice tone="warn">{t("supervisor:onlineOnly")}</Notice>}
      <RejectionsPart list={rejections} settled={settled} onSettled={setSettled} />
    </Page>
  );
}
