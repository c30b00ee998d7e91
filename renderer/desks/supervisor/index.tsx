/** The supervisor's desk (催收主管): warnings first, then the team. A new warning is announced on every page. */
import { Button } from "antd";
import { useCallback, useState } from "react";
import { Kbd } from "../../components/Kbd.tsx";
import { Sections, type Section } from "../../components/Sections.tsx";
import { Notice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { useHotkeys } from "../../lib/hotkeys.ts";
import { useOwedCount } from "../../lib/owed-count.ts";
import { TopBarSlot } from "../../shell/TopBarSlot.tsx";
import { ComplaintBadge } from "../complaint/ComplaintBadge.tsx";
import { ComplaintPage } from "../complaint/ComplaintPage.tsx";
import { AllocationPage } from "./allocation/AllocationPage.tsx";
import { CasesPage } from "./cases/CasesPage.tsx";
import { CoverPage } from "./cover/CoverPage.tsx";
import { InboxPage } from "./inbox/InboxPage.tsx";
import { useInbox, type Inbox } from "./inbox/use-inbox.ts";
import type { Flow } from "./logic/wall.ts";
import { RegisterPage } from "./register/RegisterPage.tsx";
import { CaseSearch } from "./parts/CaseSearch.tsx";
import { ReviewPage } from "./review/ReviewPage.tsx";
import { useLate } from "./review/use-late.ts";
import { RosterPage } from "./roster/RosterPage.tsx";
import { SpotCheckPage } from "./spot-check/SpotCheckPage.tsx";
import { TeamPage } from "./team/TeamPage.tsx";
import { StopBadge } from "../stops/StopBadge.tsx";
import { StopsPage } from "../stops/StopsPage.tsx";
import "./supervisor.css";

const SECTIONS = ["inbox", "team", "cases", "allocation", "cover", "roster", "register", "spotCheck", "review", "complaints", "stops"] as const;
export type SectionKey = (typeof SECTIONS)[number];

/** Where the wall's clocks are opened; a referral's is confirmed with its stop. */
const FLOW_SECTIONS = { complaint: "complaints", referral: "stops", stop: "stops" } as const satisfies Record<Exclude<Flow, "warning">, SectionKey>;

/** What a page hands to the next: whose cases to show, for whom to set cover. */
export interface Handover {
  readonly userId: string | null;
}

export default function SupervisorDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<SectionKey>("inbox");
  const [handover, setHandover] = useState<Handover>({ userId: null });
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [startAt, setStartAt] = useState<string | null>(null);
  const inbox = useInbox();
  const late = useLate();
  const open = useCallback((key: SectionKey, userId: string | null = null) => {
    setHandover({ userId });
    setStartAt(null);
    setSection(key);
  }, []);
  const showWarning = useCallback((id: string) => {
    setSelectedId(id);
    setSection("inbox");
  }, []);
  const openFlow = useCallback((flow: Flow, id: string) => {
    if (flow === "warning") return showWarning(id);
    setStartAt(id);
    setSection(FLOW_SECTIONS[flow]);
  }, [showWarning]);
  const count = inbox.rows?.length ?? 0;
  const lateCount = late.data?.rows.length ?? 0;
  const sections: Section<SectionKey>[] = SECTIONS.map((key) => ({
    key,
    title: t(`supervisor:section.${key}`),
    ...(key === "inbox" && count > 0 ? { badge: <span className={`tag num ${inbox.fresh.length ? "bad" : "warn"}`} title={t("supervisor:openWarnings", { n: count })}>{count}</span> } : {}),
    ...(key === "stops" ? { badge: <StopBadge /> } : {}),
    ...(key === "complaints" ? { badge: <ComplaintBadge /> } : {}),
    ...(key === "review" && lateCount > 0 ? { badge: <span className="tag num warn" title={t("supervisor:review.late")}>{lateCount}</span> } : {}),
  }));
  return (
    <Sections label={t("supervisor:sections")} sections={sections} current={section} onChange={open}>
      <TopBarSlot>
        <CaseSearch />
      </TopBarSlot>
      <div className="sv-desk">
        <Arrivals inbox={inbox} onShow={showWarning} />
        <div className="sv-page">
          {section === "inbox" && <InboxPage inbox={inbox} selectedId={selectedId} onSelect={setSelectedId} />}
          {section === "team" && <TeamPage inbox={inbox} onOpen={open} onOpenFlow={openFlow} />}
          {section === "cases" && <CasesPage assigneeId={handover.userId} />}
          {section === "allocation" && <AllocationPage scope="team" />}
          {section === "cover" && <CoverPage absentId={handover.userId} />}
          {section === "roster" && <RosterPage />}
          {section === "register" && <RegisterPage />}
          {section === "spotCheck" && <SpotCheckPage />}
          {section === "complaints" && <ComplaintPage startAt={startAt} />}
          {section === "review" && <ReviewPage late={late} />}
          {section === "stops" && <StopsPage startAt={startAt} />}
        </div>
      </div>
    </Sections>
  );
}

const SHOW_KEY = "F9";

/** Says so when a warning came in, wherever the supervisor is; the window's title counts them. */
function Arrivals({ inbox, onShow }: { inbox: Inbox; onShow: (id: string) => void }) {
  const { t } = useWords();
  const { fresh } = inbox;
  const newest = fresh.at(-1);
  useOwedCount("warnings", inbox.rows && fresh.length);
  useHotkeys(newest ? [{ combo: SHOW_KEY, label: t("supervisor:inbox.show"), run: () => onShow(newest.warning.id) }] : []);
  if (!newest) return null;
  return (
    <Notice
      tone="warn"
      action={
        <Button size="small" type="primary" onClick={() => onShow(newest.warning.id)} aria-keyshortcuts={SHOW_KEY}>
          {t("supervisor:inbox.show")} <Kbd combo={SHOW_KEY} />
        </Button>
      }
    >
      <strong role="alert">{fresh.length > 1 ? t("supervisor:inbox.newArrived", { n: fresh.length }) : t("supervisor:inbox.newFrom", { name: newest.nameMasked, collector: newest.warning.collectorName })}</strong>
    </Notice>
  );
}
