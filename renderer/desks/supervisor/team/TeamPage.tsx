/** The wall: what came of the team's day with its conduct beside it, the hours as a picture, clocks at risk, and everybody in the order of the roster. */
import { Button } from "antd";
import { lazy, Suspense } from "react";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { Ago, DateTime } from "../../../components/DateTime.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Money } from "../../../components/Money.tsx";
import { Page } from "../../../components/Page.tsx";
import { EmptyState } from "../../../components/States.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { useNow } from "../../../lib/clock.ts";
import type { Inbox } from "../inbox/use-inbox.ts";
import type { SectionKey } from "../index.tsx";
import { isIdle, rate, teamTotal, type Member, type TeamTotal } from "../logic/team.ts";
import type { Flow } from "../logic/wall.ts";
import { RULE_TEXTS, type RuleText } from "../../../../shared/conduct/pack.ts";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";
import { OnlineState } from "../parts/OnlineState.tsx";
import { RiskPanel } from "./RiskPanel.tsx";
import { useToday } from "./use-today.ts";

type Day = DeskOutput<"team.today">["day"];

const HoursChart = lazy(() => import("./HoursChart.tsx"));
type Open = (section: SectionKey, userId: string | null) => void;

interface TeamPageProps {
  readonly inbox: Inbox;
  readonly onOpen: Open;
  readonly onOpenFlow: (flow: Flow, id: string) => void;
}

export function TeamPage({ inbox, onOpen, onOpenFlow }: TeamPageProps) {
  const { t } = useWords();
  const today = useToday();
  const { reload } = today;
  const now = useNow(30_000);
  return (
    <Page
      title={t("supervisor:team.title")}
      actions={
        <>
          {today.data && (
            <span className={today.stale ? "tag num warn" : "muted num"} data-testid="figures-of">
              {today.stale ? `▲ ${t("supervisor:wall.stale")}` : t("supervisor:updatedAt")} <DateTime at={today.data.serverTime} style="clock" />
            </span>
          )}
          <KeyButton combo="F5" words={t("refresh")} onPress={reload} loading={today.loading && today.data !== null} />
        </>
      }
    >
      <OnlineState of={today} offline={t("supervisor:wall.offline")}>
        {({ members, day }) => (
          <>
            <Totals total={teamTotal(members)} day={day} />
            <div className="sv-wall">
              <section className="panel" aria-label={t("supervisor:wall.hours")}>
                <header><h2>{t("supervisor:wall.hours")}</h2></header>
                <Suspense fallback={<div className="sv-chart" />}><HoursChart hours={day.hours} /></Suspense>
              </section>
              <RiskPanel warnings={inbox.all ?? []} onOpen={onOpenFlow} />
              <Refusals of={day.refusals} />
            </div>
            <div className="sv-fill">
              <DataTable
                label={t("supervisor:team.title")}
                columns={columns(t, now, onOpen)}
                rows={members}
                rowKey={(m) => m.userId}
                empty={<EmptyState title={t("supervisor:team.empty")} next={t("supervisor:team.emptyNext")} />}
              />
            </div>
            <p className="muted sv-small">{t("supervisor:team.formula")}</p>
          </>
        )}
      </OnlineState>
    </Page>
  );
}

