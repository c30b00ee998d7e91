/** 值班表: a week per screen, a line per clocked post, deputies beside the one on duty; a gap says so in words. */
import { Button } from "antd";
import { useState } from "react";
import { addDays, dayOf } from "../../../../shared/model/time.ts";
import { KeyButton } from "../../../components/KeyButton.tsx";
import { Page } from "../../../components/Page.tsx";
import { Notice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { serverNow } from "../../../lib/clock.ts";
import { shortDay, weekdayOf } from "../../../lib/format.ts";
import { useDesk } from "../../../lib/use-call.ts";
import { useMe } from "../../../stores/session.ts";
import { gapsOf, rosterLines, weekOf, type Duty, type RosterLine } from "../logic/roster.ts";
import { OnlineState } from "../parts/OnlineState.tsx";
import { DutyDialog, type DutySlot } from "./DutyDialog.tsx";

export function RosterPage() {
  const { t } = useWords();
  const me = useMe();
  const today = dayOf(serverNow());
  const [week, setWeek] = useState(today);
  const days = weekOf(week);
  const first = days[0] ?? week;
  const last = days[6] ?? week;
  const roster = useDesk("roster.list", { from: first, to: last });
  const [slot, setSlot] = useState<DutySlot | null>(null);
  const owed = me.teamId ? [{ post: "supervisor" as const, teamId: me.teamId, teamName: me.teamName }] : [];
  return (
    <Page
      title={t("supervisor:roster.title")}
      actions={
        <>
          <KeyButton combo="ArrowLeft" words={t("supervisor:roster.previous")} onPress={() => setWeek(addDays(week, -7))} />
          <strong className="num">{t("supervisor:roster.week", { from: first, to: last })}</strong>
          <KeyButton combo="ArrowRight" words={t("supervisor:roster.next")} onPress={() => setWeek(addDays(week, 7))} />
          <Button onClick={() => setWeek(today)} disabled={days.includes(today)}>{t("supervisor:roster.thisWeek")}</Button>
        </>
      }
    >
      <p className="muted">{t("supervisor:roster.lead")}</p>
      <OnlineState of={roster}>{({ rows }) => <Week lines={rosterLines(rows, days, owed)} days={days} today={today} ownTeam={me.teamId} onChoose={setSlot} />}</OnlineState>
      {slot && (
        <DutyDialog
          slot={slot}
          week={days}
          onClose={() => setSlot(null)}
          onSaved={() => {
            setSlot(null);
            roster.reload();
          }}
        />
      )}
    </Page>
  );
}

interface WeekProps {
  readonly lines: readonly RosterLine[];
  readonly days: readonly string[];
  readonly today: string;
  readonly ownTeam: string | null;
  readonly onChoose: (slot: DutySlot) => void;
}

function Week({ lines, days, today, ownTeam, onChoose }: WeekProps) {
  const { t } = useWords();
  const gaps = gapsOf(lines);
  return (
    <>
      <Notice tone={gaps ? "warn" : "ok"}>{gaps ? t("supervisor:roster.gaps", { n: gaps }) : t("supervisor:roster.noGaps")}</Notice>
      <div className="panel sv-table scroll" tabIndex={0} role="region" aria-label={t("supervisor:roster.title")}>
        <table className="sv-roster">
          <thead>
            <tr>
              <th scope="col">{t("supervisor:roster.post")}</th>
              {days.map((day) => (
                <th key={day} scope="col" className={day === today ? "num sv-today" : "num"}>
                  {t(`weekday.${weekdayOf(day)}`)} {shortDay(day, serverNow())}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key}>
                <th scope="row">
                  {t(`terms:role.${line.post}`)}
                  {line.teamName && <div className="muted">{line.teamName}</div>}
                </th>
                {days.map((day) => (
                  <td key={day} className={day === today ? "sv-today" : ""}>
                    <Cell line={line} day={day} duties={line.cells.get(day) ?? []} mine={line.teamId !== null && line.teamId === ownTeam && day >= today} onChoose={onChoose} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Cell({ line, day, duties, mine, onChoose }: { line: RosterLine; day: string; duties: readonly Duty[]; mine: boolean; onChoose: (slot: DutySlot) => void }) {
  const { t } = useWords();
  const choose = (duty: Duty | null) => onChoose({ post: line.post, teamId: line.teamId, teamName: line.teamName, day, duty });
  return (
    <div className="col sv-cell">
      {duties.map((duty) => (
        <div key={duty.id}>
          <div className="num muted">
            {duty.from}–{duty.to}
          </div>
          <div>{duty.userName}</div>
          {duty.deputyName ? <div className="muted">{t("supervisor:roster.deputy", { name: duty.deputyName })}</div> : <div className="sv-warn">▲ {t("supervisor:roster.noDeputy")}</div>}
          {mine && (
            <Button size="small" type="link" onClick={() => choose(duty)}>
              {t("edit")}
            </Button>
          )}
        </div>
      ))}
      {duties.length === 0 && <div className="sv-fault">✕ {t("supervisor:roster.gap")}</div>}
      {duties.length === 0 && mine && (
        <Button size="small" onClick={() => choose(null)}>
          {t("supervisor:roster.set")}
        </Button>
      )}
    </div>
  );
}
