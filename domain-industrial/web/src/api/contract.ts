import type { AlarmKind, BeadLimits, Page, Prediction, Priority, ProcessDescription, Recommendation, WeldingProcess, WorkOrderState } from "./types.ts";

type Json<T> = { content: { "application/json": T } };
type Parameters<Query, Path> = { query?: Query } & (Path extends undefined ? { path?: undefined } : { path: Path });
type Get<Answer, Query = never, Path = undefined> = { get: { parameters: Parameters<Query, Path>; responses: { 200: Json<Answer> } } };
type Post<Body, Answer, Path = undefined> = { post: { parameters: Parameters<never, Path>; requestBody: Json<Body>; responses: { 200: Json<Answer> } } };

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

export interface Verdict extends Seen {
  verdict: "accept" | "reject" | "prefer";
  settings?: { name: string; value: number }[];
  reason?: string;
}

/** The service's answers beyond those of its generated document. */
export interface FactoryPaths {
  "/v1/process/welding": Get<{ processes: ProcessDescription[] }>;
  "/v1/process/welding/recommendations": Get<Page<Recommendation>, { limit?: number; after?: string }> & Post<{ process: WeldingProcess; limits: BeadLimits; note?: string }, Recommendation>;
  "/v1/process/welding/recommendations/{id}/verdict": Post<Verdict, Recommendation, Id>;
  "/v1/process/welding/prediction": Post<{ process: WeldingProcess; settings: { name: string; value: number }[] }, Prediction>;
}