function Totals({ total, day }: { total: TeamTotal; day: Day }) {
  const { t } = useWords();
  const { figures } = total;
  const items: readonly (readonly [string, React.ReactNode])[] = [
    [t("supervisor:team.duty"), t("supervisor:team.on", { on: total.onDuty, all: total.members })],
    [t("supervisor:team.cases"), total.cases],
    [t("supervisor:team.amount"), <Money key="fen" fen={total.fen} />],
    [t("supervisor:team.untouched"), total.untouched],
    [t("supervisor:team.attempts"), figures.attempts],
    [t("supervisor:team.connected"), figures.connected],
    [t("supervisor:team.contactRate"), rate(figures.connected, figures.attempts)],
    [t("supervisor:team.debtor"), figures.debtor],
    [t("supervisor:team.debtorRate"), rate(figures.debtor, figures.attempts)],
    [t("supervisor:team.promises"), figures.promises],
    [t("supervisor:team.promisedFen"), <Money key="promised" fen={figures.promisedFen} />],
    [t("supervisor:team.kept"), figures.kept],
    [t("supervisor:wall.warnings"), day.warnings],
    [t("supervisor:wall.complaints"), day.complaints],
    [t("supervisor:team.refused"), figures.refused],
  ];
  return (
    <dl className="sv-totals" aria-label={t("supervisor:team.total")}>
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Why the gate refused, most first: what the team runs into, not who. */
function Refusals({ of }: { of: Day["refusals"] }) {
  const { t, language } = useWords();
  const text = (rule: string): string => {
    const known = Object.values<RuleText>(RULE_TEXTS).find((r) => r.id === rule);
    return known ? (language === "en" ? known.en : known.zh).split(/[::]?\s*\{n\}/)[0] ?? rule : t("supervisor:wall.noRule");
  };
  return (
    <section className="panel" aria-label={t("supervisor:wall.refusals")}>
      <header><h2>{t("supervisor:wall.refusals")}</h2></header>
      <ul className="scroll sv-rules" aria-label={t("supervisor:wall.refusals")} tabIndex={0}>
        {of.length === 0 && <li className="muted">{t("supervisor:wall.noRefusals")}</li>}
        {of.map(({ rule, n }) => (
          <li key={rule}>
            <span className="grow">{text(rule)}</span>
            <strong className="num">{n}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}

const WIDTHS = { warnings: "66px", complaints: "80px" } as const;
const DUTY_SIGN = { working: "●", break: "◐", busy: "◑", off: "○" } as const;
type Duty = keyof typeof DUTY_SIGN;
const dutyOf = (duty: string): Duty => (duty in DUTY_SIGN ? (duty as Duty) : "off");

function columns(t: Translate, now: number, onOpen: Open): Column<Member>[] {
  const figure = (key: keyof Member["figures"], title: string, width: string): Column<Member> => ({ key, title, width, align: "end", render: (m) => <span className="num">{m.figures[key]}</span> });
  const concern = (key: "warnings" | "complaints", title: string): Column<Member> => ({ key, title, width: WIDTHS[key], align: "end", render: (m) => <span className={m[key] ? "num sv-warn" : "num"}>{m[key] ? `▲ ${m[key]}` : 0}</span> });
  return [
    { key: "name", title: t("supervisor:team.name"), width: "minmax(136px, 1fr)", render: (m) => <span title={`${t("supervisor:team.extension")} ${m.extension}`}>{m.name} <span className="num muted">{m.no}</span> <span className="num muted">· {m.extension}</span></span> },
    { key: "duty", title: t("supervisor:team.duty"), width: "76px", render: (m) => <span>{DUTY_SIGN[dutyOf(m.duty)]} {t(`terms:duty.${dutyOf(m.duty)}`)}</span> },
    {
      key: "last", title: t("supervisor:team.lastAct"), width: "102px",
      render: (m) => (isIdle(m, now) ? <span className="sv-warn" title={t("supervisor:team.idle")}>▲ <Ago at={m.lastActAt} none={t("supervisor:team.none")} /></span> : <Ago at={m.lastActAt} none={t("supervisor:team.none")} />),
    },
    { key: "cases", title: t("supervisor:team.cases"), width: "60px", align: "end", render: (m) => <span className="num">{m.cases}</span> },
    { key: "untouched", title: t("supervisor:team.untouched"), width: "82px", align: "end", render: (m) => <span className={m.untouched ? "num sv-warn" : "num"}>{m.untouched ? `▲ ${m.untouched}` : 0}</span> },
    figure("attempts", t("supervisor:team.attempts"), "64px"),
    figure("connected", t("supervisor:team.connected"), "76px"),
    figure("debtor", t("supervisor:team.debtor"), "50px"),
    figure("promises", t("supervisor:team.promises"), "64px"),
    figure("kept", t("supervisor:team.kept"), "46px"),
    concern("warnings", t("supervisor:wall.warnings")),
    concern("complaints", t("supervisor:wall.complaints")),
    figure("refused", t("supervisor:team.refused"), "58px"),
    { key: "cover", title: t("supervisor:team.cover"), width: "48px", render: (m) => m.cover || <span className="muted">—</span> },
    {
      key: "actions", title: t("supervisor:team.actions"), width: "120px",
      render: (m) => (
        <span className="row">
          <Button size="small" onClick={() => onOpen("cover", m.userId)} aria-label={`${t("supervisor:team.setCover")} ${m.name}`}>{t("supervisor:team.setCover")}</Button>
          <Button size="small" onClick={() => onOpen("cases", m.userId)} aria-label={`${t("supervisor:team.seeCases")} ${m.name}`}>{t("supervisor:team.seeCases")}</Button>
        </span>
      ),
    },
  ];
}
