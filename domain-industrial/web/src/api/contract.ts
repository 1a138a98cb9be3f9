import type { AlarmKind, Priority, WorkOrderState } from "./types.ts";

interface Seen {
  version: number;
}

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
