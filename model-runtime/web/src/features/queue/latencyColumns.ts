import type { LatencyFigures, LatencyHistory, LatencySeries } from "../../api/types.ts";

export const DURATIONS = ["total", "waiting", "computing"] as const;
export type LatencyDuration = (typeof DURATIONS)[number];
export type Quantile = "p50Ms" | "p95Ms" | "p99Ms";

/** Names a series in the page's address. */
export function seriesKey({ latencyClass, model }: Pick<LatencySeries, "latencyClass" | "model">): string {
  return model === undefined ? latencyClass : `${latencyClass}/${model}`;
}

/** The series of a key, or else the first class with requests. */
export function chosenSeries(history: LatencyHistory, key: string): LatencySeries | undefined {
  return history.series.find((one) => seriesKey(one) === key) ?? history.series[0];
}

export function quantileOf(figures: LatencyFigures, duration: LatencyDuration, quantile: Quantile): number | undefined {
  return figures[duration]?.[quantile];
}

/** Epoch seconds of every step of the history, with the asked quantiles; null in steps without an answer. */
export function latencyColumns(history: LatencyHistory, series: LatencySeries, asked: readonly (readonly [LatencyDuration, Quantile])[]): [number[], ...(number | null)[][]] {
  const step = history.stepSeconds;
  const from = Math.floor(Date.parse(history.from) / 1_000 / step) * step;
  const to = Date.parse(history.to) / 1_000;
  const found = new Map(series.points.map((point) => [Date.parse(point.at) / 1_000, point.figures]));
  const at: number[] = [];
  for (let time = from; time <= to; time += step) at.push(time);
  return [at, ...asked.map(([duration, quantile]) => at.map((time) => found.get(time)?.[duration]?.[quantile] ?? null))];
}
