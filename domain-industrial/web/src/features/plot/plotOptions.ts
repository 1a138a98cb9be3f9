import uPlot from "uplot";
import { placeLabels, rangeOf } from "./traces.ts";

/** Colours of traces in the theme, `--ind-trace-0` and so on. */
export const TRACE_COLORS = 6;

export interface Marks {
  /** Values that must not be passed. */
  readonly limits?: readonly { readonly value: number; readonly label: string }[];
  /** Instants that matter, ms. */
  readonly moments?: readonly { readonly at: number; readonly label: string }[];
}

interface Options {
  readonly host: HTMLElement;
  readonly labels: readonly string[];
  readonly firstColor: number;
  readonly height: number;
  readonly language: string;
  readonly timeZone: string;
  readonly number: (value: number) => string;
  readonly syncKey: string | undefined;
  readonly marks: () => Marks & { readonly from: number; readonly to: number };
  readonly onCursor: (index: number | null | undefined) => void;
  readonly onSelect: (from: number, to: number) => void;
}

/** Steps of the time axis, s; uPlot's own leave narrow pictures of a few minutes with one label. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000];
/** From this range on days are written under the time axis instead of times, ms. */
const RANGE_OF_DAYS_MS = 129_600_000;
/** From this range on seconds are left out, ms. */
const RANGE_OF_MINUTES_MS = 1_800_000;
/** Height of a row of labels, px. */
const LABEL_ROW_PX = 14;
/** A drag shorter than this is a click, px. */
const LEAST_DRAG_PX = 6;

export function plotOptions({ host, labels, firstColor, height, language, timeZone, number, syncKey, marks, onCursor, onSelect }: Options): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (token: string) => style.getPropertyValue(token).trim() || "#888888";
  const text = color("--pf-t--global--text--color--subtle");
  const strong = color("--pf-t--global--text--color--regular");
  const limitColor = color("--ind-limit");
  const grid = { stroke: color("--ind-grid"), width: 1 };
  const font = `12px ${style.getPropertyValue("--pf-t--global--font--family--body").trim() || "sans-serif"}`;
  const clock = new Intl.DateTimeFormat(language, { timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const minutes = new Intl.DateTimeFormat(language, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const calendar = new Intl.DateTimeFormat(language, { timeZone, month: "short", day: "numeric" });
  const time = (at: number) => {
    const { from, to } = marks();
    const length = to - from;
    return (length >= RANGE_OF_DAYS_MS ? calendar : length >= RANGE_OF_MINUTES_MS ? minutes : clock).format(at * 1_000);
  };
  const traceColor = (i: number) => color(`--ind-trace-${(firstColor + i) % TRACE_COLORS}`);
  return {
    width: Math.max(host.clientWidth, 120),
    height,
    legend: { show: false },
    padding: [8, 12, 0, 0],
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
      bind: { dblclick: () => null },
      ...(syncKey === undefined ? {} : { sync: { key: syncKey, setSeries: false } }),
    },
    scales: {
      x: { time: true, range: () => [marks().from / 1_000, marks().to / 1_000] },
      y: { range: (_plot, low, high) => rangeOf(low, high, (marks().limits ?? []).map((limit) => limit.value)) },
    },
    axes: [
      { stroke: text, font, grid: { show: false }, ticks: grid, incrs: TIME_STEPS, space: 90, size: 32, values: (_plot, splits) => splits.map(time) },
      { stroke: text, font, grid, ticks: { show: false }, size: 56, space: 28, values: (_plot, splits) => splits.map(number) },
    ],
    series: [
      {},
      ...labels.flatMap((label, i): uPlot.Series[] => {
        const stroke = traceColor(i);
        const edge: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false } };
        return [{ label, stroke, width: 1.5, points: { show: (plot) => plot.data[0].length === 1, size: 5, fill: stroke } }, edge, edge];
      }),
    ],
    bands: labels.map((_label, i) => ({ series: [2 + i * 3, 3 + i * 3] as [number, number], fill: `color-mix(in srgb, ${traceColor(i)} 22%, transparent)` })),
    hooks: {
      setCursor: [(plot) => onCursor(plot.cursor.idx)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < LEAST_DRAG_PX) return;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          onSelect(plot.posToVal(left, "x") * 1_000, plot.posToVal(left + width, "x") * 1_000);
        },
      ],
      draw: [(plot) => drawMarks(plot, marks(), { font, limitColor, strong })],
    },
  };
}

function drawMarks(plot: uPlot, { limits = [], moments = [] }: Marks, { font, limitColor, strong }: { font: string; limitColor: string; strong: string }): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.font = font.replace("12px", `${Math.round(11 * ratio)}px`);
  ctx.lineWidth = 1.5 * ratio;
  for (const { value, label } of limits) {
    const y = Math.round(plot.valToPos(value, "y", true));
    ctx.strokeStyle = ctx.fillStyle = limitColor;
    ctx.setLineDash([6 * ratio, 4 * ratio]);
    line(ctx, bbox.left, y, bbox.left + bbox.width, y);
    ctx.textAlign = "left";
    ctx.textBaseline = y - bbox.top < 16 * ratio ? "top" : "bottom";
    ctx.fillText(label, bbox.left + 4 * ratio, y + (ctx.textBaseline === "top" ? 2 : -2) * ratio);
  }
  const shown = moments.map(({ at, label }) => ({ label, x: Math.round(plot.valToPos(at / 1_000, "x", true)) })).filter(({ x }) => x >= bbox.left && x <= bbox.left + bbox.width);
  const places = placeLabels(
    shown.map(({ x, label }) => ({ x, width: ctx.measureText(label).width + 8 * ratio, isLeft: x > bbox.left + bbox.width * 0.7 })),
  );
  shown.forEach(({ x, label }, i) => {
    ctx.strokeStyle = ctx.fillStyle = strong;
    ctx.setLineDash([2 * ratio, 3 * ratio]);
    line(ctx, x, bbox.top, x, bbox.top + bbox.height);
    const { isLeft = false, row = 0 } = places[i] ?? {};
    ctx.textAlign = isLeft ? "right" : "left";
    ctx.textBaseline = "top";
    ctx.fillText(label, x + (isLeft ? -4 : 4) * ratio, bbox.top + (2 + row * LABEL_ROW_PX) * ratio);
  });
  ctx.restore();
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}
