import { createApiClient, dataOf } from "@trivium/webkit";
import type { paths } from "./schema.d.ts";
import type { CaseDetails, CasePriority, CaseSort, CaseSummary, DeadLetterState, DecisionSort, Disposition, EntityType, LabelName, Outcome, SavedView } from "./types.ts";

const client = createApiClient<paths>();

export const STREAM_URL = "/v1/decisions/stream";

export interface DecisionQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly outcomes: readonly Outcome[];
  readonly minScore: number;
  readonly from?: string;
  readonly to?: string;
  readonly sort?: DecisionSort;
  readonly descending?: boolean;
  readonly skip?: number;
}

export async function listDecisions(query: DecisionQuery, signal?: AbortSignal) {
  const { cursor, from, to, sort, descending, skip } = query;
  return dataOf(
    await client.GET("/v1/decisions", {
      params: {
        query: {
          limit: query.limit,
          ...(query.outcomes.length === 0 ? {} : { outcome: [...query.outcomes] }),
          ...(query.minScore > 0 ? { minScore: query.minScore } : {}),
          ...(cursor === undefined ? {} : { cursor }),
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
          ...(sort === undefined || sort === "decided" ? {} : { sort, descending: descending ?? true, skip: skip ?? 0 }),
        },
      },
      ...(signal === undefined ? {} : { signal }),
    }),
  );
}

export async function getDecision(authorizationId: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/decisions/{authorizationId}", { params: { path: { authorizationId } }, signal }));
}

export async function addLabel(authorizationId: string, label: LabelName): Promise<void> {
  await client.POST("/v1/labels", { body: { authorizationId, label }, parseAs: "text" });
}

export async function listLabelQueue(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/label-queue", { params: { query: { limit: 10 } }, signal }));
}

export async function getMonitoring(query: { from: string; to: string }, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/monitoring", { params: { query }, signal }));
}

export async function getValue(query: { from: string; to: string }, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/value", { params: { query }, signal }));
}

export async function getLabelFeed(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/monitoring/labels", { signal }));
}

export async function listDeadLetters(query: { state?: DeadLetterState; cursor?: string; limit: number }, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/dead-letters", { params: { query }, signal }));
}

export async function getDeadLetter(id: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/dead-letters/{id}", { params: { path: { id } }, signal }));
}

export async function replayDeadLetter(id: string, note: string, payload: string | undefined): Promise<void> {
  await client.POST("/v1/dead-letters/{id}/replay", {
    params: { path: { id } },
    body: { note, ...(payload === undefined ? {} : { payload }) },
    parseAs: "text",
  });
}

export async function discardDeadLetter(id: string, reason: string): Promise<void> {
  await client.POST("/v1/dead-letters/{id}/discard", { params: { path: { id } }, body: { reason }, parseAs: "text" });
}

export async function listQueues(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/case-queues", { signal }));
}

export interface CaseQuery {
  readonly limit: number;
  readonly queue?: string;
  readonly closed: boolean;
  readonly mine: boolean;
  readonly overdue: boolean;
  readonly priority?: CasePriority;
  readonly sort?: CaseSort;
  readonly descending?: boolean;
  readonly after?: number;
}

export async function listCases(query: CaseQuery, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/cases", { params: { query }, signal }));
}

/** The most urgent free case, now the caller's; undefined when none is free. */
export async function takeNextCase(queue: string | undefined): Promise<CaseDetails | undefined> {
  const answer = await client.POST("/v1/cases/next", { params: { query: queue === undefined ? {} : { queue } } });
  return answer.response.status === 204 ? undefined : dataOf(answer);
}

export async function getCase(caseNumber: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/cases/{caseNumber}", { params: { path: { caseNumber } }, signal }));
}

export async function getCaseLinks(caseNumber: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/cases/{caseNumber}/links", { params: { path: { caseNumber } }, signal }));
}

export async function getCaseNormal(caseNumber: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/cases/{caseNumber}/normal", { params: { path: { caseNumber } }, signal }));
}

export async function listSimilarCases(caseNumber: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/cases/{caseNumber}/similar", { params: { path: { caseNumber } }, signal }));
}

export async function renewCaseLock(caseNumber: number): Promise<void> {
  await client.POST("/v1/cases/{caseNumber}/lock", { params: { path: { caseNumber } } });
}

/** What can be done with a case; `version` is that of the case on screen. */
export type CaseAct =
  | { readonly kind: "take" | "release"; readonly version: number }
  | { readonly kind: "escalate" | "reopen"; readonly version: number; readonly reason: string }
  | { readonly kind: "hand-over"; readonly version: number; readonly assignee: string; readonly reason: string }
  | { readonly kind: "dispose"; readonly version: number; readonly disposition: Disposition; readonly reason: string; readonly authorizationIds?: readonly string[] }
  | { readonly kind: "note"; readonly text: string };

/** Does it, and returns the resulting case. */
export async function performCaseAct(caseNumber: number, act: CaseAct): Promise<CaseDetails> {
  const params = { path: { caseNumber } };
  switch (act.kind) {
    case "take":
      return dataOf(await client.POST("/v1/cases/{caseNumber}/take", { params, body: { version: act.version } }));
    case "release":
      return dataOf(await client.POST("/v1/cases/{caseNumber}/release", { params, body: { version: act.version } }));
    case "escalate":
      return dataOf(await client.POST("/v1/cases/{caseNumber}/escalate", { params, body: { version: act.version, reason: act.reason } }));
    case "reopen":
      return dataOf(await client.POST("/v1/cases/{caseNumber}/reopen", { params, body: { version: act.version, reason: act.reason } }));
    case "hand-over":
      return dataOf(await client.POST("/v1/cases/{caseNumber}/hand-over", { params, body: { version: act.version, assignee: act.assignee, reason: act.reason } }));
    case "note":
      return dataOf(await client.POST("/v1/cases/{caseNumber}/notes", { params, body: { text: act.text } }));
    case "dispose": {
      const { version, disposition, reason, authorizationIds } = act;
      const body = { version, disposition, reason, ...(authorizationIds === undefined ? {} : { authorizationIds: [...authorizationIds] }) };
      return dataOf(await client.POST("/v1/cases/{caseNumber}/disposition", { params, body }));
    }
  }
}

/** One finding with one reason on several cases; each is answered for. */
export async function disposeOfCases(cases: readonly Pick<CaseSummary, "caseNumber" | "version">[], disposition: Disposition, reason: string) {
  const body = { cases: cases.map(({ caseNumber, version }) => ({ caseNumber, version })), disposition, reason };
  return dataOf(await client.POST("/v1/cases/bulk-disposition", { body }));
}

export async function search(text: string) {
  return dataOf(await client.POST("/v1/search", { body: { text } }));
}

/** The party that a payment names, or the customer that a case is about. */
export async function getEntity(type: EntityType, of: { authorizationId: string } | { caseNumber: number }, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/entities/{type}", { params: { path: { type }, query: of }, signal }));
}

export async function listSavedViews(page: SavedView["page"], signal: AbortSignal) {
  return dataOf(await client.GET("/v1/saved-views", { params: { query: { page } }, signal }));
}

export async function saveView(page: "queue" | "history", name: string, query: string) {
  return dataOf(await client.POST("/v1/saved-views", { body: { page, name, query } }));
}

export async function deleteSavedView(viewId: string): Promise<void> {
  await client.DELETE("/v1/saved-views/{viewId}", { params: { path: { viewId } } });
}
