import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { usePreferences } from "../preferences/preferences.ts";
import { useDark } from "../preferences/theme.ts";

/** A style variable of the theme, such as "--pf-t--global--color--status--danger--default". */
export type ColorToken = `--${string}`;

export interface Series {
  readonly label: string;
  readonly color: ColorToken;
  /** `points` for single observations, `line` for a rate. */
  readonly shape: "line" | "points" | "dashed";
  readonly fill?: boolean;
}

/** Times in epoch seconds, then one array per series of the same length; null = nothing there. */
export type SeriesData = readonly [readonly number[], ...(readonly (number | null)[])[]];

interface Props {
  /** Text for a reader who cannot see the picture: the figures, not "a chart". */
  readonly summary: string;
  readonly series: readonly Series[];
  readonly data: SeriesData;
  readonly height: number;
  /** Range of the time axis, epoch seconds. */
  readonly from: number;
  readonly to: number;
  readonly min: number;
  /** Undefined = as high as the data. */
  readonly max?: number;
  /** Counts: no marks between whole numbers. */
  readonly isCount?: boolean;
  readonly timeZone: string;
  readonly formatValue: (value: number) => string;
}

/** Steps of the time axis, s; uPlot's own leave narrow pictures of a few minutes with one label. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000];

/** Steps of an axis of counts. */
const COUNT_STEPS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

/** From this range on days are written under the time axis instead of times, s. */
const RANGE_OF_DAYS = 129_600;

const LEAST_AXIS_PX = 44;
const AXIS_GAP_PX = 14;

/** Room that the labels of the value axis take, px: "120,000" takes more than "4". */
function widthOf(canvas: CanvasRenderingContext2D, font: string, labels: readonly string[] | null): number {
  canvas.save();
  canvas.font = font;
  const widest = Math.max(0, ...(labels ?? []).map((label) => canvas.measureText(label).width));
  canvas.restore();
  return Math.max(LEAST_AXIS_PX, Math.ceil(widest) + AXIS_GAP_PX);
}

/** Series over time on a canvas, in the colours of the theme. */
export function TimeSeriesChart({ summary, series, data, height, from, to, min, max, isCount, timeZone, formatValue }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const range = useRef({ from, to, min, max });
  range.current = { from, to, min, max };
  const latest = useRef(data);
  latest.current = data;
  const format = useRef(formatValue);
  format.current = formatValue;
  const dark = useDark();
  const { language } = usePreferences();
  const seriesKey = JSON.stringify(series);
  const stable = useMemo(() => JSON.parse(seriesKey) as readonly Series[], [seriesKey]);

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const style = getComputedStyle(document.documentElement);
    const color = (token: ColorToken) => style.getPropertyValue(token).trim() || "#888888";
    const text = color("--pf-t--global--text--color--subtle");
    const grid = { stroke: color("--pf-t--global--border--color--default"), width: 1 };
    const font = `12px ${style.getPropertyValue("--pf-t--global--font--family--body").trim() || "sans-serif"}`;
    const clock = new Intl.DateTimeFormat(language, { timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    const calendar = new Intl.DateTimeFormat(language, { timeZone, month: "short", day: "numeric" });
    const time = (at: number) => (range.current.to - range.current.from >= RANGE_OF_DAYS ? calendar : clock).format(at * 1000);
    const plot = new uPlot(
      {
        width: Math.max(element.clientWidth, 100),
        height,
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, points: { show: false } },
        padding: [8, 30, 0, 0],
        scales: {
          x: { time: true, range: () => [range.current.from, range.current.to] },
          y: { range: (_plot, _low, high) => [range.current.min, range.current.max ?? Math.max(high * 1.1, range.current.min + 1)] },
        },
        axes: [
          { stroke: text, font, grid: { show: false }, ticks: grid, incrs: TIME_STEPS, space: 90, size: 32, values: (_plot, splits) => splits.map(time) },
          { stroke: text, font, grid, ticks: { show: false }, size: (shown, labels) => widthOf(shown.ctx, font, labels), ...(isCount === true ? { incrs: COUNT_STEPS } : {}), values: (_plot, splits) => splits.map((value) => format.current(value)) },
        ],
        series: [
          {},
          ...stable.map((one): uPlot.Series => {
            const stroke = color(one.color);
            return {
              label: one.label,
              stroke,
              width: one.shape === "points" ? 0 : 2,
              points: one.shape === "points" ? { show: true, size: 5, fill: stroke, stroke, space: 0 } : { show: (shown) => shown.data[0].length === 1, size: 5, fill: stroke, stroke },
              ...(one.shape === "points" ? { paths: () => null } : {}),
              ...(one.shape === "dashed" ? { dash: [6, 4] } : {}),
              ...(one.fill === true ? { fill: `color-mix(in srgb, ${stroke} 18%, transparent)` } : {}),
            };
          }),
        ],
      },
      latest.current as unknown as uPlot.AlignedData,
      element,
    );
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: Math.max(element.clientWidth, 100), height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = undefined;
    };
  }, [stable, height, timeZone, language, dark, isCount]);

  useEffect(() => {
    chart.current?.setData(data as unknown as uPlot.AlignedData);
  }, [data, from, to, min, max]);

  return (
    <figure className="tv-chart">
      <div ref={host} role="img" aria-label={summary} />
      <figcaption>
        {stable.map((one) => (
          <span key={one.label} className="tv-legend-item">
            <LegendMark series={one} />
            {one.label}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function LegendMark({ series }: { series: Series }) {
  const color = `var(${series.color})`;
  return (
    <svg width="18" height="10" viewBox="0 0 18 10" aria-hidden="true" focusable="false">
      {series.shape === "points" ? (
        <circle cx="9" cy="5" r="3.5" fill={color} />
      ) : (
        <line x1="1" x2="17" y1="5" y2="5" stroke={color} strokeWidth="2.5" strokeDasharray={series.shape === "dashed" ? "5 3" : undefined} />
      )}
    </svg>
  );
}
