/** Who is at work, what they did last, how much they hold and what came of the day. */
import { Button } from "antd";
import { useEffect } from "react";
import { DataTable, type Column } from "../../../components/DataTable.tsx";
import { Ago, DateTime } from "../../../components/DateTime.tsx";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Money } from "../../../components/Money.tsx";
import { Page } from "../../../components/Page.tsx";
import { EmptyState } from "../../../components/States.tsx";
import { useWords, type Translate } from "../../../i18n/index.ts";
import { useNow } from "../../../lib/clock.ts";
import { useDesk } from "../../../lib/use-call.ts";
import type { SectionKey } from "../index.tsx";
import { isIdle, rate, teamTotal, type Member, type TeamTotal } from "../logic/team.ts";
import { OnlineState } from "../parts/OnlineState.tsx";

const POLL_MS = 30_000;
type Open = (section: SectionKey, userId: string | null) => void;

export function TeamPage({ onOpen }: { onOpen: Open }) {
  const { t } = useWords();
  const today = useDesk("team.today", {});
  const { reload } = today;
  const now = useNow(30_000);
  useEffect(() => {
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <Page
      title={t("supervisor:team.title")}
      actions={
        <>
          {today.data && (
            <span className="muted num">
              {t("supervisor:updatedAt")} <DateTime at={today.data.serverTime} style="clock" />
            </span>
          )}
          <KeyButton combo="F5" words={t("refresh")} onPress={reload} loading={today.loading && today.data !== null} />
        </>
      }
    >
      <OnlineState of={today}>
        {({ members }) => (
          <>
            <Totals total={teamTotal(members)} />
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

function Totals({ total }: { total: TeamTotal }) {
  const { t } = useWords();
  const { figures } = total;
  const items: readonly (readonly [string, React.ReactNode])[] = [
    [t("supervisor:team.duty"), t("supervisor:team.on", { on: total.onDuty, all: total.members })],
    [t("supervisor:team.cases"), total.cases],
    [t("supervisor:team.amount"), <Money key="fen" fen={total.fen} />],
    [t("supervisor:team.untouched"), total.untouched],
    [t("supervisor:team.attempts"), figures.attempts],
    [t("supervisor:team.contactRate"), rate(figures.connected, figures.attempts)],
    [t("supervisor:team.debtorRate"), rate(figures.debtor, figures.attempts)],
    [t("supervisor:team.promises"), figures.promises],
    [t("supervisor:team.promisedFen"), <Money key="promised" fen={figures.promisedFen} />],
    [t("supervisor:team.kept"), figures.kept],
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

const DUTY_SIGN = { working: "●", break: "◐", busy: "◑", off: "○" } as const;
type Duty = keyof typeof DUTY_SIGN;
const dutyOf = (duty: string): Duty => (duty in DUTY_SIGN ? (duty as Duty) : "off");

function columns(t: Translate, now: number, onOpen: Open): Column<Member>[] {
  const figure = (key: keyof Member["figures"], title: string, width = "62px"): Column<Member> => ({ key, title, width, align: "end", render: (m) => <span className="num">{m.figures[key]}</span> });
  return [
    { key: "name", title: t("supervisor:team.name"), width: "minmax(104px, 1fr)", render: (m) => <>{m.name} <span className="num muted">{m.no}</span></> },
    { key: "duty", title: t("supervisor:team.duty"), width: "78px", render: (m) => <span>{DUTY_SIGN[dutyOf(m.duty)]} {t(`terms:duty.${dutyOf(m.duty)}`)}</span> },
    {
      key: "last", title: t("supervisor:team.lastAct"), width: "104px",
      render: (m) => (isIdle(m, now) ? <span className="sv-warn" title={t("supervisor:team.idle")}>▲ <Ago at={m.lastActAt} none={t("supervisor:team.none")} /></span> : <Ago at={m.lastActAt} none={t("supervisor:team.none")} />),
    },
    { key: "cases", title: t("supervisor:team.cases"), width: "64px", align: "end", render: (m) => <span className="num">{m.cases}</span> },
    { key: "fen", title: t("supervisor:team.amount"), width: "116px", align: "end", render: (m) => <Money fen={m.fen} /> },
    { key: "untouched", title: t("supervisor:team.untouched"), width: "74px", align: "end", render: (m) => <span className={m.untouched ? "num sv-warn" : "num"}>{m.untouched ? `▲ ${m.untouched}` : 0}</span> },
    figure("attempts", t("supervisor:team.attempts"), "64px"),
    figure("connected", t("supervisor:team.connected"), "72px"),
    figure("debtor", t("supervisor:team.debtor"), "52px"),
    figure("promises", t("supervisor:team.promises"), "66px"),
    figure("kept", t("supervisor:team.kept"), "52px"),
    figure("refused", t("supervisor:team.refused"), "64px"),
    { key: "extension", title: t("supervisor:team.extension"), width: "46px", render: (m) => <span className="num">{m.extension}</span> },
    { key: "cover", title: t("supervisor:team.cover"), width: "64px", render: (m) => m.cover || <span className="muted">—</span> },
    {
      key: "actions", title: t("supervisor:team.actions"), width: "128px",
      render: (m) => (
        <span className="row">
          <Button size="small" onClick={() => onOpen("cover", m.userId)} aria-label={`${t("supervisor:team.setCover")} ${m.name}`}>{t("supervisor:team.setCover")}</Button>
          <Button size="small" onClick={() => onOpen("cases", m.userId)} aria-label={`${t("supervisor:team.seeCases")} ${m.name}`}>{t("supervisor:team.seeCases")}</Button>
        </span>
      ),
    },
  ];
}
