/** The collector's desk: queue, case, action. Keyboard first; every key stands on its button. */
import { useEffect, useRef } from "react";
import { useWords } from "../../i18n/index.ts";
import { usePush } from "../../lib/use-push.ts";
import { Search } from "../../search/Search.tsx";
import { StatementButton } from "../complaint/StatementSheet.tsx";
import { TopBarSlot } from "../../shell/TopBarSlot.tsx";
import { FiguresBar } from "./FiguresBar.tsx";
import { Inbound } from "./inbound/InboundDialog.tsx";
import { Panes } from "./Panes.tsx";
import { CallbackBanner } from "./queue/CallbackBanner.tsx";
import { useOpenCall } from "./state/call.ts";
import { refreshCase, useCase } from "./state/case.ts";
import { loadFigures } from "./state/figures.ts";
import { comeBack, goOn, goTo } from "./state/flow.ts";
import { loadCounts, refreshQueue, showQueue } from "./state/queue.ts";
import { loadStamped } from "./state/warnings.ts";
import { WarningFormSheet } from "./warning/WarningForm.tsx";
import { WarningStrip } from "./warning/WarningStrip.tsx";
import { StopStrip } from "./stop/StopStrip.tsx";
import "./collector.css";

/** Lists are asked again at most this often while changes stream in. */
const REFRESH_MS = 200;
/** Counts depend on the clock too (a call-back's minute). */
const COUNTS_MS = 30_000;

export default function CollectorDesk() {
  const { t } = useWords();
  useStart();
  useChanges();
  return (
    <div className="collector">
      <TopBarSlot>
        <FiguresBar />
        <Inbound />
        <StatementButton />
        <Search onOpen={goTo} blocked={t("collector:inbound.callOpen")} />
      </TopBarSlot>
      <section className="collector-banners" aria-label={t("collector:reminders")}>
        <StopStrip />
        <CallbackBanner />
        <WarningStrip />
      </section>
      <Panes />
      <WarningFormSheet />
    </div>
  );
}

/** First the list, then either the call a lock or crash interrupted, or the first case. */
function useStart(): void {
  useEffect(() => {
    showQueue({});
    void loadCounts();
    void loadStamped();
    void comeBack().then(() => {
      if (useCase.getState().caseId === null) return goOn();
    });
    const timer = setInterval(() => void loadCounts(), COUNTS_MS);
    return () => clearInterval(timer);
  }, []);
}

/** Follows what sync and the desk's own acts change, gathered into one refresh. */
function useChanges(): void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const waiting = useRef({ queue: false, case: false, warnings: false });
  usePush("data.changed", ({ caseIds, queue, warnings }) => {
    const { view } = useCase.getState();
    const mine = caseIds.length === 0 || (view?.accounts.some((a) => caseIds.includes(a.id)) ?? false);
    waiting.current = { queue: waiting.current.queue || queue, case: waiting.current.case || mine, warnings: waiting.current.warnings || warnings };
    timer.current ??= setTimeout(() => {
      const due = waiting.current;
      waiting.current = { queue: false, case: false, warnings: false };
      timer.current = undefined;
      if (due.queue) {
        refreshQueue();
        // The first cases of a first download: nothing came up when the desk opened on an empty list.
        if (useCase.getState().caseId === null && useOpenCall.getState().call === null) void goOn();
      }
      if (due.case) void refreshCase();
      if (due.warnings) void loadStamped();
      void loadFigures();
    }, REFRESH_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
