/** Dialled, answered and answered by the debtor, hour by hour: the whole bar is what was dialled. A chunk of its own. */
import { useMemo } from "react";
import { Chart } from "../../../components/Chart.tsx";
import { useWords } from "../../../i18n/index.ts";
import { layersOf, type Hour } from "../logic/wall.ts";

export default function HoursChart({ hours }: { hours: readonly Hour[] }) {
  const { t } = useWords();
  const option = useMemo(() => {
    const layers = layersOf(hours);
    const names = { debtor: t("supervisor:team.debtor"), others: t("supervisor:wall.others"), unanswered: t("supervisor:wall.unanswered") };
    const bar = (key: keyof typeof names, decal: object | null) => ({
      name: names[key], type: "bar", stack: "hour", barMaxWidth: 34, data: layers.map((l) => l[key]), ...(decal ? { itemStyle: { decal } } : {}),
    });
    return {
      color: ["#1f5fbf", "#7fa6dd", "#c9d2dc"],
      grid: { left: 36, right: 8, top: 30, bottom: 22 }, legend: { top: 0, itemHeight: 8, data: Object.values(names) },
      xAxis: { type: "category", data: layers.map((l) => t("supervisor:wall.hour", { n: l.hour })), axisTick: { show: false } },
      yAxis: { type: "value", minInterval: 1 },
      series: [bar("debtor", null), bar("others", { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4, color: "rgba(255,255,255,0.7)" }), bar("unanswered", null)],
    };
  }, [hours, t]);
  const said = hours.map((h) => t("supervisor:wall.hourWords", { n: h.hour, attempts: h.attempts, connected: h.connected, debtor: h.debtor })).join(t("supervisor:wall.comma"));
  return <Chart option={option} label={`${t("supervisor:wall.hours")} ${said || t("supervisor:wall.noCalls")}`} className="sv-chart" />;
}
