/** One stop: since when and why, each machine, each collector, and how it ends. */
import { Button, Input } from "antd";
import { useState, type ReactNode } from "react";
import type { StopRow } from "../../../shared/ipc/contract.ts";
import { STOP_MINUTES, STOP_RULES } from "../../../shared/model/stop.ts";
import { may } from "../../../shared/access/table.ts";
import { MINUTE } from "../../../shared/model/time.ts";
import { Countdown } from "../../components/Countdown.tsx";
import { DateTime } from "../../components/DateTime.tsx";
import { KeyButton } from "../../components/KeyButton.tsx";
import { Notice, RefusalNotice } from "../../components/States.tsx";
import { useWords } from "../../i18n/index.ts";
import { call } from "../../lib/api.ts";
import { useAct, useCall } from "../../lib/use-call.ts";
import { StepForm } from "../../workflow/StepForm.tsx";
import { useReferrals } from "../legal/use-referrals.ts";
import { useReferralWords } from "../legal/words.ts";
import { useMe } from "../../stores/session.ts";

interface DetailProps {
  readonly row: StopRow;
  readonly onSaid: () => void;
}

export function StopDetail({ row, onSaid }: DetailProps) {
  const { t } = useWords();
  const { stop } = row;
  return (
    <>
      <header className="sv-head">
        <div className="row">
          <h2 className="grow ellipsis">{row.nameMasked} · {row.bankName} <span className="num">{row.caseNo}</span></h2>
          <span className={row.standing ? "tag bad" : "tag"}>{t(`terms:hold.${stop.reason}`)} · {row.standing ? t("stop:standing") : t("stop:lifted")}</span>
        </div>
        <Clock row={row} />
      </header>
      <section className="sp-body scroll">
        <Facts row={row} />
        <Machines row={row} />
        <Collectors row={row} onSaid={onSaid} />
      </section>
      {row.standing && <div className="wd-dock sp-dock"><ConfirmStop row={row} onSaid={onSaid} />{row.mayLift ? <Lift row={row} onSaid={onSaid} /> : <Notice tone="info">{t(STOP_RULES[stop.reason].lift === "head" ? "stop:who" : "stop:whoTeam")}</Notice>}</div>}
    </>
  );
}

/** The five minutes, and what became of them. */
function Clock({ row }: { row: StopRow }) {
  const { t } = useWords();
  const names = [...new Set(row.stop.alerts.flatMap((a) => a.userIds))].map((id) => row.stop.collectors.find((c) => c.userId === id)?.name ?? "").filter(Boolean).join(" / ");
  return (
    <div className="row wrap">
      {row.dueAt !== null && <><span className="muted">{t("stop:fiveMinutes")}</span><Countdown dueAt={row.dueAt} wholeMs={STOP_MINUTES * MINUTE} /></>}
      {row.standing && row.unticked.length === 0 && <span className="tag ok">✓ {t("stop:allKnown")}</span>}
      {row.stop.alerts.length > 0 && <span className="tag bad">■ {t("stop:breached", { names })}</span>}
    </div>
  );
}

function Facts({ row: { stop } }: { row: StopRow }) {
  const { t } = useWords();
  const fact = (label: string, value: ReactNode) => <div><dt>{label}</dt><dd>{value}</dd></div>;
  return (
    <section className="sp-facts">
      <dl className="sv-facts">
        {fact(t("stop:setBy"), stop.set?.byName || "—")}
        {fact(t("stop:setAt"), <DateTime at={stop.set?.at ?? null} />)}
        {fact(t("stop:standsFrom"), <DateTime at={stop.standsFrom} />)}
        {fact(t("stop:note"), stop.set?.note || "—")}
        {stop.lift && fact(t("stop:by"), <>{stop.lift.byName} <DateTime at={stop.lift.at} /></>)}
        {stop.lift && fact(t("stop:liftNote"), stop.lift.note)}
      </dl>
      <span className="tag">{t(STOP_RULES[stop.reason].reach === "human" ? "stop:reach" : "stop:reachBank")}</span>
    </section>
  );
}

