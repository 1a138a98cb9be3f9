import type { ProcessCycle } from "../../api/types.ts";

/** What a cycle counts as on screen: what a person said goes before what the model said. */
export type CycleMark = "good" | "defective" | "reference" | "waiting" | "incomplete" | "unjudged";

export function markOf(cycle: Pick<ProcessCycle, "state" | "defect" | "told">): CycleMark {
  const said = cycle.told ?? cycle.defect;
  if (said != null) return said === "good" ? "good" : "defective";
  return cycle.state === "judged" ? "unjudged" : cycle.state;
}

/** A sign for each, so that no colour is needed to tell them apart. */
export const SIGNS: Readonly<Record<CycleMark, string>> = { good: "✓", defective: "!", reference: "○", waiting: "…", incomplete: "?", unjudged: "–" };

export interface CycleCounts {
  readonly good: number;
  readonly defective: number;
}

/** Of those of which something is said. */
export function countsOf(cycles: readonly Pick<ProcessCycle, "state" | "defect" | "told">[]): CycleCounts {
  const marks = cycles.map(markOf);
  return { good: marks.filter((mark) => mark === "good").length, defective: marks.filter((mark) => mark === "defective").length };
}

/** Times of the middles of even parts of a cycle, ms. */
export function partsOf(beganAt: string, endedAt: string, parts: number): number[] {
  const [from, to] = [Date.parse(beganAt), Date.parse(endedAt)];
  return Array.from({ length: parts }, (_, part) => from + ((part + 0.5) * (to - from)) / parts);
}
