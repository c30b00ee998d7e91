/** The look in one table: antd's tokens; `base.css` holds the same colours for our own elements. */
import type { ThemeConfig } from "antd";

export const FONT =
  '"PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", system-ui, sans-serif';

export const THEME: ThemeConfig = {
  token: {
    colorPrimary: "#1d5b8f",
    colorLink: "#1d5b8f",
    colorSuccess: "#1a7346",
    colorWarning: "#9a5b00",
    colorError: "#b3261e",
    colorInfo: "#1d5b8f",
    colorTextBase: "#17212b",
    colorTextSecondary: "#4a5866",
    colorTextTertiary: "#5a6774",
    colorTextDescription: "#5a6774",
    colorTextPlaceholder: "#667380",
    colorBorder: "#c3ccd4",
    colorBorderSecondary: "#dfe4e9",
    colorBgLayout: "#eef1f4",
    fontFamily: FONT,
    // 14 px is the floor for Chinese characters (DOMAIN.md 4.1); antd's compact algorithm would go below it.
    fontSize: 14,
    fontSizeSM: 14,
    borderRadius: 4,
    controlHeight: 30,
    controlHeightSM: 26,
    wireframe: false,
    motionDurationFast: "0.08s",
    motionDurationMid: "0.12s",
    motionDurationSlow: "0.16s",
  },
  components: {
    Button: { fontWeight: 500 },
    Tabs: { horizontalItemPadding: "6px 2px", horizontalItemGutter: 18 },
    Segmented: { itemSelectedColor: "#17212b" },
    Modal: { titleFontSize: 16 },
    Form: { itemMarginBottom: 12 },
    Drawer: { padding: 16 },
  },
};
