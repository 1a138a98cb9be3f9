import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];

/** What the service leaves out, or names as null: the same. */
type Maybe<T> = T | null | undefined;

export const PRIORITIES = ["critical", "high", "medium", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];
export const ALARM_KINDS = ["limit", "silence", "anomaly", "remaining-life"] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];
export const HEALTHS = ["act", "plan", "watch", "silent", "learning", "good"] as const;
/** Worst first. */
export type Health = (typeof HEALTHS)[number];
export type AlarmState = "normal" | "unacknowledged" | "acknowledged" | "returned-unacknowledged" | "shelved" | "suppressed-by-design" | "out-of-service";
export type Side = "high" | "low";

/** What part of a score is one tag's doing, in [0, 1]. */
export interface Share {
  tag: string;
  share: number;
}

/** Remaining useful life with its interval, in `unit`. */
export interface Life {
  expected: number;
  lower: number;
  upper: number;
  unit: string;
  at: string;
}

export interface OverviewAsset {
  assetId: string;
  name: string;
  assetType: string;
  health: Health;
  openAlarms: number;
  highestPriority?: Maybe<Priority>;
  /** 1 is the limit. */
  anomalyScore?: Maybe<number>;
  life?: Maybe<Life>;
  silentSince?: Maybe<string>;
}

export interface OverviewLine {
  lineId: string;
  name: string;
  path: string[];
  assets: OverviewAsset[];
}

export interface PlantFigures {
  announced: Record<Priority, number>;
  unacknowledged: number;
  shelved: number;
  alarmsLast10Min: number;
  flood: boolean;
  openWorkOrders: number;
  readingsPerSecond?: Maybe<number>;
}

export interface Overview {
  at: string;
  lines: OverviewLine[];
  figures: PlantFigures;
}

/** What the stream sends of the overview: what has changed. */
export interface OverviewChange {
  assets: Pick<OverviewAsset, "assetId" | "health" | "openAlarms" | "highestPriority" | "anomalyScore">[];
  figures: PlantFigures;
}

export interface Evidence {
  from: string;
  to: string;
  tags: string[];
  shares: Share[];
  score?: Maybe<number>;
  modelVersion?: Maybe<string>;
}

export interface Alarm {
  alarmId: string;
  version: number;
  assetId: string;
  assetName: string;
  path: string[];
  ruleId?: Maybe<string>;
  condition: string;
  kind: AlarmKind;
  tag?: Maybe<string>;
  unit?: Maybe<string>;
  priority: Priority;
  state: AlarmState;
  active: boolean;
  activeSince: string;
  clearedAt?: Maybe<string>;
  lastChange: string;
  value?: Maybe<number>;
  limit?: Maybe<number>;
  side?: Maybe<Side>;
  message: string;
  advice?: Maybe<string>;
  cause?: Maybe<string>;
  floodId?: Maybe<string>;
  occurrences: number;
  acknowledgedAt?: Maybe<string>;
  acknowledgedBy?: Maybe<string>;
  shelvedUntil?: Maybe<string>;
  shelvedBy?: Maybe<string>;
  reason?: Maybe<string>;
  escalation: number;
  workOrderId?: Maybe<string>;
  evidence?: Maybe<Evidence>;
}

export interface HistoryEntry {
  at: string;
  actor: string;
  event: string;
  note?: Maybe<string>;
}

export interface SimilarAlarm {
  alarmId: string;
  assetName: string;
  condition: string;
  activeSince: string;
  clearedAt?: Maybe<string>;
  outcome?: Maybe<Outcome>;
}

export interface AlarmDetails extends Alarm {
  history: HistoryEntry[];
  similar: SimilarAlarm[];
}

export interface Page<T> {
  items: T[];
  next?: Maybe<string>;
}

export interface Flood {
  floodId: string;
  from: string;
  to?: Maybe<string>;
  alarms: number;
  cause?: Maybe<string>;
  topConditions: { condition: string; assetName: string; alarms: number }[];
}

export interface AlarmFigures {
  perTenMinutes: { at: string; alarms: number }[];
  floods: Flood[];
  mostFrequent: { assetName: string; condition: string; alarms: number }[];
  longestStanding: Alarm[];
  averagePerHour: number;
  percentOfTimeInFlood: number;
}

export interface AlarmRule {
  ruleId: string;
  version: number;
  name: string;
  assetType?: Maybe<string>;
  assetId?: Maybe<string>;
  kind: AlarmKind;
  tag?: Maybe<string>;
  side?: Maybe<Side>;
  limit?: Maybe<number>;
  deadband: number;
  onDelaySeconds: number;
  offDelaySeconds: number;
  priority: Priority;
  advice?: Maybe<string>;
  cause?: Maybe<string>;
  suppressWhen?: Maybe<{ tag: string; side: Side; limit: number }>;
  escalateAfterMinutes?: Maybe<number>;
  enabled: boolean;
  changedAt: string;
  changedBy: string;
}

export type AlarmRuleDraft = Omit<AlarmRule, "ruleId" | "changedAt" | "changedBy">;

