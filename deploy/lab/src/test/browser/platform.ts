import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const portBase = Number(process.env["TRIVIUM_PORT_BASE"]);
const dataDirectory = process.env["TRIVIUM_DATA_DIR"] ?? "";
if (!Number.isSafeInteger(portBase) || portBase < 1 || dataDirectory === "") {
  throw new Error("set TRIVIUM_PORT_BASE and TRIVIUM_DATA_DIR to those of a platform that runs (./trivium status)");
}

export const FIN = `http://localhost:${portBase + 82}`;
export const MED = `http://localhost:${portBase + 81}`;
export const INDUSTRIAL = `http://localhost:${portBase + 83}`;
export const RUNTIME = `http://localhost:${portBase + 80}`;
const KEYCLOAK = `http://localhost:${portBase + 180}`;
const TOKENS = `${KEYCLOAK}/realms/trivium/protocol/openid-connect/token`;

/** Distinguishes what this run makes from what earlier runs left on the same platform. */
export const RUN = Date.now().toString(36);

const PATIENCE_MS = 120_000;
const PAUSE_MS = 250;

type Client = "trivium-ingest-demo" | "trivium-ingest-plant" | "trivium-cli-demo-bank" | "trivium-cli-demo-hospital";

const tokens = new Map<Client, { readonly value: string; readonly until: number }>();

async function token(client: Client): Promise<string> {
  const known = tokens.get(client);
  if (known !== undefined && known.until > Date.now()) return known.value;
  const secret = readFileSync(join(dataDirectory, "secrets", `client-${client}`), "utf8").trim();
  const response = await fetch(TOKENS, { method: "POST", body: new URLSearchParams({ grant_type: "client_credentials", client_id: client, client_secret: secret }) });
  if (!response.ok) throw new Error(`no token for ${client}: ${response.status}`);
  const { access_token: value, expires_in: seconds } = (await response.json()) as { access_token: string; expires_in: number };
  tokens.set(client, { value, until: Date.now() + (seconds - 60) * 1_000 });
  return value;
}

