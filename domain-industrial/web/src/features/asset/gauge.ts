import type { TagDefinition } from "../../api/types.ts";

/** Samplings that may fail to come before a value counts as old, and the least time for that, ms. */
const STALE_SAMPLINGS = 10;
const LEAST_STALE_MS = 10_000;

/** Position of a value in its tag's range: 0 at its low end, 1 at its high end, beyond them outside. 0.5 without a range. */
export function placeIn({ low, high }: Pick<TagDefinition, "low" | "high">, value: number): number {
  if (low === undefined || high === undefined || !(high > low)) return 0.5;
  return Math.max(-0.02, Math.min(1.02, (value - low) / (high - low)));
}

export function isStale(at: string, now: number, samplingMs: number): boolean {
  return now - Date.parse(at) > Math.max(LEAST_STALE_MS, samplingMs * STALE_SAMPLINGS);
}
