import { asProblemError, createApiClient, dataOf, PREFIX } from "@trivium/webkit";
import type { Page, PinView, ReleaseAct, ReleaseView, SuspicionState } from "../features/learning/contract.ts";
import type { components, paths } from "./schema.d.ts";

type Schemas = components["schemas"];

export type Feed = Schemas["FeedView"];
export type Coverage = Schemas["CoverageView"];
export type ManifestSummary = Schemas["ManifestSummary"];
export type Manifest = Schemas["ManifestView"];
export type Drift = Schemas["DriftView"];
export type DriftState = Schemas["State"];
export type Lineage = Schemas["LineageView"];
export type RecentExample = Schemas["RecentExampleView"];
export type LabelStatement = Schemas["StatementView"];

const learning = createApiClient<paths>();

export async function listTasks(signal: AbortSignal): Promise<Feed[]> {
  return dataOf(await learning.GET("/v1/learning/tasks", { signal })).items;
}

export async function getCoverage(task: string, signal: AbortSignal): Promise<Coverage> {
  return dataOf(await learning.GET("/v1/learning/tasks/{task}/coverage", { params: { path: { task } }, signal }));
}

export async function listManifests(task: string, limit: number, signal: AbortSignal): Promise<ManifestSummary[]> {
  return dataOf(await learning.GET("/v1/learning/manifests", { params: { query: { task, limit } }, signal })).items;
}

export async function getManifest(manifest: string, signal: AbortSignal): Promise<Manifest> {
  return dataOf(await learning.GET("/v1/learning/manifests/{manifest}", { params: { path: { manifest } }, signal }));
}

export async function getDrift(manifest: string, signal: AbortSignal): Promise<Drift> {
  return dataOf(await learning.GET("/v1/learning/manifests/{manifest}/drift", { params: { path: { manifest } }, signal }));
}

export async function getLineage(task: string, example: string, signal: AbortSignal): Promise<Lineage> {
  return dataOf(await learning.GET("/v1/learning/tasks/{task}/examples/{example}/lineage", { params: { path: { task, example } }, signal }));
}

export function cardUrl(model: string, version: string): string {
  return `${PREFIX}/v1/models/${encodeURIComponent(model)}/versions/${encodeURIComponent(version)}/card`;
}

export async function getCard(model: string, version: string, signal: AbortSignal): Promise<string> {
  return dataOf(
    await learning.GET("/v1/models/{model}/versions/{version}/card", {
      params: { path: { model, version } },
      headers: { Accept: "text/markdown, application/problem+json" },
      parseAs: "text",
      signal,
    }),
  );
}

export async function listUpdates(task: string, limit: number, signal: AbortSignal) {
  return dataOf(await learning.GET("/v1/learning/tasks/{task}/updates", { params: { path: { task }, query: { limit } }, signal }));
}

export async function getUpdate(update: string, signal: AbortSignal) {
  return dataOf(await learning.GET("/v1/learning/updates/{update}", { params: { path: { update } }, signal }));
}

export async function requestUpdate(task: string, reason: string) {
  return dataOf(await learning.POST("/v1/learning/tasks/{task}/updates", { params: { path: { task } }, body: { reason } }));
}

export async function cancelUpdate(update: string, reason: string) {
  return dataOf(await learning.POST("/v1/learning/updates/{update}/cancel", { params: { path: { update } }, body: { reason } }));
}

/** Releases of a task, the latest first; a task that only labels came in for, without a model, has none. */
export async function listReleases(task: string, limit: number, signal: AbortSignal): Promise<Page<ReleaseView>> {
  return orIfNoTask({ items: [] }, async () => dataOf(await learning.GET("/v1/learning/tasks/{task}/releases", { params: { path: { task }, query: { limit } }, signal })));
}

/** What was asked of a task, or `otherwise` where the service does not know it. */
async function orIfNoTask<T>(otherwise: T, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (asProblemError(error).problem.code === "learning-task-not-found") return otherwise;
    throw error;
  }
}

export async function getRelease(release: string, signal: AbortSignal) {
  return dataOf(await learning.GET("/v1/learning/releases/{release}", { params: { path: { release } }, signal }));
}

export async function decideRelease(release: string, act: ReleaseAct, reason: string) {
  return dataOf(await learning.POST(`/v1/learning/releases/{release}/${act}`, { params: { path: { release } }, body: { reason } }));
}

/** The pin of a task; null when nothing is pinned. */
export async function getPin(task: string, signal: AbortSignal): Promise<PinView | null> {
  return orIfNoTask(null, async () => (await learning.GET("/v1/learning/tasks/{task}/pin", { params: { path: { task } }, signal })).data ?? null);
}

export async function pinVersion(task: string, version: string, reason: string): Promise<void> {
  await learning.PUT("/v1/learning/tasks/{task}/pin", { params: { path: { task } }, body: { version, reason }, parseAs: "text" });
}

export async function unpinVersion(task: string, reason: string): Promise<void> {
  await learning.DELETE("/v1/learning/tasks/{task}/pin", { params: { path: { task }, query: { reason } }, parseAs: "text" });
}

export async function listSuspicions(task: string, state: SuspicionState, limit: number, signal: AbortSignal) {
  return dataOf(await learning.GET("/v1/learning/tasks/{task}/suspicions", { params: { path: { task }, query: { state, limit } }, signal }));
}

/** @param label another one, or `keep` */
export async function decideSuspicion(suspicion: string, label: string, reason: string) {
  return dataOf(await learning.POST("/v1/learning/suspicions/{suspicion}/decision", { params: { path: { suspicion } }, body: { label, reason } }));
}

export async function listExamples(task: string, labelled: boolean, limit: number, signal: AbortSignal): Promise<RecentExample[]> {
  return orIfNoTask([], async () => dataOf(await learning.GET("/v1/learning/tasks/{task}/examples", { params: { path: { task }, query: { labelled, limit } }, signal })));
}

export async function listShortlist(task: string, limit: number, signal: AbortSignal) {
  return dataOf(await learning.GET("/v1/learning/tasks/{task}/shortlist", { params: { path: { task }, query: { limit } }, signal })).items;
}
