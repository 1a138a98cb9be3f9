import type { LatencyFigures, LatencyHistory, LatencySeries, MissedDeadline } from "../src/api/types.ts";

const MODEL = "fin-authorization-risk";
const STEP_MS = 60_000;

function figures(answered: number, scale: number, missed = 0, refused = 0): LatencyFigures {
  return {
    answered,
    missed,
    refused,
    total: { p50Ms: 4 * scale, p95Ms: 12 * scale, p99Ms: 21 * scale },
    waiting: { p50Ms: 0.4 * scale, p95Ms: 5 * scale, p99Ms: 13 * scale },
    computing: { p50Ms: 3.4 * scale, p95Ms: 6 * scale, p99Ms: 8 * scale },
  };
}

/** A steady hour with one bad minute. */
export function sampleHistory(minutes: number, now: number): LatencyHistory {
  const count = Math.min(minutes, 60);
  const points = (scale: number) =>
    Array.from({ length: count }, (_, index) => ({
      at: new Date(Math.floor(now / STEP_MS) * STEP_MS - (count - index - 1) * STEP_MS).toISOString(),
      figures: figures(300, scale * (index === count - 8 ? 4 : 1 + (index % 5) / 20), index === count - 8 ? 3 : 0),
    }));
  const series = (latencyClass: LatencySeries["latencyClass"], scale: number, model?: string): LatencySeries => ({
    latencyClass,
    ...(model === undefined ? {} : { model }),
    whole: figures(300 * count, scale, 3),
    points: points(scale),
  });
  return {
    from: new Date(now - minutes * STEP_MS).toISOString(),
    to: new Date(now).toISOString(),
    since: new Date(now - 90 * STEP_MS).toISOString(),
    stepSeconds: 60,
    series: [series("interactive", 1), series("interactive", 1, MODEL), series("near-real-time", 9), series("near-real-time", 9, "industrial-anomaly")],
  };
}

export function sampleMisses(now: number): MissedDeadline[] {
  return [0, 1, 2].map((index) => ({
    at: new Date(now - 480_000 - index * 900).toISOString(),
    latencyClass: "interactive",
    model: MODEL,
    version: "2",
    began: index === 1,
    allowedMs: 45,
    afterMs: 45.3 + index,
  }));
}

export const SAMPLE_METADATA = {
  name: MODEL,
  versions: ["2", "3"],
  platform: "onnxruntime_onnx",
  inputs: [{ name: "features", datatype: "FP32", shape: [-1, 73] }],
  outputs: [{ name: "score", datatype: "FP32", shape: [-1, 1] }],
};

/** 120 entries, the newest first; every tenth was refused. */
export function sampleAudit(query: URLSearchParams): { entries: object[]; nextBefore: number | null } {
  const before = Number(query.get("before") ?? Infinity);
  const limit = Number(query.get("limit") ?? 50);
  const entries = Array.from({ length: 120 }, (_, index) => {
    const seq = 120 - index;
    return {
      seq,
      time: new Date(Date.UTC(2026, 10, 30, 6, 0, seq)).toISOString(),
      actor: seq % 3 === 0 ? "system:release" : "operator",
      action: seq % 10 === 0 ? "learning.pin" : "model.promote",
      object: `model/${MODEL}:${seq}`,
      outcome: seq % 10 === 0 ? "refused" : "success",
      details: { reason: `Reason ${seq}` },
      prevHash: "0".repeat(64),
      hash: String(seq).padStart(64, "a"),
    };
  }).filter((entry) => entry.seq < before && (["actor", "action", "object"] as const).every((field) => entry[field].includes(query.get(field) ?? "")) && (query.get("outcome") ?? entry.outcome) === entry.outcome);
  const page = entries.slice(0, limit);
  return { entries: page, nextBefore: entries.length > limit ? (page.at(-1)?.seq ?? null) : null };
}
