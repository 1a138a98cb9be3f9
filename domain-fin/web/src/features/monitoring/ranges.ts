import { url } from "@trivium/webkit/logic";
import type { DriftState, MonitoringPoint } from "../../api/types.ts";

export const MONITORING_RANGES = ["24h", "7d", "30d", "90d", "custom"] as const;
export type MonitoringRange = (typeof MONITORING_RANGES)[number];

/** What a link to the page keeps. */
export const monitoringFilter = {
  range: url.oneOf(MONITORING_RANGES, "30d"),
  from: url.instant(),
  to: url.instant(),
};

const HOUR = 3_600_000;
const LENGTHS: Readonly<Record<Exclude<MonitoringRange, "custom">, number>> = { "24h": 24 * HOUR, "7d": 7 * 24 * HOUR, "30d": 30 * 24 * HOUR, "90d": 90 * 24 * HOUR };

/** First and last instant of a range seen from `now`; a custom one that is not complete is the last 30 days. */
export function monitoringInterval(range: MonitoringRange, from: string, to: string, now: number): { from: string; to: string } {
  if (range === "custom" && from !== "" && to !== "" && from < to) return { from, to };
  const length = LENGTHS[range === "custom" ? "30d" : range];
  return { from: new Date(now - length).toISOString(), to: new Date(now).toISOString() };
}

/** Columns for a chart: seconds, then one per figure; null where nothing was decided. */
export function columns(series: readonly MonitoringPoint[], figures: readonly ((point: MonitoringPoint) => number | null | undefined)[]): [number[], ...(number | null)[][]] {
  return [series.map((point) => Date.parse(point.at) / 1000), ...figures.map((figure) => series.map((point) => figure(point) ?? null))];
}

/** Where the plots begin, epoch seconds: a step before the first hour or day that has anything, and not before the range. */
export function firstSecond(figures: { readonly from: string; readonly step: number; readonly series: readonly { readonly at: string }[] }): number {
  const asked = Date.parse(figures.from) / 1000;
  const first = figures.series[0];
  return first === undefined ? asked : Math.max(asked, Date.parse(first.at) / 1000 - figures.step);
}

/** The state that asks for attention first. */
export const DRIFT_ORDER: readonly DriftState[] = ["shifted", "moderate", "stable", "too-few"];
