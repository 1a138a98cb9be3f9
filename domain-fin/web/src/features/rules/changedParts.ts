import type { RuleDefinition } from "../../api/rules.ts";

const PARTS = ["name", "description", "expression", "action", "severity", "reasonCode", "queue", "priority"] as const;

export interface ChangedPart {
  readonly name: (typeof PARTS)[number];
  readonly before: string;
  readonly after: string;
}

/** The parts in which two definitions differ, in the order of the form. */
export function changedParts(before: RuleDefinition, after: RuleDefinition): ChangedPart[] {
  return PARTS.filter((name) => before[name] !== after[name]).map((name) => ({ name, before: String(before[name]), after: String(after[name]) }));
}
