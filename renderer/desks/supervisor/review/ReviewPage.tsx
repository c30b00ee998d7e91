/** 记录复核: late events that wait for a decision, and what the centre did not take from the team's people. */
import { Segmented } from "antd";
import { useState } from "react";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Page } from "../../../components/Page.tsx";
import { Notice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { useDesk } from "../../../lib/use-call.ts";
import { useConnected } from "../../../stores/sync.ts";
import { LatePart } from "./LatePart.tsx";
import { RejectionsPart } from "./RejectionsPart.tsx";
import type { LateList } from "./use-late.ts";

type Part = "late" | "rejections";

export function ReviewPage({ late }: { late: LateList }) {
  const { t } = useWords();
  const connected = useConnected();
  const [part, setPart] = useState<Part>("late");
  const [settled, setSettled] = useState(false);
  const rejections = useDesk("rejection.list", { settled });
  const count = (n: number | undefined) => (n ? ` ${n}` : "");
  const options = [
    { value: "late" as const, label: `${t("supervisor:review.late")}${count(late.data?.rows.length)}` },
    { value: "rejections" as const, label: `${t("supervisor:review.rejections")}${count(rejections.data?.open)}` },
  ];
  const refresh = () => {
    late.reload();
    rejections.reload();
  };
  return (
    <Page title={t("supervisor:section.review")} actions={<KeyButton combo="F5" words={t("refresh")} onPress={refresh} />}>
      {!connected && <Notice tone="warn">{t("supervisor:onlineOnly")}</Notice>}
      <div className="row">
        <Segmented<Part> options={options} value={part} onChange={setPart} aria-label={t("supervisor:section.review")} />
      </div>
      {part === "late" ? <LatePart list={late} /> : <RejectionsPart list={rejections} settled={settled} onSettled={setSettled} />}
    </Page>
  );
}
