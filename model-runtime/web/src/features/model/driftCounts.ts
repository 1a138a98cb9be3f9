import type { Drift, DriftState } from "../../api/learning.ts";

/** Inputs of a comparison by state. */
export function driftCounts({ inputs }: Pick<Drift, "inputs">): { shifted: number; moderate: number; stable: number; few: number } {
  const count = (state: DriftState) => inputs.filter((input) => input.drift.state === state).length;
  return { shifted: count("shifted"), moderate: count("moderate"), stable: count("stable"), few: count("too-few") };
}
