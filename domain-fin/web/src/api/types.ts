import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];

export type Decision = Schemas["DecisionView"];
export type Outcome = Schemas["Outcome"];
export type LabelName = Schemas["LabelView"]["label"];
export type Monitoring = Schemas["MonitoringView"];
export type MonitoringPoint = Schemas["Point"];
export type Drift = Schemas["Drift"];
export type ReviewedAlerts = Schemas["ReviewedAlerts"];
export type DriftState = Drift["state"];
export type DeadLetter = Schemas["DeadLetterView"];
export type DeadLetterState = Schemas["DeadLetterState"];
export type CaseDetails = Schemas["CaseView"];
export type CaseSummary = Schemas["CaseSummaryView"];
export type CaseAlert = Schemas["CaseAlertView"];
export type CaseQueue = Schemas["QueueView"];
export type CaseState = Schemas["CaseState"];
export type CasePriority = Schemas["CasePriority"];
export type Disposition = Schemas["Disposition"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type CaseLinks = Schemas["LinksView"];
export type LinkNode = Schemas["Node"];
export type CustomerNormal = Schemas["NormalView"];
export type LabelQueueItem = Schemas["LabelQueueItem"];
export type SimilarCase = Schemas["SimilarCaseView"];

export const CASE_PRIORITIES: readonly CasePriority[] = ["critical", "high", "medium", "low"];
export const DISPOSITIONS: readonly Disposition[] = ["confirmed-fraud", "false-positive", "genuine-suspicious", "inconclusive"];

export const OUTCOMES: readonly Outcome[] = ["approve", "refer", "decline"];
export const DEAD_LETTER_STATES: readonly DeadLetterState[] = ["open", "replayed", "discarded"];
