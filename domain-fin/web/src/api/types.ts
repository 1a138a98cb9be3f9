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

export type SearchResult = Schemas["SearchView"];
export type FoundPayment = Schemas["FoundPayment"];
export type Entity = Schemas["EntityView"];
export type EntityType = Schemas["EntityType"];
export type SavedView = Schemas["SavedView"];
export type BulkResult = Schemas["BulkResult"];
export type CaseContribution = Schemas["Contribution"];

export const ENTITY_TYPES: readonly EntityType[] = ["customer", "card", "merchant", "terminal", "device", "counterparty"];
export const CASE_SORTS = ["urgency", "number", "priority", "due", "score", "alerts", "amount", "assignee", "last-alert"] as const;
export type CaseSort = (typeof CASE_SORTS)[number];
export const DECISION_SORTS = ["decided", "occurred", "score", "amount", "latency", "outcome"] as const;
export type DecisionSort = (typeof DECISION_SORTS)[number];
export const CASE_PRIORITIES: readonly CasePriority[] = ["critical", "high", "medium", "low"];
export const DISPOSITIONS: readonly Disposition[] = ["confirmed-fraud", "false-positive", "genuine-suspicious", "inconclusive"];

export const OUTCOMES: readonly Outcome[] = ["approve", "refer", "decline"];
export const DEAD_LETTER_STATES: readonly DeadLetterState[] = ["open", "replayed", "discarded"];
