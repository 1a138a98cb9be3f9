import type {
  AlarmKind,
  BeadLimits,
  Economics,
  FailureMode,
  MaintenanceFigures,
  Outcome,
  Page,
  Prediction,
  Priority,
  ProcessDescription,
  Recommendation,
  WeldingProcess,
  WorkOrder,
  WorkOrderDraft,
  WorkOrderState,
} from "./types.ts";

type Json<T> = { content: { "application/json": T } };
type Parameters<Query, Path> = { query?: Query } & (Path extends undefined ? { path?: undefined } : { path: Path });
type Get<Answer, Query = never, Path = undefined> = { get: { parameters: Parameters<Query, Path>; responses: { 200: Json<Answer> } } };
type Post<Body, Answer, Path = undefined> = { post: { parameters: Parameters<never, Path>; requestBody: Json<Body>; responses: { 200: Json<Answer> } } };
type Put<Body, Answer, Path = undefined> = { put: { parameters: Parameters<never, Path>; requestBody: Json<Body>; responses: { 200: Json<Answer> } } };

interface Seen {
  version: number;
}
type Id = { id: string };

export interface AlarmQuery {
  state?: "open" | "all";
  assetId?: string;
  lineId?: string;
  priority?: Priority;
  kind?: AlarmKind;
  from?: string;
  to?: string;
  limit?: number;
  after?: string;
}

export interface WorkOrderQuery {
  state?: WorkOrderState;
  assetId?: string;
  from?: string;
  to?: string;
  limit?: number;
  after?: string;
}

export interface FiguresQuery {
  assetId?: string;
  task?: string;
  from?: string;
  to?: string;
}

export interface Completion extends Seen {
  failureMode?: string;
  outcome: Outcome;
  downtimeMinutes: number;
  cost: number;
  note?: string;
}

export interface Verdict extends Seen {
  verdict: "accept" | "reject" | "prefer";
  settings?: { name: string; value: number }[];
  reason?: string;
}

/** The service's answers beyond those of its generated document. */
export interface FactoryPaths {
  "/v1/work-orders": Get<Page<WorkOrder>, WorkOrderQuery> & Post<WorkOrderDraft, WorkOrder>;
  "/v1/work-orders/{id}/plan": Post<Seen & { plannedFrom: string; plannedTo: string; assignee?: string }, WorkOrder, Id>;
  "/v1/work-orders/{id}/start": Post<Seen, WorkOrder, Id>;
  "/v1/work-orders/{id}/complete": Post<Completion, WorkOrder, Id>;
  "/v1/work-orders/{id}/cancel": Post<Seen & { reason: string }, WorkOrder, Id>;
  "/v1/failure-modes": Get<{ items: FailureMode[] }, { assetType?: string }>;
  "/v1/maintenance/figures": Get<MaintenanceFigures, FiguresQuery>;
  "/v1/maintenance/economics": Get<Economics> & Put<Economics, Economics>;
  "/v1/process/welding": Get<{ processes: ProcessDescription[] }>;
  "/v1/process/welding/recommendations": Get<Page<Recommendation>, { limit?: number; after?: string }> & Post<{ process: WeldingProcess; limits: BeadLimits; note?: string }, Recommendation>;
  "/v1/process/welding/recommendations/{id}/verdict": Post<Verdict, Recommendation, Id>;
  "/v1/process/welding/prediction": Post<{ process: WeldingProcess; settings: { name: string; value: number }[] }, Prediction>;
}
