import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];

/** What the service leaves out, or names as null: the same. */
type Maybe<T> = T | null | undefined;

export type Priority = Schemas["AlarmPriority"];
/** Most urgent first. */
export const PRIORITIES: readonly Priority[] = ["critical", "high", "medium", "low"];
export type AlarmKind = Schemas["AlarmKind"];
export const ALARM_KINDS: readonly AlarmKind[] = ["limit", "silence", "anomaly", "remaining-life", "cycle-defect"];
export type Health = Schemas["AssetHealth"];
/** Worst first. */
export const HEALTHS: readonly Health[] = ["act", "plan", "watch", "silent", "learning", "good"];
export type AlarmState = Schemas["Shown"];
/** What part of a score is one tag's doing, in [0, 1]. */
export type Share = Schemas["TagShare"];
/** Remaining useful life with its interval, in `unit`. */
export type Life = Schemas["LifeSummary"];
export type OverviewAsset = Schemas["AssetSummary"];
export type OverviewLine = Schemas["LineView"];
export type PlantFigures = Schemas["PlantFigures"];
export type Overview = Schemas["OverviewView"];
export type Evidence = Schemas["Evidence"];
export type ProcessCycle = Schemas["ProcessCycle"];
export type ProcessCycleDetail = Schemas["ProcessCycleDetail"];
export type CycleCurve = Schemas["CycleCurve"];
export type CycleDefect = Schemas["CycleDefect"];
export type LabelQueueItem = Schemas["LabelQueueItem"];
export type CycleVerdict = Schemas["CycleVerdict"];
export type Alarm = Schemas["AlarmView"];
export type HistoryEntry = Schemas["AlarmHistoryEntry"];
export type SimilarAlarm = Schemas["SimilarAlarm"];
export type AlarmDetails = Alarm & Pick<Schemas["AlarmDetail"], "history" | "similar">;
export type AlarmFigures = Schemas["AlarmFigures"];
export type AlarmRule = Schemas["AlarmRule"];
export type AlarmRuleDraft = Schemas["AlarmRuleDraft"];
export type Side = Schemas["Side"];
export type Asset = Schemas["AssetView"];
export type Anomaly = Schemas["AssetAnomaly"];
/** What an asset may fail of, and how probable a failure is at all. */
export type Outlook = Schemas["FailureOutlook"];
export type AssetLife = Schemas["AssetLife"];
/** Begin of the present life, after a repair or a replacement. */
export type AssetRenewal = Schemas["AssetRenewal"];
export type AnomalyCourse = Schemas["AnomalyScores"];

/** What the stream sends of the overview: assets that have changed, all of them first. */
export interface OverviewChange {
  assets: Pick<OverviewAsset, "assetId" | "health" | "openAlarms" | "highestPriority" | "anomalyScore">[];
  figures: PlantFigures;
}

/** What the stream sends of the asset that it follows: tags that have a new latest reading. */
export interface ReadingsEvent {
  assetId: string;
  items: LiveReading[];
}

export interface LiveReading {
  tag: string;
  at: string;
  value: number;
  quality?: Maybe<Quality>;
}

export type WorkOrderState = Schemas["WorkOrderState"];
export const WORK_ORDER_STATES: readonly WorkOrderState[] = ["proposed", "planned", "in-progress", "done", "cancelled"];
export type Outcome = Schemas["WorkOrderOutcome"];
export const OUTCOMES: readonly Outcome[] = ["confirmed", "false-alarm", "other-cause", "preventive"];
export type WorkOrder = Schemas["WorkOrderView"];
export type WorkOrderDraft = Schemas["NewWorkOrder"];
export type Technicians = Schemas["TechnicianList"];
export type Technician = Schemas["Technician"];
export type NotificationPlan = Schemas["NotificationPlan"];
export type NotificationStep = Schemas["Step"];
export type NotificationChannel = Schemas["NotificationChannel"];
export type FailureMode = Schemas["FailureMode"];
/** Of one asset, or of all together. */
export type Reliability = Schemas["AssetMaintenance"];
export type MaintenanceFigures = Schemas["MaintenanceView"];
export type Economics = Schemas["MaintenanceEconomics"];

export interface Page<T> {
  items: T[];
  next?: Maybe<string>;
}

export type WeldingProcess = string;

export type ProcessDescription = Schemas["WeldingProcess"];
export type BeadLimits = Schemas["WeldLimits"];
export type Setting = Schemas["RecommendedSetting"];
export type Predicted = Schemas["PredictedBead"];
export type Recommendation = Schemas["WeldRecommendation"];
export type Prediction = Schemas["WeldPrediction"];

export type PlantNode = Schemas["PlantNode"];
export type PlantLevel = Schemas["PlantLevel"];
export type PlantDocument = Schemas["PlantDocument"];
export type ImportSummary = Schemas["Summary"];
export type TagView = Schemas["TagView"];
export type TagDefinition = Schemas["TagDefinition"];
export type Trend = Schemas["TrendView"];
export type Latest = Schemas["LatestView"];
export type Quality = Schemas["ReadingQuality"];
export type QualityIssue = Schemas["QualityIssue"];
export type QualityReason = Schemas["QualityReason"];
export type Silence = Schemas["SilenceView"];
