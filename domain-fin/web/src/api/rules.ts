import { createApiClient, dataOf } from "@trivium/webkit";
import type { components, paths } from "./schema.d.ts";

type Schemas = components["schemas"];

export type RuleSummary = Schemas["RuleSummary"];
export type RuleVersion = Schemas["RuleVersion"];
export type RuleDefinition = Schemas["RuleDefinition"];
export type RuleDetail = Schemas["RuleDetail"];
export type RuleIssue = Schemas["Issue"];
export type Backtest = Schemas["BacktestView"];
export type Snooze = Schemas["SnoozeView"];
export type EntityKind = Schemas["EntityKind"];
export type TokenList = Schemas["ListView"];
export type ListEntry = Schemas["EntryView"];
export type ListKind = Schemas["ListKind"];

export const ACTIONS = ["approve", "alert", "refer", "decline"] as const;
export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
export const ENTITY_KINDS = ["card", "customer", "terminal", "merchant"] as const;
export const LIST_KINDS = ["allow", "block", "watch"] as const;

/** What may be done to a version, as the last part of its address. */
export type VersionAct = "shadow" | "proposal" | "approval" | "rejection" | "retirement";
export type EntryAct = "approval" | "rejection" | "removal";

const client = createApiClient<paths>();

export async function listRules(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/rules", { signal }));
}

export async function getRule(ruleId: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/rules/{ruleId}", { params: { path: { ruleId } }, signal }));
}

export async function getVocabulary(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/rules/vocabulary", { signal }));
}

export async function checkExpression(expression: string, signal: AbortSignal) {
  return dataOf(await client.POST("/v1/rules/check", { body: { expression }, signal }));
}

export async function createRule(ruleId: string, definition: RuleDefinition, reason: string) {
  return dataOf(await client.POST("/v1/rules", { body: { ruleId, definition, reason } }));
}

export async function editRule(ruleId: string, definition: RuleDefinition, reason: string) {
  return dataOf(await client.POST("/v1/rules/{ruleId}/versions", { params: { path: { ruleId } }, body: { definition, reason } }));
}

export async function actOnVersion(ruleId: string, version: number, act: VersionAct, reason: string) {
  const options = { params: { path: { ruleId, version } }, body: { reason } };
  switch (act) {
    case "shadow":
      return dataOf(await client.POST("/v1/rules/{ruleId}/versions/{version}/shadow", options));
    case "proposal":
      return dataOf(await client.POST("/v1/rules/{ruleId}/versions/{version}/proposal", options));
    case "approval":
      return dataOf(await client.POST("/v1/rules/{ruleId}/versions/{version}/approval", options));
    case "rejection":
      return dataOf(await client.POST("/v1/rules/{ruleId}/versions/{version}/rejection", options));
    case "retirement":
      return dataOf(await client.POST("/v1/rules/{ruleId}/versions/{version}/retirement", options));
  }
}

export async function startBacktest(ruleId: string, version: number, from: string, to: string) {
  return dataOf(await client.POST("/v1/backtests", { body: { ruleId, version, from, to } }));
}

export async function listBacktests(ruleId: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/backtests", { params: { query: { ruleId, limit: 20 } }, signal }));
}

export async function cancelBacktest(backtestId: string) {
  return dataOf(await client.POST("/v1/backtests/{backtestId}/cancel", { params: { path: { backtestId } } }));
}

export async function listSnoozes(ruleId: string, signal: AbortSignal) {
  return dataOf(await client.GET("/v1/rules/{ruleId}/snoozes", { params: { path: { ruleId } }, signal }));
}

export async function snoozeRule(ruleId: string, entityKind: EntityKind, entity: string, expiresAt: string, reason: string) {
  return dataOf(await client.POST("/v1/rules/{ruleId}/snoozes", { params: { path: { ruleId } }, body: { entityKind, entity, expiresAt, reason } }));
}

export async function endSnooze(ruleId: string, snoozeId: string) {
  return dataOf(await client.POST("/v1/rules/{ruleId}/snoozes/{snoozeId}/end", { params: { path: { ruleId, snoozeId } } }));
}

export async function listTokenLists(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/lists", { signal }));
}

export async function createTokenList(name: string, kind: ListKind, description: string) {
  return dataOf(await client.POST("/v1/lists", { body: { name, kind, description } }));
}

export async function listEntries(list: string, cursor: string, signal: AbortSignal) {
  return dataOf(
    await client.GET("/v1/lists/{list}/entries", { params: { path: { list }, query: { limit: 50, ...(cursor === "" ? {} : { cursor }) } }, signal }),
  );
}

export async function addEntry(list: string, value: string, reason: string, expiresAt: string | undefined) {
  return dataOf(
    await client.POST("/v1/lists/{list}/entries", { params: { path: { list } }, body: { value, reason, ...(expiresAt === undefined ? {} : { expiresAt }) } }),
  );
}

export async function actOnEntry(list: string, entryId: string, act: EntryAct, reason: string) {
  const options = { params: { path: { list, entryId } }, body: { reason } };
  switch (act) {
    case "approval":
      return dataOf(await client.POST("/v1/lists/{list}/entries/{entryId}/approval", options));
    case "rejection":
      return dataOf(await client.POST("/v1/lists/{list}/entries/{entryId}/rejection", options));
    case "removal":
      return dataOf(await client.POST("/v1/lists/{list}/entries/{entryId}/removal", options));
  }
}

export async function listReasonCodes(signal: AbortSignal) {
  return dataOf(await client.GET("/v1/reason-codes", { signal }));
}
