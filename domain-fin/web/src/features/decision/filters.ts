import { url } from "@trivium/webkit/logic";
import { DECISION_SORTS, type Decision, OUTCOMES, type Outcome } from "../../api/types.ts";

/** What every list of decisions keeps in the address. */
export const decisionFilter = {
  outcome: url.someOf(OUTCOMES),
  minScore: url.number(0, 1, 0),
  selected: url.text(64),
};

export interface DecisionFilter {
  readonly outcome: readonly Outcome[];
  readonly minScore: number;
}

/** The filter the service applies to lists, applied to what the stream brings. */
export function matches(filter: DecisionFilter): (decision: Decision) => boolean {
  return ({ outcome, score }) =>
    (filter.outcome.length === 0 || filter.outcome.includes(outcome)) &&
    (filter.minScore <= 0 || (typeof score === "number" && score >= filter.minScore));
}

export const RANGES = ["15m", "1h", "24h", "7d", "all", "custom"] as const;
export type Range = (typeof RANGES)[number];

export const historyFilter = {
  ...decisionFilter,
  range: url.oneOf(RANGES, "24h"),
  from: url.instant(),
  to: url.instant(),
  cursor: url.text(500),
  sort: url.oneOf(DECISION_SORTS, "decided"),
  order: url.oneOf(["descending", "ascending"] as const, "descending"),
  skip: url.number(0, 10_000, 0),
};

const MINUTE = 60_000;
const LENGTHS: Readonly<Record<Exclude<Range, "all" | "custom">, number>> = {
  "15m": 15 * MINUTE,
  "1h": 60 * MINUTE,
  "24h": 24 * 60 * MINUTE,
  "7d": 7 * 24 * 60 * MINUTE,
};

/** First and last instant of a range seen from `now`; absent = open. */
export function interval(range: Range, from: string, to: string, now: number): { from?: string; to?: string } {
  switch (range) {
    case "all":
      return {};
    case "custom":
      return { ...(from === "" ? {} : { from }), ...(to === "" ? {} : { to }) };
    case "15m":
    case "1h":
    case "24h":
    case "7d":
      return { from: new Date(now - LENGTHS[range]).toISOString() };
  }
}
