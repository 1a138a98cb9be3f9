import { createApiClient, dataOf } from "../http/client.ts";
import { PREFIX } from "../http/prefix.ts";

export const AUDITOR_ROLE = "platform-auditor";
export const AUDIT_OUTCOMES = ["", "success", "refused", "failure"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** An entry of a service's audit log. */
export interface AuditEntry {
  readonly seq: number;
  readonly time: string;
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly outcome: Exclude<AuditOutcome, "">;
  readonly details: Record<string, unknown>;
  readonly prevHash: string;
  readonly hash: string;
}

export interface AuditEntries {
  readonly entries: AuditEntry[];
  readonly nextBefore?: number | null;
}

/** What a verification of the whole chain found. */
export interface AuditReport {
  readonly intact: boolean;
  readonly entries: number;
  readonly checkpoints: number;
  readonly uncovered: number;
  readonly findings: { readonly tenant: string; readonly seq: number; readonly problem: string }[];
  readonly notices: string[];
}

/** Filters; an empty text is none. */
export interface AuditSearch {
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly outcome: string;
  readonly from: string;
  readonly to: string;
}

interface Query {
  limit: number;
  before?: number;
  actor?: string;
  action?: string;
  object?: string;
  outcome?: string;
  from?: string;
  to?: string;
}

interface AuditPaths {
  "/v1/audit": { get: { parameters: { query?: Query }; responses: { 200: { content: { "application/json": AuditEntries } } } } };
  "/v1/audit/verification": { get: { responses: { 200: { content: { "application/json": AuditReport } } } } };
}

const client = createApiClient<AuditPaths>();

/** The whole chain as NDJSON; whoever has the public key verifies it without this platform. */
export const AUDIT_EXPORT = `${PREFIX}/v1/audit/export`;

/** The filters that are set. */
export function setFilters(search: AuditSearch): Partial<AuditSearch> {
  return Object.fromEntries(Object.entries<string>({ ...search }).filter(([, value]) => value.trim() !== ""));
}

export async function listAudit(search: AuditSearch, before: number | undefined, limit: number, signal: AbortSignal): Promise<AuditEntries> {
  const query: Query = { limit, ...(before === undefined ? {} : { before }), ...setFilters(search) };
  return dataOf(await client.GET("/v1/audit", { params: { query }, signal }));
}

export async function verifyAudit(): Promise<AuditReport> {
  return dataOf(await client.GET("/v1/audit/verification", {}));
}
