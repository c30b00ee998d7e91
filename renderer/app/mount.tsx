/** Puts a window's root on screen inside what every window needs: words, theme, antd's context, an error fence. */
import { App, ConfigProvider, type ConfigProviderProps } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn.js";
import { useEffect, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { ErrorFence } from "../components/ErrorFence.tsx";
import { startI18n, useWords, WordsProvider } from "../i18n/index.ts";
import { cspNonce } from "../lib/nonce.ts";
import { THEME } from "../theme/tokens.ts";
import "../theme/base.css";
import "../theme/shell.css";

type Locale = NonNullable<ConfigProviderProps["locale"]>;
const ANTD_WORDS = { "zh-CN": zhCN as Locale, en: enUS as Locale } as const;
const nonce = cspNonce();

/** antd, dayjs and the document follow the language on screen. */
function Frame({ children }: { children: ReactNode }) {
  const { language } = useWords();
  useEffect(() => {
    dayjs.locale(language === "en" ? "en" : "zh-cn");
  }, [language]);
  return (
    <ConfigProvider csp={{ nonce }} locale={ANTD_WORDS[language]} theme={THEME} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      <App component={false}>
        <ErrorFence>{children}</ErrorFence>
      </App>
    </ConfigProvider>
  );
}

/** Renders `root` into `#root`. Call once per window. */
export function mount(root: ReactNode): void {
  startI18n();
  const place = document.getElementById("root");
  if (!place) throw new Error("the page has no #root");
  createRoot(place).render(
    <WordsProvider>
      <Frame>{root}</Frame>
    </WordsProvider>,
  );
}
