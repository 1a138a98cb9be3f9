import type { DeadLetter } from "../src/api/deadLetters.ts";
import type { QualityIssue, Silence } from "../src/api/types.ts";
import type { MockPlant } from "./mockPlant.ts";
import { idOf } from "./noise.ts";

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export function qualityIssues(): QualityIssue[] {
  const issue = (source: string, reason: QualityIssue["reason"], occurrences: number, first: number, last: number, lastDetail: string, lastExample?: string): QualityIssue => ({
    source, reason, occurrences, firstAt: ago(first), lastAt: ago(last), lastDetail, ...(lastExample === undefined ? {} : { lastExample }),
  });
  return [
    issue("north/body-shop-welding/w-4", "unknown-tag", 1_204, 2_900, 1, "no tag shield-gas-flow", '{"tag":"shield-gas-flow","at":"2026-11-26T09:14:02Z","value":14.2}'),
    issue("north/utilities-compressed-air/k-203", "sequence-gap", 3, 140, 38, "sequence number 41 after 37"),
    issue("north/utilities-cooling-water/p-103", "out-of-range", 17, 6_000, 212, "suction-pressure −0.31 bar, range 0 to 4", '{"tag":"suction-pressure","value":-0.31}'),
    issue("north/test-benches-endurance-bench/e-05", "not-a-number", 2, 4_100, 3_900, "bypass-ratio is NaN"),
    issue("legacy/line-9/plc-3", "unknown-source", 88_410, 9_000, 0, "no asset has this source", '{"source":"legacy/line-9/plc-3","readings":[{"tag":"T1","value":21.4}]}'),
    issue("north/utilities-cooling-water/p-101", "duplicate", 9_120, 600, 55, "after a reconnection of the edge node"),
    issue("north/body-shop-press-line/pr-2", "clock-ahead", 41, 1_500, 1_480, "2036-11-25T08:00:00Z is 3,652 days ahead"),
  ];
}

/** Readings of unknown sources or tags. */
export function deadLetters(): DeadLetter[] {
  const letter = (id: number, reason: string, key: string, detail: string): DeadLetter => ({
    id: idOf(7, id), state: "open", reason, key, detail, failedAt: ago(id * 9), originTopic: "industrial.reading.v1", originPartition: 0, originOffset: 100 + id, payloadBytes: 180, payloadTruncated: false,
  });
  return [letter(1, "tag-unknown", "north/body-shop-welding/w-4", "no tag shield-gas-flow of 1 reading"), letter(2, "tag-unknown", "legacy/line-9/plc-3", "no asset has the source legacy/line-9/plc-3"), letter(3, "reading-batch-unreadable", "north/gateway", "not JSON at offset 17")];
}

export function silences(plant: MockPlant): Silence[] {
  return [
    { assetId: plant.named("Compressor K-203").node.nodeId, since: ago(37) },
    { assetId: plant.named("Cell W-4").node.nodeId, since: ago(1_900), endedAt: ago(1_874) },
    { assetId: plant.named("Pump P-103").node.nodeId, since: ago(5_210), endedAt: ago(5_178) },
  ];
}
