/**
 * Types of the learning service that are not in the committed OpenAPI document yet. Once they are, this file goes and its
 * names come from the generated schema.
 */

export const UPDATE_STATES = ["queued", "freezing", "exporting", "training", "registering", "gating", "releasing", "released", "refused", "failed", "cancelled", "unchanged"] as const;
export type UpdateState = (typeof UPDATE_STATES)[number];

export const RELEASE_STATES = ["shadow", "canary", "awaiting-approval", "promoted", "rolled-back", "vetoed", "superseded", "stopped"] as const;
export type ReleaseState = (typeof RELEASE_STATES)[number];

export type SuspicionState = "open" | "kept" | "changed";

export interface GateResult {
  /** Which one, such as `held-out:average_precision`. */
  gate: string;
  passed: boolean;
  figure?: number;
  /** In words. */
  limit: string;
  detail: string;
}

export interface UpdateView {
  id: string;
  task: string;
  model: string;
  champion: string;
  state: UpdateState;
  trigger: "schedule" | "demand";
  requestedBy: string;
  reason: string;
  requestedAt: string;
  startedAt?: string;
  finishedAt?: string;
  manifest?: string;
  /** Version in the registry. */
  challenger?: string;
  release?: string;
  attempts: number;
  /** 0 to 1. */
  progress: number;
  cpuSeconds: number;
  energyJoules?: number;
  peakMemoryBytes?: number;
  examples?: { train: number; validation: number; test: number };
  code?: string;
  message?: string;
  gates: GateResult[];
}

export interface ComparedFigure {
  figure: string;
  champion?: number;
  challenger?: number;
  difference?: number;
  limit?: number;
}

export interface AlarmView {
  code: string;
  raisedAt: string;
  figure?: number;
  limit?: number;
  message: string;
}

export interface DecisionView {
  action: string;
  by: string;
  at: string;
  reason: string;
}

export interface ReleaseView {
  id: string;
  task: string;
  model: string;
  version: string;
  champion: string;
  state: ReleaseState;
  highRisk: boolean;
  offeredBy: string;
  offeredAt: string;
  stateSince: string;
  finishedAt?: string;
  /** Of the requests that the challenger answers, 0 to 0.05; absent when it is over. */
  share?: number;
  requests: { shadow: number; canary: number; champion: number };
  comparison: ComparedFigure[];
  alarms: AlarmView[];
  decisions: DecisionView[];
  gates: GateResult[];
  update?: string;
  manifest?: string;
  code?: string;
  message?: string;
}

export interface PinView {
  task: string;
  model: string;
  version: string;
  pinnedAt: string;
  pinnedBy: string;
  reason: string;
}

export interface SuspicionView {
  id: string;
  example: string;
  task: string;
  label: string;
  suggested: string;
  /** That the suggested label is the right one, 0 to 1. */
  probability: number;
  source: string;
  observedAt: string;
  manifest: string;
  state: SuspicionState;
  decidedBy?: string;
  decidedAt?: string;
  reason?: string;
}

export interface ShortlistItem {
  example: string;
  task: string;
  occurredAt: string;
  score: number;
  uncertainty: number;
  rank: number;
  /** `unsure`, `typical` or `different`. */
  reason: string;
}

export interface Page<T> {
  items: T[];
  nextAfter?: string;
}

interface Ok<Answer> {
  200: { content: { "application/json": Answer } };
}

interface Read<Path, Answer, Query = Record<never, never>> {
  parameters: { path: Path; query?: Query };
  responses: Ok<Answer>;
}

interface Write<Path, Body, Answer> {
  parameters: { path: Path };
  requestBody: { content: { "application/json": Body } };
  responses: Ok<Answer>;
}

interface Paging {
  after?: string;
  limit?: number;
}

interface OfTask {
  task: string;
}

interface Because {
  reason: string;
}

/** As in the generated schema: paths with the names of their parameters. */
export interface LearningPaths {
  "/v1/learning/tasks/{task}/updates": {
    get: Read<OfTask, Page<UpdateView>, Paging>;
    post: Write<OfTask, Because, UpdateView>;
  };
  "/v1/learning/updates/{update}": { get: Read<{ update: string }, UpdateView> };
  "/v1/learning/updates/{update}/cancel": { post: Write<{ update: string }, Because, UpdateView> };
  "/v1/learning/tasks/{task}/releases": { get: Read<OfTask, Page<ReleaseView>, Paging> };
  "/v1/learning/releases/{release}": { get: Read<{ release: string }, ReleaseView> };
  "/v1/learning/releases/{release}/approve": { post: Write<{ release: string }, Because, ReleaseView> };
  "/v1/learning/releases/{release}/veto": { post: Write<{ release: string }, Because, ReleaseView> };
  "/v1/learning/releases/{release}/rollback": { post: Write<{ release: string }, Because, ReleaseView> };
  "/v1/learning/tasks/{task}/pin": {
    get: Read<OfTask, PinView>;
    put: Write<OfTask, Because & { version: string }, PinView>;
    delete: { parameters: { path: OfTask; query: Because }; responses: Ok<unknown> };
  };
  "/v1/learning/tasks/{task}/suspicions": { get: Read<OfTask, Page<SuspicionView>, Paging & { state?: SuspicionState }> };
  "/v1/learning/suspicions/{suspicion}/decision": { post: Write<{ suspicion: string }, Because & { label: string }, SuspicionView> };
  "/v1/learning/tasks/{task}/shortlist": { get: Read<OfTask, { items: ShortlistItem[] }, { limit?: number }> };
}

export const RELEASE_ACTS = ["approve", "veto", "rollback"] as const;
export type ReleaseAct = (typeof RELEASE_ACTS)[number];
