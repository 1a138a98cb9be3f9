import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];

export type Decision = Schemas["DecisionView"];
export type Outcome = Schemas["Outcome"];
export type LabelName = Schemas["LabelView"]["label"];
export type DeadLetter = Schemas["DeadLetterView"];
export type DeadLetterState = Schemas["DeadLetterState"];

export const OUTCOMES: readonly Outcome[] = ["approve", "refer", "decline"];
export const DEAD_LETTER_STATES: readonly DeadLetterState[] = ["open", "replayed", "discarded"];
