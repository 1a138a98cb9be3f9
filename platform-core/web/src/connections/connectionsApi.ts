import { createApiClient, dataOf } from "../http/client.ts";

export type ConnectionState = "proposed" | "active" | "paused" | "retired";
export type SettingValue = string | number | boolean | string[];
export type Settings = Record<string, SettingValue>;

/** One setting of a kind of connection. */
export interface ConnectionField {
  readonly name: string;
  readonly type: "text" | "number" | "flag" | "choice" | "list" | "secret";
  readonly required: boolean;
  readonly options: string[];
  readonly min: number;
  readonly max: number;
  readonly initial?: SettingValue | null;
  /** In English; the console's messages may have it in the reader's language. */
  readonly description: string;
}

export interface ConnectionKind {
  readonly name: string;
  readonly fields: ConnectionField[];
}

/** A connection; secrets are named, never shown. */
export interface ManagedConnection {
  readonly id?: string | null;
  readonly kind: string;
  readonly name: string;
  readonly state: ConnectionState;
  readonly configured: boolean;
  readonly revision?: number | null;
  readonly activeRevision?: number | null;
  readonly settings: Settings;
  readonly secrets: string[];
  readonly proposedBy?: string | null;
  readonly approvedBy?: string | null;
  readonly pending?: { readonly revision: number; readonly settings: Settings; readonly secrets: string[]; readonly proposedBy: string; readonly proposedAt: string } | null;
  readonly pausedBy?: string | null;
  readonly pauseReason?: string | null;
  readonly lastError?: string | null;
  readonly lastErrorAt?: string | null;
  readonly lastSuccessAt?: string | null;
}

export interface ConnectionTest {
  readonly ok: boolean;
  readonly millis: number;
  readonly detail: string;
}

type Json<T> = { content: { "application/json": T } };
interface OfId {
  path: { id: string };
}
interface Act<Body> {
  post: { parameters: OfId; requestBody: Json<Body>; responses: { 200: Json<ManagedConnection> } };
}
interface Paths {
  "/v1/connections": {
    get: { responses: { 200: Json<{ items: ManagedConnection[] }> } };
    post: { requestBody: Json<{ kind: string; name: string; settings: Settings }>; responses: { 201: Json<ManagedConnection> } };
  };
  "/v1/connections/kinds": { get: { responses: { 200: Json<{ items: ConnectionKind[] }> } } };
  "/v1/connections/{id}": { put: { parameters: OfId; requestBody: Json<{ revision: number; settings: Settings }>; responses: { 200: Json<ManagedConnection> } } };
  "/v1/connections/{id}/approve": Act<{ revision: number }>;
  "/v1/connections/{id}/reject": Act<{ revision: number; reason: string }>;
  "/v1/connections/{id}/pause": Act<{ reason: string }>;
  "/v1/connections/{id}/retire": Act<{ reason: string }>;
  "/v1/connections/{id}/resume": { post: { parameters: OfId; responses: { 200: Json<ManagedConnection> } } };
  "/v1/connections/{id}/test": { post: { parameters: OfId; responses: { 200: Json<ConnectionTest> } } };
}

const client = createApiClient<Paths>();

export async function listConnections(signal: AbortSignal): Promise<ManagedConnection[]> {
  return dataOf(await client.GET("/v1/connections", { signal })).items;
}

export async function listKinds(signal: AbortSignal): Promise<ConnectionKind[]> {
  return dataOf(await client.GET("/v1/connections/kinds", { signal })).items;
}

/** Creates a connection, or a new revision of `before`. */
export async function saveConnection(kind: string, name: string, settings: Settings, before: ManagedConnection | undefined): Promise<ManagedConnection> {
  if (before === undefined) return dataOf(await client.POST("/v1/connections", { body: { kind, name, settings } }));
  return dataOf(await client.PUT("/v1/connections/{id}", { params: ofId(before), body: { revision: before.revision ?? 0, settings } }));
}

export type ReasonedAct = "reject" | "pause" | "retire";

export async function actWithReason(act: ReasonedAct, connection: ManagedConnection, reason: string): Promise<ManagedConnection> {
  const params = ofId(connection);
  if (act === "reject") return dataOf(await client.POST("/v1/connections/{id}/reject", { params, body: { revision: connection.revision ?? 0, reason } }));
  return dataOf(await client.POST(act === "pause" ? "/v1/connections/{id}/pause" : "/v1/connections/{id}/retire", { params, body: { reason } }));
}

export async function approveConnection(connection: ManagedConnection): Promise<ManagedConnection> {
  return dataOf(await client.POST("/v1/connections/{id}/approve", { params: ofId(connection), body: { revision: connection.revision ?? 0 } }));
}

export async function resumeConnection(connection: ManagedConnection): Promise<ManagedConnection> {
  return dataOf(await client.POST("/v1/connections/{id}/resume", { params: ofId(connection) }));
}

export async function testConnection(connection: ManagedConnection): Promise<ConnectionTest> {
  return dataOf(await client.POST("/v1/connections/{id}/test", { params: ofId(connection) }));
}

function ofId(connection: ManagedConnection): OfId {
  return { path: { id: connection.id ?? "" } };
}

/** The texts of a form's fields, by field. */
export type Draft = Record<string, string | boolean>;

/** What a form shows first: the present settings, or the initial ones; secrets are never shown. */
export function draftOf(kind: ConnectionKind, settings: Settings | undefined): Draft {
  return Object.fromEntries<string | boolean>(
    kind.fields.map((field): [string, string | boolean] => {
      const value = field.type === "secret" ? undefined : settings === undefined ? field.initial : settings[field.name];
      if (field.type === "flag") return [field.name, value === true];
      return [field.name, Array.isArray(value) ? value.join("\n") : String(value ?? "")];
    }),
  );
}

/** The settings that a form's fields say; what is empty is left out. */
export function settingsOf(kind: ConnectionKind, draft: Draft): Settings {
  const settings: Settings = {};
  for (const field of kind.fields) {
    const value = draft[field.name];
    if (typeof value === "boolean") settings[field.name] = value;
    else if (value !== undefined && value.trim() !== "") settings[field.name] = parsed(field, value.trim());
  }
  return settings;
}

function parsed(field: ConnectionField, text: string): SettingValue {
  if (field.type === "list") return text.split(/[\n,]/).map((entry) => entry.trim()).filter((entry) => entry !== "");
  // What is no number is sent as it is, so that the service names the field.
  return field.type === "number" && /^-?\d+$/.test(text) ? Number(text) : text;
}

/** Messages of a refused form, by field; `settings.` is left out. */
export function violationsOf(members: Readonly<Record<string, unknown>>): Record<string, string> {
  const all = members["violations"];
  if (!Array.isArray(all)) return {};
  const found = (all as { field: string; message: string }[]).map((one): [string, string] => [one.field.replace(/^settings\./, ""), one.message]);
  return Object.fromEntries<string>(found);
}
