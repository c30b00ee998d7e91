/** A chart on a canvas, with no style of the library's in the page. Imported by pictures that are chunks of their own, never by a page itself. */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent } from "echarts/components";
import { init, use as register, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

register([BarChart, LineChart, GridComponent, LegendComponent, AriaComponent, CanvasRenderer]);

/** Told apart also without colour, by the order and the legend. */
export const CHART_COLOURS = ["#1f5fbf", "#2e8b57", "#b26a00", "#7a4fb5", "#0b7a88", "#a33b3b", "#5b6b7a"];

interface ChartProps {
  readonly option: EChartsCoreOption;
  /** What the picture says, in words: it is all that a reader without eyes has of it. */
  readonly label: string;
  readonly className: string;
}

/** Draws `option`, which replaces what was drawn before; follows its box. */
export function Chart({ option, label, className }: ChartProps) {
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
    chart.current?.setOption({ animation: false, color: CHART_COLOURS, textStyle: { fontFamily: "inherit" }, ...option }, true);
  }, [option]);
  return <div ref={box} className={className} role="img" aria-label={label} />;
}
