/** The desk window: who sits here decides which desk; the shell stays around it. */
import { Suspense, useEffect, useState } from "react";
import { useWords } from "../i18n/index.ts";
import { ErrorFence } from "../components/ErrorFence.tsx";
import { EmptyState, ErrorState, LoadingState } from "../components/States.tsx";
import { guardDrafts } from "../lib/drafts.ts";
import { liveHotkeys, startHotkeys, useHotkeys, type Hotkey } from "../lib/hotkeys.ts";
import { HELP_KEY, HelpSheet } from "../shell/HelpSheet.tsx";
import { LOCK_KEY, lockNow } from "../shell/lock.ts";
import { LockSoon } from "../shell/LockSoon.tsx";
import { Notices } from "../shell/Notices.tsx";
import { OwedCode } from "../shell/OwedCode.tsx";
import { StatusStrip } from "../shell/StatusStrip.tsx";
import { TopBar } from "../shell/TopBar.tsx";
import { Watermark } from "../shell/Watermark.tsx";
import { useSession } from "../stores/session.ts";
import { followSync } from "../stores/sync.ts";
import { desksOf, fetchDesks, type Desk } from "./desks.ts";

export function DeskWindow() {
  const { facts, refusal, load } = useSession();
  useEffect(() => {
    void load();
    void fetchDesks();
    const stops = [followSync(), startHotkeys(), guardDrafts()];
    return () => stops.forEach((stop) => stop());
  }, [load]);
  if (refusal && !facts) return <ErrorState refusal={refusal} onRetry={() => void load()} />;
  return facts ? <Shell /> : <LoadingState />;
}

const opened = (desk: Desk) => ({ desk, Component: desk.component() });

function Shell() {
  const { t } = useWords();
  const facts = useSession((s) => s.facts)!;
  const desks = desksOf(facts.me.roles);
  const [open, setOpen] = useState(() => (desks[0] ? opened(desks[0]) : null));
  const [help, setHelp] = useState<readonly Hotkey[] | null>(null);
  useHotkeys([
    { combo: HELP_KEY, label: t("shell:help"), run: () => setHelp(liveHotkeys()) },
    { combo: LOCK_KEY, label: t("shell:lock"), run: () => void lockNow(), always: true },
  ]);
  return (
    <div className="shell">
      <TopBar desks={desks} open={open?.desk ?? null} onOpen={(desk) => setOpen(opened(desk))} onHelp={() => setHelp(liveHotkeys())} />
      <div className="banners">
        <LockSoon />
        <OwedCode />
        <Notices />
      </div>
      <div className="shell-main">
        <ErrorFence key={open?.desk.role ?? ""}>
          <Suspense fallback={<LoadingState words={t("shell:deskLoading")} />}>
            {open ? <open.Component /> : <EmptyState title={t("shell:noDesk")} next={t("shell:noDeskNext")} />}
          </Suspense>
        </ErrorFence>
      </div>
      <StatusStrip />
      <HelpSheet open={help !== null} keys={help ?? []} onClose={() => setHelp(null)} />
      <Watermark name={facts.me.name} no={facts.me.no} device={facts.deviceName} />
    </div>
  );
}
