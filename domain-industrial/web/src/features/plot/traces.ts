import type { Trend } from "../../api/types.ts";

/** One line of a plot, with the least and greatest value of each stretch around it where they are known. Times in ms. */
export interface Trace {
  readonly label: string;
  readonly unit: string;
  readonly at: readonly number[];
  readonly mean: readonly number[];
  readonly lowest?: readonly number[];
  readonly highest?: readonly number[];
  /** Longest time between two points that still belong together, ms. */
  readonly gapMs: number;
}

/** Three widths of a stretch without readings, or ten seconds, are a gap and not a line. */
const GAP_STRETCHES = 3;
const LEAST_GAP_MS = 10_000;

export function traceOf(trend: Trend): Trace {
  const { tag, unit, at, mean, lowest, highest, widthMs } = trend;
  return { label: tag, unit, at, mean, lowest, highest, gapMs: Math.max(LEAST_GAP_MS, widthMs * GAP_STRETCHES) };
}

/** A column of values: `null` breaks the line, `undefined` is another trace's time. */
export type Column = (number | null | undefined)[];

/**
 * All traces on one axis of time, in seconds, as columns: for each trace its mean, greatest and least values. A trace without
 * extremes has its mean in all three.
 */
export function align(traces: readonly Trace[]): [number[], ...Column[]] {
  const breaks = traces.map(breaksOf);
  const times = [...new Set(traces.flatMap((trace, i) => [...trace.at, ...(breaks[i] ?? [])]))].sort((a, b) => a - b);
  const places = new Map(times.map((time, i) => [time, i]));
  const columns = traces.flatMap((trace, i) => {
    const mean: Column = new Array<undefined>(times.length).fill(undefined);
    const highest: Column = [...mean];
    const lowest: Column = [...mean];
    for (const at of breaks[i] ?? []) {
      const place = places.get(at) ?? 0;
      mean[place] = highest[place] = lowest[place] = null;
    }
    trace.at.forEach((at, k) => {
      const place = places.get(at) ?? 0;
      mean[place] = trace.mean[k];
      highest[place] = (trace.highest ?? trace.mean)[k];
      lowest[place] = (trace.lowest ?? trace.mean)[k];
    });
    return [mean, highest, lowest];
  });
  return [times.map((time) => time / 1_000), ...columns];
}

function breaksOf({ at, gapMs }: Trace): number[] {
  return at.filter((time, i) => (at[i + 1] ?? time) - time > gapMs).map((time) => time + 1);
}

/** Traces that share an axis: those of one unit, in the order in which the units come. */
export function byUnit(traces: readonly Trace[]): Map<string, Trace[]> {
  const groups = new Map<string, Trace[]>();
  for (const trace of traces) groups.set(trace.unit, [...(groups.get(trace.unit) ?? []), trace]);
  return groups;
}

/** The axis of values: everything that is drawn, limits too, with a little air. */
export function rangeOf(low: number | null, high: number | null, limits: readonly number[]): [number, number] {
  const known = [low, high, ...limits].filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length === 0) return [0, 1];
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  const air = greatest === least ? Math.max(Math.abs(least) * 0.05, 0.5) : (greatest - least) * 0.08;
  return [least - air, greatest + air];
}

interface LabelAt {
  readonly x: number;
  readonly width: number;
  /** Written to the left of its line, where the right end of the plot is near. */
  readonly isLeft: boolean;
}

/** Gives each label the first row in which it covers no other. */
export function placeLabels(labels: readonly LabelAt[]): (LabelAt & { readonly row: number })[] {
  const rows: { from: number; to: number }[][] = [];
  return labels.map((label) => {
    const from = label.isLeft ? label.x - label.width : label.x;
    const to = from + label.width;
    let row = rows.findIndex((taken) => taken.every((other) => to <= other.from || from >= other.to));
    if (row < 0) row = rows.push([]) - 1;
    rows[row]?.push({ from, to });
    return { ...label, row };
  });
}
