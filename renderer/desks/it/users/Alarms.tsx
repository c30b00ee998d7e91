/** People who said that their password may be known. The password is changed already; what is left is to find out what happened. */
import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import { DateTime } from "../../../components/DateTime.tsx";
import { Notice, RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { desk } from "../../../lib/api.ts";
import { useAct, useDesk } from "../../../lib/use-call.ts";
import type { DeskOutput } from "../../../../shared/protocol/desk.ts";

const POLL_MS = 30_000;
type Alarm = DeskOutput<"user.alarms">["alarms"][number];

export function Alarms() {
  const list = useDesk("user.alarms", {});
  const { reload } = list;
  useEffect(() => {
    const timer = setInterval(reload, POLL_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return (list.data?.alarms ?? []).map((alarm) => <OneAlarm key={`${alarm.userId} ${alarm.at}`} alarm={alarm} onSeen={reload} />);
}

function OneAlarm({ alarm, onSeen }: { alarm: Alarm; onSeen: () => void }) {
  const { t } = useWords();
  const [note, setNote] = useState("");
  const seen = useAct(() => desk("user.alarmSeen", { userId: alarm.userId, note: note.trim() }));
  const press = async () => {
    if (note.trim() !== "" && (await seen.run())) onSeen();
  };
  return (
    <Notice
      tone="bad"
      action={
        <form
          className="row"
          onSubmit={(e) => {
            e.preventDefault();
            void press();
          }}
        >
          <Input size="small" style={{ width: 220 }} value={note} maxLength={200} placeholder={t("it:alarm.note")} aria-label={t("it:alarm.note")} onChange={(e) => setNote(e.target.value)} />
          <Button size="small" htmlType="submit" loading={seen.busy} disabled={note.trim() === ""}>
            {t("it:alarm.seen")}
          </Button>
        </form>
      }
    >
      <strong>{t("it:alarm.said", { name: alarm.name, no: alarm.no })}</strong> <DateTime at={alarm.at} /> · {t("it:alarm.next")}
      <RefusalNotice refusal={seen.refusal} />
    </Notice>
  );
}
