import type { clerk as source } from "../zh-CN/clerk.ts";

export const clerk: typeof source = {
  title: "Clerk's desk",
};
