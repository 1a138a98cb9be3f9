import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];

export type WorklistEntry = Schemas["WorklistEntry"];
export type WorklistQuery = Schemas["WorklistRequest"];
export type RevisionState = Schemas["RevisionState"];
export type StudyPriority = Schemas["StudyPriority"];
export type InstanceContent = Schemas["InstanceContentView"];
export type Study = Schemas["StudyView"];
export type Revision = Schemas["RevisionView"];
export type Series = Schemas["SeriesView"];
export type Delivery = Schemas["DeliveryView"];
export type Finding = Schemas["FindingView"];
export type LungRads = Schemas["LungRads"];
export type Decision = Schemas["DecisionView"];
export type DecisionInput = Schemas["DecisionRequest"];
export type Verdict = Schemas["FindingVerdict"];
export type Geometry = Schemas["SeriesGeometry"];
export type Slice = Schemas["SliceView"];
export type LabelQueueItem = Schemas["LabelQueueItem"];
export type Comparison = Schemas["ComparisonView"];
export type Pair = Schemas["PairView"];
export type Destination = Schemas["DestinationView"];
export type Queued = Schemas["QueuedView"];

export type WorklistSort = Schemas["WorklistSort"];
export type Connection = Schemas["ConnectionView"];
export type ConnectedPeer = Schemas["PeerView"];
export type Echo = Schemas["EchoView"];
export type EchoDirection = Schemas["EchoDirection"];

export const SORTS: readonly WorklistSort[] = ["urgency", "received", "study-date", "patient", "malignancy"];
/** Those that a worklist is filtered by. */
export const MODALITIES = ["CT", "MR", "PT", "NM", "CR", "DX", "MG", "US", "XA", "SC"] as const;
export const STATES: readonly RevisionState[] = ["queued", "running", "done", "refused", "failed"];
export const DELIVERY_STATES = ["pending", "sent", "committed", "dead"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Reasons that go with each verdict; the service refuses others. */
export const REASONS: Readonly<Record<Verdict, readonly string[]>> = {
  accepted: ["agree", "agree-follow-up", "known"],
  rejected: ["vessel", "airway", "scar-or-fibrosis", "atelectasis", "pleura", "lymph-node", "consolidation", "artifact", "outside-lung", "duplicate", "other"],
  edited: ["size", "malignancy", "size-and-malignancy", "other"],
};
