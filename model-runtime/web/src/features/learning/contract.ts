import type { components } from "../../api/schema.d.ts";

/** What the learning service answers, by the names that the pages use. */
type Schemas = components["schemas"];

export type UpdateView = Schemas["UpdateView"];
export type UpdateState = Schemas["UpdateState"];
export type ReleaseView = Schemas["ReleaseView"];
export type ReleaseState = Schemas["ReleaseState"];
export type ComparedFigure = Schemas["Compared"];
export type AlarmView = Schemas["Alarm"];
export type DecisionView = Schemas["Decision"];
export type GateResult = Schemas["GateResult"];
export type PinView = Schemas["PinView"];
export type SuspicionView = Schemas["SuspicionView"];
export type ShortlistItem = Schemas["ShortlistItem"];

export const UPDATE_STATES = ["queued", "freezing", "exporting", "training", "registering", "gating", "releasing", "released", "refused", "failed", "cancelled", "unchanged"] as const satisfies readonly UpdateState[];

export const RELEASE_STATES = ["shadow", "canary", "awaiting-approval", "promoted", "rolled-back", "vetoed", "superseded", "stopped"] as const satisfies readonly ReleaseState[];

export type SuspicionState = "open" | "kept" | "changed";

export const RELEASE_ACTS = ["approve", "veto", "rollback"] as const;
export type ReleaseAct = (typeof RELEASE_ACTS)[number];

export interface Page<T> {
  items: T[];
  nextAfter?: string;
}
