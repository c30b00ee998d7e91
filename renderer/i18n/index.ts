/**
 * Words. zh-CN is the source and the default, en is second; both are typed objects, so a key missing in
 * either is a type error. Components read them with `const { t } = useWords()`: `t("save")` from `common`,
 * `t("shell:lock")` from another namespace.
 */
import i18next, { type TFunction } from "i18next";
import { createContext, createElement, useContext, useMemo, type ReactNode } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Refusal } from "../../shared/protocol/errors.ts";
import { en } from "./en/index.ts";
import { zhCN } from "./zh-CN/index.ts";

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Words = typeof zhCN;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof zhCN;
    returnNull: false;
  }
}

/** `common` first: its keys need no prefix. */
const NAMESPACES = ["common", "shell", "terms", "disposition", "collector", "unlock", "supervisor", "administrator", "it", "clerk", "audit", "complaint", "report", "warning", "stop", "legal"] as const satisfies readonly (keyof Words)[];

/** The `t` of `useWords`, for helpers that are handed it. */
export type Translate = TFunction<typeof NAMESPACES>;
interface InLanguage {
  readonly t: Translate;
  readonly language: Language;
}

/** A `t` that looks a text without figures up once: hundreds stand in a case, and each look-up walks all namespaces. */
function wordsIn(language: Language): InLanguage {
  const look = i18next.getFixedT(language, NAMESPACES);
  const known = new Map<string, string>();
  const plain = (key: string): string => {
    const words = known.get(key) ?? look(key as "save");
    known.set(key, words);
    return words;
  };
  // i18next brands its functions; the calls are the same.
  const t = ((key: string, figures?: Record<string, unknown>) => (figures === undefined ? plain(key) : look(key as "save", figures))) as unknown as Translate;
  return { t, language };
}

const InLanguageContext = createContext<InLanguage | null>(null);

/** Hands the words of the language on screen to everything inside; one listener serves the window. */
export function WordsProvider({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const language = LANGUAGES.find((l) => l === i18n.language) ?? "zh-CN";
  const words = useMemo(() => wordsIn(language), [language]);
  return createElement(InLanguageContext.Provider, { value: words }, children);
}

/** Words for a component inside `WordsProvider`; it renders again when the language changes. */
export function useWords(): InLanguage {
  const words = useContext(InLanguageContext);
  if (!words) throw new Error("useWords outside WordsProvider");
  return words;
}

const REMEMBERED = "lockdesk.language";

function remembered(): Language {
  try {
    const kept = localStorage.getItem(REMEMBERED);
    return LANGUAGES.find((l) => l === kept) ?? "zh-CN";
  } catch {
    return "zh-CN";
  }
}

/** Starts i18next; synchronous, the words are in the bundle. */
export function startI18n(language: Language = remembered()): void {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    ns: NAMESPACES,
    resources: { "zh-CN": zhCN, en },
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  });
  document.documentElement.lang = language;
}

/** The language on screen. */
export function currentLanguage(): Language {
  return i18next.language === "en" ? "en" : "zh-CN";
}

/** Switches the language and remembers it on this machine. */
export function setLanguage(language: Language): void {
  void i18next.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(REMEMBERED, language);
  } catch {
    // Not remembered: the next window starts in Chinese.
  }
}

/** A refusal in the language on screen. */
export function refusalWords(value: Pick<Refusal, "zh" | "en">): string {
  return currentLanguage() === "en" ? value.en : value.zh;
}
