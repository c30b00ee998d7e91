import type { it as source } from "../zh-CN/it.ts";

export const it: typeof source = {
  title: "IT desk",
};
