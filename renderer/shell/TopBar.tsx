/** Who sits here, what the desk wants to show (a slot), duty, language, help. */
import { Kbd } from "../components/Kbd.tsx";
import { LANGUAGES, currentLanguage, setLanguage, useWords } from "../i18n/index.ts";
import type { Desk } from "../app/desks.ts";
import { Account } from "./Account.tsx";
import { DutySwitch } from "./DutySwitch.tsx";
import { HELP_KEY } from "./HelpSheet.tsx";

interface TopBarProps {
  readonly desks: readonly Desk[];
  readonly open: Desk | null;
  readonly onOpen: (desk: Desk) => void;
  readonly onHelp: () => void;
}

/** A desk fills `#top-bar-slot` through `TopBarSlot`. */
export function TopBar({ desks, open, onOpen, onHelp }: TopBarProps) {
  const { t } = useWords();
  return (
    <header className="top-bar" aria-label={t("shell:topBar")}>
      <span className="brand">Lockdesk</span>
      <Account />
      {desks.length > 1 &&
        desks.map((d) => (
          <button key={d.role} type="button" className="bar-button" aria-pressed={d === open} onClick={() => onOpen(d)}>
            {t(`terms:role.${d.role}`)}
          </button>
        ))}
      <div className="slot" id="top-bar-slot" />
      <DutySwitch />
      <LanguageSwitch />
      <button type="button" className="bar-button" onClick={onHelp} aria-keyshortcuts="F1">
        {t("shell:help")} <Kbd combo={HELP_KEY} />
      </button>
    </header>
  );
}

const NAMES = { "zh-CN": "中文", en: "English" } as const;

/** Switches to the other language; its name is written in itself. */
export function LanguageSwitch() {
  const { t } = useWords();
  const other = LANGUAGES.find((l) => l !== currentLanguage()) ?? "zh-CN";
  return (
    <button type="button" className="bar-button" lang={other} onClick={() => setLanguage(other)} title={t("shell:switchLanguage")}>
      {NAMES[other]}
    </button>
  );
}
