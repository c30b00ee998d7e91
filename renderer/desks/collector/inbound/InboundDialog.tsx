/** 来电: who is calling? Own cases open; another's shows its team and extension only, with a message to leave. */
import { Button, Input } from "antd";
import { useState } from "react";
import type { ChannelOutput } from "../../../../shared/ipc/contract.ts";
import { Dialog } from "../../../components/Dialog.tsx";
import { Kbd } from "../../../components/Kbd.tsx";
import { Money } from "../../../components/Money.tsx";
import { StageTag } from "../../../components/StageTag.tsx";
import { EmptyState, Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { call, desk } from "../../../lib/api.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { useAct } from "../../../lib/use-call.ts";
import { useOpenCall } from "../state/call.ts";
import { takeInbound } from "../state/flow.ts";
import { tellSaved } from "../state/saved.ts";
import { serverNow } from "../../../lib/clock.ts";

export const INBOUND_KEY = "F4";
type Found = ChannelOutput<"inbound.find">;

export function Inbound() {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  useHotkeys([{ combo: INBOUND_KEY, label: t("collector:inbound.title"), run: () => setOpen(true) }]);
  return (
    <>
      <button type="button" className="bar-button" onClick={() => setOpen(true)} aria-keyshortcuts="F4">
        {t("collector:inbound.button")} <Kbd combo={INBOUND_KEY} />
      </button>
      <Dialog open={open} title={t("collector:inbound.title")} onClose={() => setOpen(false)} width={640}>
        <Lookup onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Lookup({ onDone }: { onDone: () => void }) {
  const { t } = useWords();
  const inCall = useOpenCall((s) => s.call !== null);
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<(Found & { query: string }) | null>(null);
  const act = useAct(async (text: string) => setFound({ ...(await call("inbound.find", { query: text })), query: text }));
  const search = () => {
    if (query.trim().length >= 2) void act.run(query.trim());
  };
  const take = (row: Found["mine"][number]) => {
    takeInbound(row);
    onDone();
  };
  return (
    <div className="col">
      {inCall && <Notice tone="warn">{t("collector:inbound.callOpen")}</Notice>}
      <div className="row">
        <Input
          autoFocus
          value={query}
          onChange={(e) => setQuery(e.target.value)}
          placeholder={t("collector:inbound.hint")}
          aria-label={t("collector:inbound.hint")}
          maxLength={40}
          onPressEnter={(e) => {
            if (e.nativeEvent.isComposing) return;
            const only = found?.mine.length === 1 ? found.mine[0] : undefined;
            if (only && !inCall && found?.query === query.trim()) take(only);
            else search();
          }}
        />
        <Button type="primary" onClick={search} loading={act.busy} disabled={query.trim().length < 2}>
          {t("search")} <Kbd combo="Enter" />
        </Button>
      </div>
      <RefusalNotice refusal={act.refusal} />
      {found && <Results found={found} inCall={inCall} onTake={take} />}
    </div>
  );
}

function Results({ found, inCall, onTake }: { found: Found; inCall: boolean; onTake: (row: Found["mine"][number]) => void }) {
  const { t } = useWords();
  if (found.mine.length + found.others.length === 0) {
    return <EmptyState title={t("collector:inbound.none")} next={t(found.centralAsked ? "collector:inbound.noneNext" : "collector:inbound.noneOffline")} />;
  }
  return (
    <div className="col" data-testid="inbound-results">
      {!found.centralAsked && <Notice tone="warn">{t("collector:inbound.offline")}</Notice>}
      {found.mine.map((row, i) => (
        <button key={row.caseId} type="button" className="inbound-row" disabled={inCall} onClick={() => onTake(row)}>
          <strong>{row.nameMasked}</strong> <span className="num muted">{row.cardLast4}</span> <span>{row.bankName}</span> <StageTag bucket={row.bucket} stage={row.stage} />
          <span className="grow end">
            <Money fen={row.currentFen} strong />
          </span>
          {t("collector:inbound.take")} {i === 0 && found.mine.length === 1 && <Kbd combo="Enter" />}
        </button>
      ))}
      {found.others.map((other) => (
        <Other key={other.ref} other={other} />
      ))}
    </div>
  );
}

/** Somebody else's: nothing of the case, only where to send the caller. */
function Other({ other }: { other: Found["others"][number] }) {
  const { t } = useWords();
  const [text, setText] = useState("");
  const [sent, setSent] = useState(false);
  const act = useAct(async () => {
    await desk("lookup.message", { ref: other.ref, message: text.trim() });
    setSent(true);
    tellSaved(serverNow(), t("collector:inbound.sent"));
  });
  return (
    <section className="inbound-other">
      <div>
        {t("collector:inbound.other")} <strong>{other.teamName}</strong> · {other.collectorName} · {t("collector:inbound.extension")} <strong className="num">{other.extension}</strong>
      </div>
      {sent ? (
        <Notice tone="ok">{t("collector:inbound.sent")}</Notice>
      ) : (
        <div className="row">
          <Input value={text} onChange={(e) => setText(e.target.value)} maxLength={500} placeholder={t("collector:inbound.messageHint")} aria-label={t("collector:inbound.messageHint")} />
          <Button onClick={() => void act.run()} loading={act.busy} disabled={text.trim() === ""}>
            {t("collector:inbound.leave")}
          </Button>
        </div>
      )}
      <RefusalNotice refusal={act.refusal} />
    </section>
  );
}
