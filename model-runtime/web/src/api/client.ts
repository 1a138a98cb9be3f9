import { createApiClient, dataOf } from "@trivium/webkit";
import type { paths } from "./schema.d.ts";
import type { ExpertAct, ExpertGrid } from "./types.ts";

const client = createApiClient<paths>();

/** Address of the live stream: queues always, the experts of `model` when one is given. */
export function streamUrl(model: string, version: string): string {
  const query = new URLSearchParams({ ...(model === "" ? {} : { model }), ...(version === "" ? {} : { version }) });
  return query.size === 0 ? "/v1/runtime/stream" : `/v1/runtime/stream?${query.toString()}`;
}

export async function listServices(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/platform/services", { signal }));
}

export async function listModels(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/models", { signal }));
}

export async function getExperts(model: string, version: string, signal: AbortSignal): Promise<ExpertGrid> {
  return dataOf(await client.GET("/v1/experts", { params: { query: { model, ...(version === "" ? {} : { version }) } }, signal }));
}

export async function changeExperts(act: ExpertAct, grid: ExpertGrid, experts: readonly string[], reason: string): Promise<ExpertGrid> {
  const body = { model: grid.model, version: grid.version, experts: [...experts], reason };
  return dataOf(await client.POST(`/v1/experts/${act}`, { body }));
}

export async function getQueues(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/queues", { signal }));
}

export async function getMetadata(model: string, version: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v2/models/{model}/versions/{version}", { params: { path: { model, version } }, signal }));
}

export async function getQueueHistory(minutes: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/queues/history", { params: { query: { minutes } }, signal }));
}

export async function listMisses(limit: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/queues/misses", { params: { query: { limit } }, signal })).items;
}

export async function setAlias(model: string, alias: string, version: string, reason: string): Promise<void> {
  await client.POST("/v1/models/{model}/aliases/{alias}", { params: { path: { model, alias } }, body: { version, reason } });
}

export async function rollBackAlias(model: string, alias: string, reason: string): Promise<void> {
  await client.POST("/v1/models/{model}/aliases/{alias}/rollback", { params: { path: { model, alias } }, body: { reason } });
}

export async function removeAlias(model: string, alias: string, reason: string): Promise<void> {
  await client.POST("/v1/models/{model}/aliases/{alias}/remove", { params: { path: { model, alias } }, body: { reason }, parseAs: "text" });
}

export async function getProposal(model: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/models/{model}/proposal", { params: { path: { model } }, signal }));
}

export async function propose(model: string, version: string, reason: string): Promise<void> {
  await client.PUT("/v1/models/{model}/proposal", { params: { path: { model } }, body: { version, reason } });
}

export async function approveProposal(model: string, version: string, reason: string): Promise<void> {
  await client.POST("/v1/models/{model}/proposal/approve", { params: { path: { model } }, body: { version, reason } });
}

export async function removeProposal(model: string, reason: string): Promise<void> {
  await client.DELETE("/v1/models/{model}/proposal", { params: { path: { model }, query: { reason } }, parseAs: "text" });
}

export async function listPromotions(model: string, before: number | undefined, limit: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/models/{model}/history", { params: { path: { model }, query: { limit, ...(before === undefined ? {} : { before }) } }, signal }));
}
