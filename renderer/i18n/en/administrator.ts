import type { administrator as source } from "../zh-CN/administrator.ts";

export const administrator: typeof source = {
  title: "Administrator's desk",
};
