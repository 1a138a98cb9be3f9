import { url } from "@trivium/webkit/logic";

export const RANGES = ["15m", "1h", "8h", "24h", "7d", "30d"] as const;
export type Range = (typeof RANGES)[number];

const MINUTE_MS = 60_000;
const LENGTHS: Readonly<Record<Range, number>> = { "15m": 15 * MINUTE_MS, "1h": 60 * MINUTE_MS, "8h": 480 * MINUTE_MS, "24h": 1_440 * MINUTE_MS, "7d": 10_080 * MINUTE_MS, "30d": 43_200 * MINUTE_MS };

/** How often a live plot is loaded again within its length, and the shortest interval, ms. */
const LIVE_STEPS = 600;
const LEAST_STEP_MS = 2_000;
/** The shortest and the longest that can be zoomed to, ms. */
const SHORTEST_MS = 2_000;
const LONGEST_MS = 366 * 1_440 * MINUTE_MS;

/** A stretch of time, ms. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** What the asset's page keeps in its address; `from` and `to` are present while the page shows the past. */
export const assetView = {
  tags: url.text(2_000),
  range: url.oneOf(RANGES, "1h"),
  from: url.instant(),
  to: url.instant(),
  detail: url.oneOf(["screen", "full"] as const, "screen"),
  alarm: url.text(64),
  cycle: url.text(64),
};

/** The stretch that the address asks for: a fixed one, or the last of its range, moving in steps. */
export function windowOf(view: { readonly range: Range; readonly from: string; readonly to: string }, now: number): Window & { readonly isLive: boolean } {
  const [from, to] = [Date.parse(view.from), Date.parse(view.to)];
  if (to > from) return { from, to, isLive: false };
  const length = LENGTHS[view.range];
  const step = Math.max(LEAST_STEP_MS, length / LIVE_STEPS);
  const end = Math.ceil(now / step) * step;
  return { from: end - length, to: end, isLive: true };
}

/** The window `factor` times as long around its middle; it ends now at the latest. */
export function zoomed({ from, to }: Window, factor: number, now: number): Window {
  const middle = (from + to) / 2;
  const half = Math.max(SHORTEST_MS, Math.min(LONGEST_MS, (to - from) * factor)) / 2;
  return endingBy({ from: middle - half, to: middle + half }, now);
}

/** The window moved by a share of its length; it ends now at the latest. */
export function moved({ from, to }: Window, share: number, now: number): Window {
  const by = (to - from) * share;
  return endingBy({ from: from + by, to: to + by }, now);
}

function endingBy({ from, to }: Window, now: number): Window {
  const over = Math.max(0, to - now);
  return { from: from - over, to: to - over };
}

/** Exactly the selected range, but never less than the shortest. */
export function dragged(from: number, to: number): Window {
  return to - from >= SHORTEST_MS ? { from, to } : { from: (from + to - SHORTEST_MS) / 2, to: (from + to + SHORTEST_MS) / 2 };
}
