/** Machines by version over the last month, stacked. A chunk of its own; drawn on a canvas, with no style of the library's in the page. */
import { LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent } from "echarts/components";
import { init, use as register, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { formatDateTime } from "../../../../shared/model/time.ts";
import { useWords } from "../../../i18n/index.ts";
import type { Fleet } from "../logic/fleet.ts";

register([LineChart, GridComponent, LegendComponent, AriaComponent, CanvasRenderer]);

/** Told apart also without colour, by the order and the legend. */
const COLOURS = ["#1f5fbf", "#2e8b57", "#b26a00", "#7a4fb5", "#0b7a88", "#a33b3b", "#5b6b7a"];
const GREATEST = 7;

export default function RolloutChart({ history }: { history: Fleet["history"] }) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  useEffect(() => {
    const drawn = init(box.current, null, { renderer: "canvas" });
    chart.current = drawn;
    const watch = new ResizeObserver(() => drawn.resize());
    watch.observe(box.current!);
    return () => {
      watch.disconnect();
      drawn.dispose();
    };
  }, []);
  useEffect(() => {
    const peak = new Map<string, number>();
    for (const { counts } of history) for (const [version, n] of Object.entries(counts)) peak.set(version, Math.max(n, peak.get(version) ?? 0));
    const versions = [...peak].sort((a, b) => b[1] - a[1]).slice(0, GREATEST).map(([version]) => version).sort();
    chart.current?.setOption({
      animation: false, color: COLOURS, aria: { enabled: true }, textStyle: { fontFamily: "inherit" },
      grid: { left: 44, right: 16, top: 34, bottom: 28 }, legend: { top: 2, itemHeight: 8, data: versions },
      xAxis: { type: "category", boundaryGap: false, data: history.map(({ at }) => formatDateTime(at)), axisLabel: { hideOverlap: true } },
      yAxis: { type: "value", minInterval: 1, name: t("it:fleet.chartUnit") },
      series: versions.map((name) => ({ name, type: "line", stack: "all", step: "end", symbol: "none", areaStyle: { opacity: 0.75 }, lineStyle: { width: 1 }, data: history.map(({ counts }) => counts[name] ?? 0) })),
    }, true);
  }, [history, t]);
  return <div ref={box} className="it-chart" role="img" aria-label={t("it:fleet.chart")} />;
}
