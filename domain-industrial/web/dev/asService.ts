/** What the service names as null where it has nothing, by a field that only this kind of thing has. */
const NULLED: readonly (readonly [marker: string, fields: readonly string[]])[] = [
  ["occurrences", ["ruleId", "tag", "unit", "clearedAt", "value", "limit", "side", "advice", "cause", "floodId", "acknowledgedAt", "acknowledgedBy", "shelvedUntil", "shelvedBy", "reason", "workOrderId", "evidence"]],
  ["deadband", ["assetType", "assetId", "tag", "side", "limit", "advice", "cause", "suppressWhen", "escalateAfterMinutes"]],
  ["health", ["highestPriority", "anomalyScore", "life", "silentSince", "lastReadingAt", "anomaly"]],
  ["expectedFailureCost", ["alarmId", "evidence", "task", "windowFrom", "windowTo", "plannedFrom", "plannedTo", "assignee", "probability", "startedAt", "doneAt", "failureMode", "outcome", "downtimeMinutes", "cost", "note", "externalId"]],
  ["avoidedCost", ["assetId", "mtbfHours", "mttrHours", "availability", "returnOnInvestment"]],
  ["beganAt", ["job", "reason", "defect", "probability", "defective", "modelVersion", "told", "toldBy", "toldAt", "note"]],
  ["topConditions", ["to", "cause"]],
];

/** A replacer for `JSON.stringify` that writes things as the service does. */
export function asService(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const fields = NULLED.find(([marker]) => marker in value)?.[1];
  if (fields === undefined) return value;
  const known = Object.entries(value).filter(([, one]) => one !== undefined);
  return { ...Object.fromEntries(fields.map((field) => [field, null])), ...Object.fromEntries(known) };
}
