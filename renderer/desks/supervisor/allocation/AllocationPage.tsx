/** 分案: which cases, to whom, by what balance; a preview per head before and after; undo within the hour. */
import { useState } from "react";
import { formatTime } from "../../../../shared/model/time.ts";
import type { DeskInput } from "../../../../shared/protocol/desk.ts";
import { Button } from "antd";
import { useConfirm } from "../../../components/Dialog.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Page } from "../../../components/Page.tsx";
import { EmptyState, ErrorState, LoadingState, Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useAct, useDesk } from "../../../lib/use-call.ts";
import { useConnected } from "../../../stores/sync.ts";
import type { AllocationPreview } from "../logic/allocation.ts";
import { useUndoable } from "../parts/use-undoable.ts";
import { AllocationForm, START, type AllocationChoice } from "./AllocationForm.tsx";
import { LoadPreview } from "./LoadPreview.tsx";

/** `all`: the administrator, who may choose a batch; `team`: a supervisor, whose collectors are the team's. */
export function AllocationPage({ scope, batchId = null }: { scope: "team" | "all"; batchId?: string | null }) {
  const { t } = useWords();
  const connected = useConnected();
  const collectors = useDesk("team.collectors", {});
  const [choice, setChoice] = useState<AllocationChoice>({ ...START, batchId });
  const [previewed, setPreviewed] = useState<{ preview: AllocationPreview; of: string } | null>(null);
  const preview = useAct((input: DeskInput<"allocation.preview">) => desk("allocation.preview", input));
  const input = inputOf(choice);
  const look = async () => {
    const answer = await preview.run(input);
    if (answer) setPreviewed({ preview: answer, of: JSON.stringify(input) });
  };
  const stale = previewed !== null && previewed.of !== JSON.stringify(input);
  return (
    <Page
      title={t("supervisor:allocation.title")}
      actions={<KeyButton combo="F8" words={t("supervisor:allocation.preview")} type={previewed && !stale ? "default" : "primary"} onPress={() => void look()} loading={preview.busy} disabled={choice.collectorIds.length === 0} />}
    >
      {!connected && <Notice tone="warn">{t("supervisor:onlineOnly")}</Notice>}
      {collectors.data && <AllocationForm scope={scope} collectors={collectors.data.collectors} choice={choice} onChange={setChoice} />}
      {!collectors.data && (collectors.refusal ? <ErrorState refusal={collectors.refusal} onRetry={collectors.reload} /> : <LoadingState />)}
      <RefusalNotice refusal={preview.refusal} />
      <Result
        preview={previewed?.preview ?? null}
        stale={stale}
        balancing={!choice.onlyUnassigned}
        onDone={() => {
          setPreviewed(null);
          collectors.reload();
        }}
      />
    </Page>
  );
}

function inputOf(choice: AllocationChoice): DeskInput<"allocation.preview"> {
  const { bankCode, buckets, batchId, onlyUnassigned, collectorIds, balanceBy, maxPerHead } = choice;
  return {
    filter: { onlyUnassigned, ...(bankCode ? { bankCode } : {}), ...(buckets.length ? { buckets: [...buckets] } : {}), ...(batchId ? { batchId } : {}) },
    collectorIds: [...collectorIds], balanceBy, maxPerHead,
  };
}

/** The preview with its button, what was allocated last, and the way back. */
function Result({ preview, stale, balancing, onDone }: { preview: AllocationPreview | null; stale: boolean; balancing: boolean; onDone: () => void }) {
  const { t } = useWords();
  const confirm = useConfirm();
  const { last, keep, drop } = useUndoable("allocation");
  const [undone, setUndone] = useState<number | null>(null);
  const apply = useAct((previewId: string) => desk("allocation.apply", { previewId }));
  const undo = useAct((allocationId: string) => desk("allocation.undo", { allocationId }));
  const hand = async () => {
    if (!preview) return;
    const sure = await confirm({ title: t("supervisor:allocation.applyTitle"), body: t("supervisor:allocation.applyText", { cases: preview.cases }), ok: t("supervisor:allocation.apply"), cancel: t("cancel") });
    const answer = sure && (await apply.run(preview.previewId));
    if (!answer) return;
    keep({ allocationId: answer.allocationId, cases: answer.cases, undoUntil: answer.undoUntil, toName: "" });
    setUndone(null);
    onDone();
  };
  const takeBack = async () => {
    if (!last) return;
    const sure = await confirm({ title: t("supervisor:allocation.undoTitle"), body: t("supervisor:allocation.undoText", { n: last.cases }), ok: t("supervisor:allocation.undo"), cancel: t("cancel"), danger: true });
    const answer = sure && (await undo.run(last.allocationId));
    if (!answer) return;
    drop();
    setUndone(answer.cases);
    onDone();
  };
  return (
    <>
      <RefusalNotice refusal={apply.refusal ?? undo.refusal} />
      {undone !== null && <Notice tone="ok">{t("supervisor:allocation.undone", { n: undone })}</Notice>}
      {last && (
        <Notice tone="ok" action={<Button size="small" loading={undo.busy} onClick={() => void takeBack()}>{t("supervisor:allocation.undo")}</Button>}>
          <strong>{t("supervisor:allocation.applied", { n: last.cases })}</strong>
          <div>{t("supervisor:allocation.appliedNext", { time: formatTime(last.undoUntil) })}</div>
        </Notice>
      )}
      {preview === null && <EmptyState title={t("supervisor:allocation.previewEmpty")} next={t("supervisor:allocation.previewEmptyNext")} />}
      {preview !== null && preview.cases + preview.unplaced === 0 && <EmptyState title={t(balancing ? "supervisor:allocation.even" : "supervisor:allocation.nothing")} next={t(balancing ? "supervisor:allocation.evenNext" : "supervisor:allocation.nothingNext")} />}
      {preview !== null && preview.cases + preview.unplaced > 0 && (
        <LoadPreview preview={preview} stale={stale}>
          <KeyButton type="primary" combo="Ctrl+Enter" words={t("supervisor:allocation.apply")} onPress={() => void hand()} loading={apply.busy} disabled={stale || preview.cases === 0} />
        </LoadPreview>
      )}
    </>
  );
}