/** What a service, the payments one unless another is named, answers its API's clients. */
export async function call<Answer>(client: Client, path: string, body?: unknown, service = FIN, method = body === undefined ? "GET" : "POST"): Promise<Answer> {
  const response = await fetch(service + path, {
    method,
    headers: { Authorization: `Bearer ${await token(client)}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text === "" ? "{}" : text) as Answer;
}

export interface Decision {
  readonly authorizationId: string;
  readonly outcome: "approve" | "refer" | "decline";
  readonly score?: number | null;
  readonly reasons: readonly string[];
}

export interface Payment {
  readonly panToken: string;
  readonly customerId?: string;
  readonly terminalId?: string;
  readonly merchantId?: string;
  readonly amount: number;
}

let sent = 0;

/** Sends an authorization as an acquirer does and waits for its decision. */
export async function authorize(payment: Payment): Promise<Decision> {
  const authorizationId = `web-${RUN}-${++sent}`;
  const body = {
    authorizationId,
    terminalId: "term-web-1",
    currency: "EUR",
    occurredAt: new Date(Date.now() - 1_000).toISOString(),
    ...payment,
  };
  const answer = await call<Decision | Record<string, never>>("trivium-ingest-demo", "/v1/authorizations", body);
  // 202: not decided in time; the decision comes to its own address.
  if ("outcome" in answer) return answer as Decision;
  return until(`${authorizationId} is decided`, () => call<Decision>("trivium-ingest-demo", `/v1/authorizations/${authorizationId}/decision`).catch(() => undefined));
}

export interface Case {
  readonly caseNumber: number;
  readonly customer: string;
  readonly priority: string;
  readonly state: string;
}

/** Every case of the desk that is not closed. */
export async function openCases(): Promise<Case[]> {
  const found: Case[] = [];
  for (let after = ""; ; ) {
    const page = await call<{ items: Case[]; nextAfter?: number | null }>("trivium-cli-demo-bank", `/v1/cases?limit=200${after}`);
    found.push(...page.items);
    if (page.nextAfter == null) return found;
    after = `&after=${page.nextAfter}`;
  }
}

/** An authorization that is not approved, of a customer of its own, and the case it became. */
export async function suspect(customerId: string): Promise<{ alert: Decision; found: Case }> {
  for (const amount of [640, 710, 790, 870]) {
    const alert = await authorize({ panToken: `tok_${customerId}`, customerId, amount });
    if (alert.outcome === "approve") continue;
    const found = await until("the alert is a case", async () => (await openCases()).find((one) => one.customer === customerId));
    return { alert, found };
  }
  throw new Error("the model approves amounts that no customer of the demo spends");
}

/** Asks again until there is an answer. */
export async function until<Answer>(what: string, ask: () => Promise<Answer | undefined>): Promise<Answer> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`not within ${PATIENCE_MS / 1_000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** A study of the hospital that was read. */
export interface ReadStudy {
  readonly studyInstanceUid: string;
  readonly patientName: string;
  readonly description?: string | null;
  readonly findings: number;
}

/** What the hospital's service answers its API's client. */
export function hospital<Answer>(path: string, body?: unknown): Promise<Answer> {
  return call<Answer>("trivium-cli-demo-hospital", path, body, MED);
}

/** A study with findings, of those that the PACS sent before: the first on the worklist. */
export function readStudy(): Promise<ReadStudy> {
  return until("a study with findings is on the worklist", async () => {
    const { items } = await hospital<{ items: ReadStudy[] }>("/v1/worklist", { states: ["done"] });
    return items.find((one) => one.findings > 0);
  });
}

/** What the factory's service answers its API's client, who may plan and send readings. */
export function factory<Answer>(path: string, body?: unknown, method?: string): Promise<Answer> {
  return call<Answer>("trivium-ingest-plant", path, body, INDUSTRIAL, method);
}

/** A press of this run alone, on a line of the tests, with a limit of 800 kN, and a technician who may repair it. */
export interface Press {
  readonly name: string;
  readonly assetId: string;
  /** Sends what its sensor measures now, in kN. */
  measure(force: number): Promise<unknown>;
}

/** Brings a press into the plant's model, which has not passed its limit yet; work is proposed by itself when a critical alarm is raised. */
export async function bringPress(word: string, priority: "critical" | "high" = "critical"): Promise<Press> {
  const name = `Press ${word} ${RUN}`;
  const source = `browser/${RUN}/${word}`;
  const assetType = `browser-${word}-${RUN}`;
  const part = (level: string, title: string, children: unknown[]) => ({ level, name: title, children });
  const press = { level: "asset", name, assetType, source };
  await factory("/v1/plant/import", {
    formatVersion: 1,
    assetTypes: [{ name: assetType, description: "Press of the browser's tests", tags: [{ name: "force", description: "Force of the ram", unit: "kN", low: 0, high: 1_000, samplingMs: 1_000 }] }],
    plant: [part("enterprise", "Browser", [part("site", "Tests", [part("area", "Forming", [part("line", "Presses", [press])])])])],
  });
  await factory(
    `/v1/alarm-rules/${randomUUID()}`,
    { version: 0, name: "Overload", assetType, kind: "limit", tag: "force", side: "high", limit: 800, deadband: 10, onDelaySeconds: 0, offDelaySeconds: 0, priority, advice: "Take the part out of the die", enabled: true },
    "PUT",
  );
  // A plant without the demo's traffic has no technicians yet.
  await factory("/v1/technicians/technician", { fullName: "Timo Echner" }, "PUT");
  const { nodes } = await factory<{ nodes: readonly { nodeId: string; name: string }[] }>("/v1/plant");
  const assetId = nodes.find((node) => node.name === name)?.nodeId ?? "";
  const measure = (force: number) => factory("/v1/readings", { source, readings: [{ tag: "force", at: new Date().toISOString(), value: force }] });
  await measure(500);
  return { name, assetId, measure };
}

/** What Keycloak's administrator may ask of the realm. */
export async function identity<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const password = readFileSync(join(dataDirectory, "secrets", "keycloak-admin"), "utf8").trim();
  const grant = await fetch(`${KEYCLOAK}/realms/master/protocol/openid-connect/token`, { method: "POST", body: new URLSearchParams({ grant_type: "password", client_id: "admin-cli", username: "admin", password }) });
  const { access_token: token } = (await grant.json()) as { access_token: string };
  const response = await fetch(`${KEYCLOAK}/admin/realms/trivium${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}
