import { createApiClient, dataOf } from "@trivium/webkit";
import type { AlarmQuery } from "./contract.ts";
import type { Alarm, AlarmDetails, AlarmRule, AlarmRuleDraft, CycleVerdict, PlantDocument } from "./types.ts";
import type { paths } from "./schema.d.ts";

const client = createApiClient<paths>();

/** Alarms, the overview and, of one asset, its readings as they change. */
export function liveUrl(assetId: string | undefined): string {
  return assetId === undefined ? "/v1/live" : `/v1/live?assetId=${encodeURIComponent(assetId)}`;
}

export async function getValue(query: { from: string; to: string }, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/value", { params: { query }, signal }));
}

export async function getOverview(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/overview", { signal }));
}

export async function listAlarms(query: AlarmQuery, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/alarms", { params: { query }, signal }));
}

export async function getAlarm(alarmId: string, signal: AbortSignal): Promise<AlarmDetails> {
  const { alarm, history, similar } = dataOf(await client.GET("/v1/alarms/{alarmId}", { params: { path: { alarmId } }, signal }));
  return { ...alarm, history, similar };
}

export async function getAlarmFigures(hours: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/alarms/figures", { params: { query: { hours } }, signal }));
}

/** What an operator says that an alarm was, in the order of its keys. */
export const VERDICTS = ["real", "known-cause", "nuisance"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What can be done with an alarm; all of it goes into the alarm's history. */
export type AlarmAct =
  | { readonly kind: "acknowledge"; readonly note?: string }
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  | { readonly kind: "shelve"; readonly minutes: number; readonly reason: string }
  | { readonly kind: "out-of-service"; readonly reason: string }
  | { readonly kind: "unshelve" | "return-to-service" };

/** Does it to the alarm as it is on screen: one that has changed since is refused. */
export async function performAlarmAct(alarm: Pick<Alarm, "alarmId" | "version">, act: AlarmAct): Promise<Alarm> {
  const params = { path: { alarmId: alarm.alarmId } };
  const { version } = alarm;
  switch (act.kind) {
    case "acknowledge":
      return dataOf(await client.POST("/v1/alarms/{alarmId}/acknowledge", { params, body: { version, ...(act.note === undefined ? {} : { note: act.note }) } }));
    case "verdict":
      return dataOf(await client.POST("/v1/alarms/{alarmId}/verdict", { params, body: { version, verdict: act.verdict } }));
    case "shelve":
      return dataOf(await client.POST("/v1/alarms/{alarmId}/shelve", { params, body: { version, minutes: act.minutes, reason: act.reason } }));
    case "out-of-service":
      return dataOf(await client.POST("/v1/alarms/{alarmId}/out-of-service", { params, body: { version, reason: act.reason } }));
    case "unshelve":
      return dataOf(await client.POST("/v1/alarms/{alarmId}/unshelve", { params, body: { version } }));
    case "return-to-service":
      return dataOf(await client.POST("/v1/alarms/{alarmId}/return-to-service", { params, body: { version } }));
  }
}

/** At most 200 at a time. */
export async function acknowledgeAll(alarmIds: string[]) {
  return dataOf(await client.POST("/v1/alarms/acknowledge", { body: { alarmIds } }));
}

export async function listAlarmRules(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/alarm-rules", { signal }));
}

export async function putAlarmRule(ruleId: string, draft: AlarmRuleDraft): Promise<AlarmRule> {
  return dataOf(await client.PUT("/v1/alarm-rules/{ruleId}", { params: { path: { ruleId } }, body: draft }));
}

export async function deleteAlarmRule(rule: Pick<AlarmRule, "ruleId" | "version">): Promise<void> {
  await client.DELETE("/v1/alarm-rules/{ruleId}", { params: { path: { ruleId: rule.ruleId }, query: { version: rule.version } } });
}

export async function getAsset(assetId: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/assets/{assetId}", { params: { path: { assetId } }, signal }));
}

export async function getAnomalyCourse(assetId: string, query: { from: string; to: string; pixels: number }, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/assets/{assetId}/anomaly", { params: { path: { assetId }, query }, signal }));
}

/** Learns the asset's normal operation again from now on. */
export async function restartMonitor(assetId: string, version: number) {
  return dataOf(await client.POST("/v1/assets/{assetId}/monitor/restart", { params: { path: { assetId } }, body: { version } }));
}

/** The latest first. */
export async function listCycles(assetId: string, limit: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/assets/{assetId}/cycles", { params: { path: { assetId }, query: { limit } }, signal }));
}

export async function getCycle(assetId: string, cycleId: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/assets/{assetId}/cycles/{cycleId}", { params: { path: { assetId, cycleId } }, signal }));
}

export async function listLabelQueue(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/label-queue", { params: { query: { limit: 10 } }, signal }));
}

/** Says what a cycle was; without a defect takes back what was said. */
export async function tellCycle(assetId: string, cycleId: string, body: CycleVerdict) {
  return dataOf(await client.POST("/v1/assets/{assetId}/cycles/{cycleId}/verdict", { params: { path: { assetId, cycleId } }, body }));
}

export async function listTags(assetId: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/assets/{assetId}/tags", { params: { path: { assetId } }, signal }));
}

export async function getLatest(assetId: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/assets/{assetId}/latest", { params: { path: { assetId } }, signal }));
}

/** At most `pixels` stretches of each tag. */
export async function getTrends(assetId: string, query: { tag: string[]; from: string; to: string; pixels: number }, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/assets/{assetId}/trends", { params: { path: { assetId }, query }, signal }));
}

export async function listAssetTypes(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/asset-types", { signal }));
}

export async function getPlant(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/plant", { signal }));
}

export async function exportPlant() {
  return dataOf(await client.GET("/v1/plant/export", {}));
}

/** With `dryRun` nothing is changed: the answer says what would be. */
export async function importPlant(document: PlantDocument, dryRun: boolean) {
  return dataOf(await client.POST("/v1/plant/import", { params: { query: { dryRun } }, body: document }));
}

export async function listQualityIssues(days: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/data-quality", { params: { query: { days } }, signal }));
}

export async function listSilences(days: number, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/data-quality/silences", { params: { query: { days } }, signal }));
}
