import type { QualityIssue, QualityReason } from "../../api/types.ts";

/** Reasons for which readings are not in the store: refused, or waiting among the dead letters. */
const LOSING: readonly QualityReason[] = ["unknown-source", "unknown-tag", "not-a-number", "wrong-type", "clock-ahead", "clock-behind", "oversize", "unreadable", "missing-birth", "sequence-gap", "unknown-alias", "no-value", "unknown-node", "queue-overflow", "subscription-lost", "server-refuses", "certificate-refused"];

export function isLosing(reason: QualityReason): boolean {
  return LOSING.includes(reason);
}

/** Order: reasons that keep readings out of the store, of those the current ones, then the most frequent. */
export function byLoss(a: QualityIssue, b: QualityIssue): number {
  return Number(isLosing(b.reason)) - Number(isLosing(a.reason)) || b.occurrences - a.occurrences;
}
