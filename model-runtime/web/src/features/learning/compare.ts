import type { ModelVersion } from "../../api/types.ts";

/** Names of figures that are better when lower. */
const LOWER = /(brier|loss|error|mae|rmse|ece|latency|calibration)/;

/** Whether more of a figure is better, as its gate says, or else its name. */
export function isHigherBetter(metric: string, versions: readonly ModelVersion[]): boolean {
  const gate = versions.flatMap((version) => version.gates).find((one) => one.metric === metric);
  if (gate?.least !== undefined) return true;
  if (gate?.most !== undefined) return false;
  return !LOWER.test(metric);
}

export interface ComparedMetric {
  readonly metric: string;
  readonly left: number | undefined;
  readonly right: number | undefined;
  /** Right less left, undefined where one is missing. */
  readonly difference: number | undefined;
  readonly verdict: "better" | "worse" | "equal" | "unknown";
}

/** All figures that either version has, by name, the gated ones first. */
export function compareMetrics(left: ModelVersion, right: ModelVersion): ComparedMetric[] {
  const gated = new Set([left, right].flatMap((version) => version.gates.map((gate) => gate.metric)));
  const valueOf = (version: ModelVersion, metric: string) => version.provenance.metrics[metric] ?? version.gates.find((gate) => gate.metric === metric)?.value;
  const names = new Set([...gated, ...Object.keys(left.provenance.metrics), ...Object.keys(right.provenance.metrics)]);
  return [...names]
    .sort((a, b) => Number(gated.has(b)) - Number(gated.has(a)) || a.localeCompare(b))
    .map((metric) => {
      const [before, after] = [valueOf(left, metric), valueOf(right, metric)];
      const difference = before === undefined || after === undefined ? undefined : after - before;
      return { metric, left: before, right: after, difference, verdict: verdictOf(difference, isHigherBetter(metric, [left, right])) };
    });
}

function verdictOf(difference: number | undefined, higherIsBetter: boolean): ComparedMetric["verdict"] {
  if (difference === undefined) return "unknown";
  if (difference === 0) return "equal";
  return difference > 0 === higherIsBetter ? "better" : "worse";
}
