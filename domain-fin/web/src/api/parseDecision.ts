import type { Decision } from "./types.ts";

/** A decision as the live stream carries it. The service promises the shape; what is no decision at all is left out. */
export function parseDecision(data: string): Decision | undefined {
  try {
    const value = JSON.parse(data) as Partial<Decision> | null;
    return typeof value?.authorizationId === "string" && typeof value.outcome === "string" && typeof value.decidedAt === "string"
      ? (value as Decision)
      : undefined;
  } catch {
    return undefined;
  }
}