function Machines({ row: { stop } }: { row: StopRow }) {
  const { t } = useWords();
  const heard = (deviceId: string, userId: string) => stop.heard.find((h) => h.deviceId === deviceId && h.userId === userId)?.at ?? null;
  return (
    <section className="sp-part">
      <h3>{t("stop:machinesTitle")}</h3>
      {stop.machines.length === 0 && <p className="muted">{t("stop:noMachine")}</p>}
      <ul>
        {stop.machines.map((m) => {
          const at = heard(m.deviceId, m.userId);
          return (
            <li key={`${m.deviceId} ${m.userId}`} className="row" data-testid="stop-machine">
              <span className="grow ellipsis"><strong>{m.name}</strong> <span className="muted">{m.userName}</span></span>
              {at === null ? <span className="tag bad">✕ {t("stop:unheard")}</span> : <span className="tag ok">✓ {t("stop:heardAt")} <DateTime at={at} style="clock" /></span>}
            </li>
          );
        })}
      </ul>
      <p className="muted sv-small">{t("stop:unheardNext")}</p>
    </section>
  );
}

function Collectors({ row, onSaid }: DetailProps) {
  const { t } = useWords();
  const { stop } = row;
  const me = useMe();
  const colleagues = useCall("colleagues.list", {}).data?.colleagues ?? [];
  const tick = useAct((userId: string) => call("stop.tick", { stopId: stop.id, userId }));
  const press = async (userId: string) => {
    if (await tick.run(userId)) onSaid();
  };
  return (
    <section className="sp-part">
      <h3>{t("stop:collectorsTitle")}</h3>
      {stop.collectors.length === 0 && <p className="muted">{t("stop:noCollector")}</p>}
      <RefusalNotice refusal={tick.refusal} />
      <ul>
        {stop.collectors.map(({ userId, name }) => {
          const said = stop.ticks.find((x) => x.userId === userId);
          return (
            <li key={userId} className="row" data-testid="stop-collector">
              <strong className="grow">{name}</strong>
              {said && said.by !== userId && <span className="muted">{t("stop:tickedBy", { name: colleagues.find((c) => c.id === said.by)?.name ?? "" })}</span>}
              {said ? <span className="tag ok">✓ {t("stop:tickedAt")} <DateTime at={said.at} style="clock" /></span> : <span className="tag bad">✕ {t("stop:unticked")}</span>}
              {!said && row.standing && may(me.roles, "stop.set") && <Button size="small" loading={tick.busy} onClick={() => void press(userId)}>{t("stop:tickFor")}</Button>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** 确认停催 of a legal referral (S-27.5): the lock is named by the referral that set it, and its step is the supervisor's. */
function ConfirmStop({ row, onSaid }: DetailProps) {
  const { t } = useWords();
  const words = useReferralWords();
  const { loaded, mine } = useReferrals();
  const item = mine.find((i) => i.row.form.id === row.stop.ref);
  const step = item?.owed.find((s) => s.step === "confirmStop");
  if (!item || !step) return null;
  const { form } = item.row;
  const saved = () => {
    loaded.reload();
    onSaid();
  };
  return (
    <section>
      <div className="row">
        <strong className="grow">{t("legal:title")} <span className="num">{form.no}</span></strong>
        {item.clock && <Countdown dueAt={item.clock.due} wholeMs={item.clock.due - item.clock.since} />}
      </div>
      <StepForm id={form.id} step={step} words={words} draft="referral.step" combo="Alt+Enter" send={(body) => call("form.step", { formId: form.id, step: step.step, body })} onSaved={saved} />
    </section>
  );
}

function Lift({ row, onSaid }: DetailProps) {
  const { t } = useWords();
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const lift = useAct(() => call("stop.lift", { stopId: row.stop.id, note: note.trim() }));
  const press = async () => {
    setTried(true);
    if (note.trim() !== "" && (await lift.run())) onSaid();
  };
  const missing = tried && note.trim() === "";
  return (
    <>
      <RefusalNotice refusal={lift.refusal} />
      <div className="wd-fields">
        <label className="wd-field text">
          {t("stop:liftNote")}
          <Input value={note} maxLength={300} onChange={(e) => setNote(e.target.value)} placeholder={t("stop:liftHint")} status={missing ? "error" : ""} aria-invalid={missing} />
          {missing && <span className="sv-fault">✕ {t("stop:liftNeeded")}</span>}
        </label>
        <span className="wd-send"><KeyButton type="primary" danger combo="Ctrl+Enter" words={t("stop:lift")} onPress={() => void press()} loading={lift.busy} inFields /></span>
      </div>
    </>
  );
}
