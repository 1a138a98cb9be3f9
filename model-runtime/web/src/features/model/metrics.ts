import type { Format } from "@trivium/webkit/logic";
import type { ModelVersion } from "../../api/types.ts";

/** How evenly a group of experts is used: about the network, not about how good it is. */
const BALANCE = /^max_vio_(.+)$/;

/** The group whose balance a metric tells, for "max_vio_fin": fin. */
export function balancedGroup(metric: string): string | undefined {
  return BALANCE.exec(metric)?.[1];
}

/** Figures of the training that say nothing about the served model: its teacher's, and how many rows had no label. */
const TRAINING = /^(teacher_|unlabelled_rows$)/;

/** What practitioners look at first, by the name without "validation_". */
const USUAL = ["auc", "average_precision", "accuracy", "dice", "negative_rmse", "mae", "pinball", "brier", "log_loss", "negative_log_loss"];

function rank(metric: string): number {
  if (BALANCE.test(metric)) return USUAL.length + 1;
  if (TRAINING.test(metric)) return USUAL.length + 2;
  const place = USUAL.indexOf(metric.replace(/^validation_/, ""));
  return place < 0 ? USUAL.length : place;
}

/** How many of its gates a version has passed; undefined when its specification has none. */
export function gatesPassed(version: ModelVersion): { readonly passed: number; readonly of: number } | undefined {
  return version.gates.length === 0 ? undefined : { passed: version.gates.filter((gate) => gate.passed).length, of: version.gates.length };
}

/**
 * The metrics to show next to each other, at most `limit`: those the gates ask for first, then the usual ones of the field, then
 * those most versions have; the balance of experts and figures of the teacher last.
 */
export function comparedMetrics(versions: readonly ModelVersion[], limit: number): string[] {
  const gated = new Set(versions.flatMap((version) => version.gates.map((gate) => gate.metric)));
  const counts = new Map<string, number>();
  for (const version of versions) for (const name of Object.keys(version.provenance.metrics)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts.keys()]
    .sort((a, b) => Number(gated.has(b)) - Number(gated.has(a)) || rank(a) - rank(b) || (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a.localeCompare(b))
    .slice(0, limit);
}

export function metricText(value: number | undefined, format: Format): string {
  if (value === undefined) return "—";
  return Math.abs(value) >= 100 ? format.number(value, 1) : format.number(value, 4, 4);
}

/** A metric's name in words: "validation_average_precision" reads as "validation average precision". */
export function metricWords(name: string): string {
  return name.replace(/[_.]+/g, " ").replace(/([a-z])([A-Z])/g, (_all, left: string, right: string) => `${left} ${right.toLowerCase()}`);
}
