/** Machines by version over the last month, stacked. A chunk of its own. */
import { useMemo } from "react";
import { formatDateTime } from "../../../../shared/model/time.ts";
import { Chart } from "../../../components/Chart.tsx";
import { useWords } from "../../../i18n/index.ts";
import type { Fleet } from "../logic/fleet.ts";

const GREATEST = 7;

export default function RolloutChart({ history }: { history: Fleet["history"] }) {
  const { t } = useWords();
  const option = useMemo(() => {
    const peak = new Map<string, number>();
    for (const { counts } of history) for (const [version, n] of Object.entries(counts)) peak.set(version, Math.max(n, peak.get(version) ?? 0));
    const versions = [...peak].sort((a, b) => b[1] - a[1]).slice(0, GREATEST).map(([version]) => version).sort();
    return {
      aria: { enabled: true },
      grid: { left: 44, right: 16, top: 34, bottom: 28 }, legend: { top: 2, itemHeight: 8, data: versions },
      xAxis: { type: "category", boundaryGap: false, data: history.map(({ at }) => formatDateTime(at)), axisLabel: { hideOverlap: true } },
      yAxis: { type: "value", minInterval: 1, name: t("it:fleet.chartUnit") },
      series: versions.map((name) => ({ name, type: "line", stack: "all", step: "end", symbol: "none", areaStyle: { opacity: 0.75 }, lineStyle: { width: 1 }, data: history.map(({ counts }) => counts[name] ?? 0) })),
    };
  }, [history, t]);
  return <Chart option={option} label={t("it:fleet.chart")} className="it-chart" />;
}