export interface Anomaly {
  state: "learning" | "watching" | "stopped";
  learned: number;
  needed: number;
  score?: Maybe<number>;
  shares: Share[];
  at?: Maybe<string>;
  modelVersion?: Maybe<string>;
}

export interface AssetLife extends Life {
  horizon: number;
  modelVersion: string;
  degraded: boolean;
  history: { at: string; expected: number; lower: number; upper: number }[];
}

export interface Asset {
  assetId: string;
  name: string;
  path: string[];
  assetType: string;
  source?: Maybe<string>;
  description: string;
  health: Health;
  openAlarms: number;
  anomaly?: Maybe<Anomaly>;
  life?: Maybe<AssetLife>;
  silentSince?: Maybe<string>;
  lastReadingAt?: Maybe<string>;
}

export interface AnomalyCourse {
  points: { at: string; score: number }[];
  limit: number;
}

export interface ReadingsEvent {
  assetId: string;
  items: LiveReading[];
}

export interface LiveReading {
  tag: string;
  at: string;
  value: number;
  quality: Quality;
}

export const WORK_ORDER_STATES = ["proposed", "planned", "in-progress", "done", "cancelled"] as const;
export type WorkOrderState = (typeof WORK_ORDER_STATES)[number];
export const OUTCOMES = ["confirmed", "false-alarm", "other-cause", "preventive"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface WorkOrder {
  workOrderId: string;
  number: string;
  version: number;
  assetId: string;
  assetName: string;
  path: string[];
  state: WorkOrderState;
  title: string;
  source: "alarm" | "remaining-life" | "manual";
  alarmId?: Maybe<string>;
  evidence?: Maybe<Evidence>;
  priority: Priority;
  task?: Maybe<string>;
  windowFrom?: Maybe<string>;
  windowTo?: Maybe<string>;
  plannedFrom?: Maybe<string>;
  plannedTo?: Maybe<string>;
  assignee?: Maybe<string>;
  estimatedCost?: Maybe<number>;
  expectedFailureCost?: Maybe<number>;
  currency: string;
  probability?: Maybe<number>;
  startedAt?: Maybe<string>;
  doneAt?: Maybe<string>;
  failureMode?: Maybe<string>;
  outcome?: Maybe<Outcome>;
  downtimeMinutes?: Maybe<number>;
  cost?: Maybe<number>;
  note?: Maybe<string>;
  externalId?: Maybe<string>;
  createdAt: string;
  createdBy: string;
  history: HistoryEntry[];
}

export interface WorkOrderDraft {
  assetId: string;
  alarmId?: string;
  title: string;
  priority: Priority;
  windowFrom?: string;
  windowTo?: string;
  estimatedCost?: number;
  note?: string;
}

export interface FailureMode {
  code: string;
  name: string;
}

export interface Reliability {
  failures: number;
  operatingHours: number;
  repairHours: number;
  mtbfHours?: Maybe<number>;
  mttrHours?: Maybe<number>;
  availability?: Maybe<number>;
  avoidedDowntimeHours: number;
  falseAlarms: number;
  confirmed: number;
  maintenanceCost: number;
  avoidedCost: number;
  returnOnInvestment?: Maybe<number>;
}

export interface MaintenanceFigures {
  currency: string;
  periodHours: number;
  assets: (Reliability & { assetId: string; assetName: string })[];
  total: Reliability;
  formulas: Record<"mtbf" | "mttr" | "availability" | "avoidedDowntime" | "returnOnInvestment", string>;
}

export interface Economics {
  currency: string;
  downtimeCostPerHour: number;
  unplannedRepairHours: number;
  plannedRepairHours: number;
  technicianCostPerHour: number;
  version: number;
}

export const WELDING_PROCESSES = ["submerged-arc", "gas-metal-arc"] as const;
export type WeldingProcess = (typeof WELDING_PROCESSES)[number];

export interface ProcessDescription {
  process: WeldingProcess;
  settings: { name: string; unit: string; low: number; high: number }[];
  dimensions: { name: string; unit: string }[];
}

export interface BeadLimits {
  penetrationMin?: Maybe<number>;
  reinforcementMax?: Maybe<number>;
  widthMin?: Maybe<number>;
  widthMax?: Maybe<number>;
}

export interface Setting {
  name: string;
  unit: string;
  value: number;
  low: number;
  high: number;
}

export interface Predicted {
  dimension: string;
  unit: string;
  expected: number;
  lower: number;
  upper: number;
  limit?: Maybe<number>;
  holds: boolean;
}

export interface Recommendation {
  recommendationId: string;
  version: number;
  process: WeldingProcess;
  at: string;
  by: string;
  limits: BeadLimits;
  settings: Setting[];
  predicted: Predicted[];
  heat: { expected: number; unit: string };
  gridHeat?: Maybe<number>;
  modelVersion: string;
  state: "proposed" | "accepted" | "rejected" | "changed";
  verdict?: Maybe<{ by: string; at: string; reason?: Maybe<string>; settings?: Maybe<{ name: string; value: number }[]> }>;
}

export interface Prediction {
  predicted: Predicted[];
  heat: { expected: number; unit: string };
}

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
