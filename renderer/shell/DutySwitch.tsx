/** 在岗 / 小休 / 示忙 / 下班. One key goes between work and break; the rest by menu. */
import { App, Dropdown } from "antd";
import { useEffect, useState } from "react";
import { DUTY_STATES } from "../../shared/model/events.ts";
import { overlay } from "../components/Dialog.tsx";
import { Kbd } from "../components/Kbd.tsx";
import { refusalWords, useWords } from "../i18n/index.ts";
import { ask } from "../lib/api.ts";
import { useHotkeys } from "../lib/hotkeys.ts";
import { useMe } from "../stores/session.ts";

type Duty = (typeof DUTY_STATES)[number];
const SIGN: Record<Duty, string> = { working: "●", break: "◐", busy: "▲", off: "○" };
export const BREAK_KEY = "Alt+KeyB";

const dutyIn = (value: string | undefined): Duty => DUTY_STATES.find((d) => d === value) ?? "working";

export function DutySwitch() {
  const { t } = useWords();
  const { message } = App.useApp();
  const me = useMe();
  const [duty, setDuty] = useState<Duty>("working");
  useEffect(() => {
    void ask("colleagues.list", {}).then((a) => {
      if (a.ok) setDuty(dutyIn(a.value.colleagues.find((c) => c.id === me.id)?.duty));
    });
  }, [me.id]);
  const choose = async (state: Duty) => {
    const answer = await ask("duty.set", { state });
    if (answer.ok) setDuty(state);
    else void message.error(refusalWords(answer.refusal));
  };
  const other: Duty = duty === "break" ? "working" : "break";
  useHotkeys([{ combo: BREAK_KEY, label: t(`terms:duty.${other}`), run: () => void choose(other) }]);
  const items = DUTY_STATES.map((d) => ({ key: d, label: `${SIGN[d]} ${t(`terms:duty.${d}`)}` }));
  return (
    <Dropdown menu={{ items, selectable: true, selectedKeys: [duty], onClick: ({ key }) => void choose(dutyIn(key)) }} trigger={["click"]} getPopupContainer={overlay}>
      <button type="button" className="bar-button" title={t("shell:dutyChoose")}>
        <span className="visually-hidden">{t("shell:duty")}</span> <span aria-hidden="true">{SIGN[duty]}</span> {t(`terms:duty.${duty}`)} <Kbd combo={BREAK_KEY} />
      </button>
    </Dropdown>
  );
}
