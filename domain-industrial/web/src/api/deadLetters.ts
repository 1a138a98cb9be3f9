import { createApiClient, dataOf } from "@trivium/webkit";
import type { components, paths } from "./schema.d.ts";

export type DeadLetter = components["schemas"]["DeadLetterView"];

const client = createApiClient<paths>();

export async function listDeadLetters(cursor: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/dead-letters", { params: { query: { state: "open", limit: 50, ...(cursor === "" ? {} : { cursor }) } }, signal }));
}

/** Sends it again as it is. */
export async function replayDeadLetter(id: string): Promise<void> {
  await client.POST("/v1/dead-letters/{id}/replay", { params: { path: { id } }, body: {}, parseAs: "text" });
}

export async function discardDeadLetter(id: string, reason: string): Promise<void> {
  await client.POST("/v1/dead-letters/{id}/discard", { params: { path: { id } }, body: { reason }, parseAs: "text" });
}
