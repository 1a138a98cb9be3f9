import { createApiClient, dataOf } from "@trivium/webkit";
import type { paths } from "./schema.d.ts";
import type { DeadLetterState, LabelName, Outcome } from "./types.ts";

const client = createApiClient<paths>();

export const STREAM_URL = "/v1/decisions/stream";

export interface DecisionQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly outcomes: readonly Outcome[];
  readonly minScore: number;
  readonly from?: string;
  readonly to?: string;
}

export async function listDecisions(query: DecisionQuery, signal?: AbortSignal) {
  const { cursor, from, to } = query;
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
