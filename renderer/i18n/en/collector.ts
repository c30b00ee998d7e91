import type { collector as source } from "../zh-CN/collector.ts";

export const collector: typeof source = {
  title: "Collector's desk",
};
