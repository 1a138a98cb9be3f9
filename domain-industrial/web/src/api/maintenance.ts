import { createApiClient, dataOf } from "@trivium/webkit";
import type { FiguresQuery, WorkOrderQuery } from "./contract.ts";
import type { paths } from "./schema.d.ts";
import type { Economics, Outcome, Technicians, WorkOrder, WorkOrderDraft } from "./types.ts";

const client = createApiClient<paths>();

export async function listWorkOrders(query: WorkOrderQuery, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/work-orders", { params: { query }, signal }));
}

export async function getWorkOrder(workOrderId: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/work-orders/{workOrderId}", { params: { path: { workOrderId } }, signal }));
}

export async function proposeWorkOrder(draft: WorkOrderDraft): Promise<WorkOrder> {
  return dataOf(await client.POST("/v1/work-orders", { body: draft }));
}

/** What moves a work order on. */
export type WorkOrderAct =
  | { readonly kind: "plan"; readonly plannedFrom: string; readonly plannedTo: string; readonly assignee?: string }
  | { readonly kind: "start" }
  | { readonly kind: "complete"; readonly outcome: Outcome; readonly failureMode?: string; readonly downtimeMinutes: number; readonly cost: number; readonly note?: string }
  | { readonly kind: "cancel"; readonly reason: string };

/** Does it to the work order as it is on screen: one that has changed since is refused. */
export async function performWorkOrderAct(order: Pick<WorkOrder, "workOrderId" | "version">, act: WorkOrderAct): Promise<WorkOrder> {
  const params = { path: { workOrderId: order.workOrderId } };
  const { version } = order;
  switch (act.kind) {
    case "plan": {
      const { plannedFrom, plannedTo, assignee } = act;
      return dataOf(await client.POST("/v1/work-orders/{workOrderId}/plan", { params, body: { version, plannedFrom, plannedTo, ...(assignee === undefined ? {} : { assignee }) } }));
    }
    case "start":
      return dataOf(await client.POST("/v1/work-orders/{workOrderId}/start", { params, body: { version } }));
    case "complete": {
      const { kind: _kind, ...completion } = act;
      return dataOf(await client.POST("/v1/work-orders/{workOrderId}/complete", { params, body: { version, ...completion } }));
    }
    case "cancel":
      return dataOf(await client.POST("/v1/work-orders/{workOrderId}/cancel", { params, body: { version, reason: act.reason } }));
  }
}

/** Who may be given work. */
export async function listTechnicians(signal: AbortSignal): Promise<Technicians> {
  return dataOf(await client.GET("/v1/technicians", { signal }));
}

export async function putTechnician(userName: string, fullName: string): Promise<Technicians> {
  return dataOf(await client.PUT("/v1/technicians/{userName}", { params: { path: { userName } }, body: { fullName } }));
}

export async function removeTechnician(userName: string): Promise<Technicians> {
  return dataOf(await client.DELETE("/v1/technicians/{userName}", { params: { path: { userName } } }));
}

export async function listFailureModes(assetType: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/failure-modes", { params: { query: { assetType } }, signal }));
}

export async function getMaintenanceFigures(query: FiguresQuery, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/maintenance/figures", { params: { query }, signal }));
}

export async function getEconomics(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/maintenance/economics", { signal }));
}

export async function putEconomics(economics: Economics): Promise<Economics> {
  return dataOf(await client.PUT("/v1/maintenance/economics", { body: economics }));
}
