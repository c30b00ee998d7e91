/** Both languages side by side, each in its own name. */
import { LANGUAGES, currentLanguage, setLanguage, useWords } from "../i18n/index.ts";

const NAMES = { "zh-CN": "中文", en: "English" } as const;

export function LanguageSwitch() {
  const { t } = useWords();
  return (
    <div className="unlock-language" role="group" aria-label={t("unlock:language")}>
      {LANGUAGES.map((language) => (
        <button key={language} type="button" lang={language} aria-pressed={language === currentLanguage()} onClick={() => setLanguage(language)}>
          {NAMES[language]}
        </button>
      ))}
    </div>
  );
}
