/**
 * Words. zh-CN is the source and the default, en is second; both are typed objects, so a key missing in
 * either is a type error. Components read them with `const { t } = useWords()`: `t("save")` from `common`,
 * `t("shell:lock")` from another namespace.
 */
import i18next from "i18next";
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
const NAMESPACES = ["common", "shell", "terms", "disposition", "collector", "unlock", "supervisor", "administrator", "it", "clerk"] as const satisfies readonly (keyof Words)[];

/** Words for a component; it renders again when the language changes. */
export const useWords = () => useTranslation(NAMESPACES);
/** The `t` of `useWords`, for helpers that are handed it. */
export type Translate = ReturnType<typeof useWords>["t"];

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
