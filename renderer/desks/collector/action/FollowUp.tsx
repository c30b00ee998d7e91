/** 下次跟进时间: proposed from the result, changed by key or not at all. */
import { Button, Popover } from "antd";
import { useEffect, useRef, useState } from "react";
import { DateTime } from "../../../components/DateTime.tsx";
import { overlay } from "../../../components/Dialog.tsx";
import { Kbd } from "../../../components/Kbd.tsx";
import { useWords } from "../../../i18n/index.ts";
import { plainChar } from "../../../lib/combo.ts";
import { serverNow } from "../../../lib/clock.ts";
import { useHotkeys } from "../../../lib/hotkeys.ts";
import { timeByCode } from "../logic/times.ts";
import { TimeSlots } from "./TimeFields.tsx";

export const FOLLOW_UP_KEY = "Alt+KeyT";

interface Props {
  readonly at: number | null;
  readonly proposed: boolean;
  readonly onChoose: (at: number | null) => void;
}

export function FollowUp({ at, proposed, onChoose }: Props) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  useHotkeys([{ combo: FOLLOW_UP_KEY, label: t("collector:call.followUp"), run: () => setOpen((o) => !o) }]);
  const choose = (time: number | null) => {
    onChoose(time);
    setOpen(false);
  };
  return (
    <div className="row follow-up">
      <span className="label">{t("collector:call.followUp")}</span>
      <strong className="grow">
        <DateTime at={at} none={t("collector:call.followUpNone")} /> {proposed && at !== null && <span className="muted">{t("collector:call.proposed")}</span>}
      </strong>
      <Popover open={open} onOpenChange={setOpen} trigger="click" placement="topRight" getPopupContainer={overlay} content={<Chooser at={at} onChoose={choose} />} destroyOnHidden>
        <Button size="small">
          {t("edit")} <Kbd combo={FOLLOW_UP_KEY} />
        </Button>
      </Popover>
    </div>
  );
}

/** Takes the same codes as the call-back step: one digit, a clock time, `m` + clock time, 0 for none. */
function Chooser({ at, onChoose }: { at: number | null; onChoose: (at: number | null) => void }) {
  const { t } = useWords();
  const [typed, setTyped] = useState("");
  const [meantAt, setMeantAt] = useState(at);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  const take = (code: string) => {
    setTyped(code);
    setMeantAt(timeByCode(code, serverNow()));
  };
  return (
    <div
      className="col"
      role="textbox"
      aria-readonly="true"
      aria-label={t("collector:call.followUp")}
      tabIndex={0}
      ref={box}
      onKeyDown={(e) => {
        const char = plainChar(e);
        if (char === null && !["Enter", "Backspace", "Escape"].includes(e.key)) return;
        e.preventDefault();
        e.stopPropagation();
        e.nativeEvent.stopImmediatePropagation();
        if (e.key === "Escape") onChoose(at);
        else if (e.key === "Enter") onChoose(typed === "0" ? null : meantAt);
        else take(e.key === "Backspace" ? typed.slice(0, -1) : (typed + char).slice(-5));
      }}
    >
      <div className="row">
        <span className="typed num">{typed || "—"}</span> → <DateTime at={meantAt} none={t("collector:call.followUpNone")} />
      </div>
      <TimeSlots label={t("collector:call.followUp")} value={meantAt} onChoose={onChoose} />
      <Button size="small" onClick={() => onChoose(null)}>
        <kbd className="kbd">0</kbd> {t("collector:call.followUpNone")}
      </Button>
    </div>
  );
}
