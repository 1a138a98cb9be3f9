import { createApiClient, dataOf } from "@trivium/webkit";
import type { Verdict } from "./contract.ts";
import type { paths } from "./schema.d.ts";
import type { BeadLimits, Recommendation, WeldingProcess } from "./types.ts";

const client = createApiClient<paths>();

export async function describeWelding(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/process/welding", { signal }));
}

export async function listRecommendations(after: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/process/welding/recommendations", { params: { query: { limit: 20, ...(after === "" ? {} : { after }) } }, signal }));
}

export async function recommend(process: WeldingProcess, limits: BeadLimits): Promise<Recommendation> {
  return dataOf(await client.POST("/v1/process/welding/recommendations", { body: { process, limits } }));
}

export async function giveVerdict(recommendation: Pick<Recommendation, "recommendationId" | "version">, verdict: Omit<Verdict, "version">): Promise<Recommendation> {
  return dataOf(
    await client.POST("/v1/process/welding/recommendations/{recommendationId}/verdict", {
      params: { path: { recommendationId: recommendation.recommendationId } },
      body: { version: recommendation.version, ...verdict },
    }),
  );
}

/** What the model expects of settings that a person chose. */
export async function predict(process: WeldingProcess, settings: { name: string; value: number }[], signal: AbortSignal) {
  return dataOf(await client.POST("/v1/process/welding/prediction", { body: { process, settings }, signal }));
}
