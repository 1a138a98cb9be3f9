import { createApiClient, dataOf, ownHeaders, PREFIX, problemErrorOf } from "@trivium/webkit";
import type { paths } from "./schema.d.ts";
import type { DecisionInput, DeliveryState, EchoDirection, WorklistQuery } from "./types.ts";

const client = createApiClient<paths>();

export const STREAM_URL = "/v1/worklist/stream";

export async function listStudies(query: WorklistQuery, signal: AbortSignal) {
  return dataOf(await client.POST("/v1/worklist", { body: query, signal }));
}

export async function getStudy(study: string, revision: number | undefined, signal: AbortSignal) {
  return dataOf(
    await client.GET("/v1/studies/{study}", {
      params: { path: { study }, query: revision === undefined ? {} : { revision } },
      signal,
    }),
  );
}

export async function getValue(query: { from: string; to: string }, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/value", { params: { query }, signal }));
}

export async function listLabelQueue(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/label-queue", { params: { query: { limit: 10 } }, signal }));
}

export async function getSlices(study: string, series: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/studies/{study}/series/{series}/slices", { params: { path: { study, series } }, signal }));
}

export interface PriorChoice {
  readonly study: string;
  readonly revision: number;
}

export async function compare(study: string, revision: number, prior: PriorChoice | undefined, signal: AbortSignal) {
  return dataOf(
    await client.GET("/v1/studies/{study}/comparison", {
      params: { path: { study }, query: { revision, ...(prior === undefined ? {} : { prior: prior.study, priorRevision: prior.revision }) } },
      signal,
    }),
  );
}

export async function decide(study: string, revision: number, trackingUid: string, input: DecisionInput) {
  return dataOf(
    await client.POST("/v1/studies/{study}/revisions/{revision}/findings/{trackingUid}/decisions", {
      params: { path: { study, revision, trackingUid } },
      body: input,
    }),
  );
}

export async function readAgain(study: string, reason: string): Promise<void> {
  await client.POST("/v1/studies/{study}/retry", { params: { path: { study } }, body: { reason } });
}

export async function removeStudy(study: string, reason: string): Promise<void> {
  await client.POST("/v1/studies/{study}/removal", { params: { path: { study } }, body: { reason } });
}

export async function listDestinations(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/destinations", { signal }));
}

export async function listDeliveries(name: string, state: DeliveryState, offset: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/destinations/{name}/deliveries", { params: { path: { name }, query: { state, offset, limit: 50 } }, signal }));
}

export async function pauseDestination(name: string, reason: string) {
  return dataOf(await client.POST("/v1/destinations/{name}/pause", { params: { path: { name } }, body: { reason } }));
}

export async function resumeDestination(name: string, reason: string) {
  return dataOf(await client.POST("/v1/destinations/{name}/resume", { params: { path: { name } }, body: { reason } }));
}

export async function retryDeliveries(name: string, reason: string, sopInstanceUids: string[] | undefined) {
  return dataOf(
    await client.POST("/v1/destinations/{name}/retry", {
      params: { path: { name } },
      body: { reason, ...(sopInstanceUids === undefined ? {} : { sopInstanceUids }) },
    }),
  );
}

export async function getConnection(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/connection", { signal }));
}

/** Instances that came again with other content, or were stored with a warning; the newest first. */
export async function getInstanceProblems(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/instances/problems", { params: { query: { limit: 100 } }, signal }));
}

export async function echoPeer(name: string, direction: EchoDirection) {
  return dataOf(await client.POST("/v1/connection/peers/{name}/echo", { params: { path: { name } }, body: { direction } }));
}

/** Values of a slice in Hounsfield units, row by row. */
export async function fetchPixels(study: string, series: string, instance: string, signal: AbortSignal): Promise<Int16Array> {
  const response = await fetch(`${PREFIX}/v1/studies/${study}/series/${series}/instances/${instance}/pixels`, {
    headers: ownHeaders(),
    credentials: "same-origin",
    redirect: "manual",
    signal,
  });
  if (!response.ok) throw await problemErrorOf(response);
  return new Int16Array(await response.arrayBuffer());
}
