import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];

export type Service = Schemas["ServiceView"];
export type Model = Schemas["ModelView"];
export type ModelVersion = Schemas["ModelVersionView"];
export type Alias = Schemas["AliasView"];
/** The version that waits for a second person. */
export type Proposal = Schemas["Pending"];
export type Promotion = Schemas["PromotionView"];
export type Signature = Schemas["SignatureView"];
export type Gate = Schemas["GateView"];
export type ExpertGrid = Schemas["ExpertGridView"];
export type Expert = Schemas["ExpertView"];
export type ExpertState = Expert["state"];
export type Queues = Schemas["QueuesView"];
export type Queue = Schemas["QueueView"];
export type LatencyHistory = Schemas["QueueHistoryView"];
export type LatencySeries = Schemas["SeriesView"];
export type LatencyFigures = Schemas["LatencyFiguresView"];
export type MissedDeadline = Schemas["MissedDeadlineView"];
export type LatencyClass = Schemas["LatencyClass"];
export type RuntimeEvent = Schemas["RuntimeEvent"];

export const EXPERT_STATES: readonly ExpertState[] = ["resident", "paged", "masked", "quarantined"];
/** In order of urgency. */
export const LATENCY_CLASSES: readonly LatencyClass[] = ["interactive", "near-real-time", "bulk"];

export const EXPERT_ACTS = ["mask", "unmask", "pin", "unpin"] as const;
export type ExpertAct = (typeof EXPERT_ACTS)[number];
