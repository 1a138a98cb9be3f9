import type { IncomingMessage, ServerResponse } from "node:http";
import type { Alias, Expert, ExpertAct, ExpertGrid, Model, ModelVersion, Promotion, Proposal, Queue, Queues, Service } from "../src/api/types.ts";
import { SAMPLE_METADATA, sampleAudit, sampleHistory, sampleMisses } from "./operationSamples.ts";
import { createMockLearning, type MockLearning } from "./learningSamples.ts";
import { learningRoute } from "./mockLearning.ts";

/** How the mock behaves; tests change it while it runs. */
export interface MockOptions {
  /** Requests come and queues fill by themselves. */
  isBusy?: boolean;
  /** Time between two events of the stream, ms; without it only `tick` sends one. */
  tickMs?: number;
  roles?: string[];
  session?: "ok" | "none" | "forbidden";
  /** Status that everything but the session answers. */
  failWith?: number;
  /** Nothing is registered. */
  isEmpty?: boolean;
  /** The task is of high risk; with the version that is proposed as champion. */
  proposal?: { pending?: Proposal };
}

export interface MockApi {
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  readonly options: MockOptions;
  readonly services: Service[];
  readonly models: Model[];
  readonly grid: ExpertGrid;
  readonly queues: Queues;
  readonly learning: MockLearning;
  /** Bodies of the changes taken, with the path, in order. */
  readonly changes: { path: string; body: Record<string, unknown> }[];
  /** Requests without the header that proves they come from a page of ours. */
  readonly unsafeWithoutHeader: string[];
  /** Queries of the streams open now. */
  readonly watching: () => string[];
  /** Lets `seconds` pass in the queues and sends an event to every stream. */
  tick(change?: Partial<Record<Queue["latencyClass"], Partial<Queue>>>, seconds?: number): void;
  cutStreams(): void;
  close(): void;
}

const MODEL = "fin-authorization-risk";
const GROUPS = [
  { name: "general", size: 8 },
  { name: "fin", size: 16 },
];
const LAYERS = 6;
const EXPERT_BYTES = 49_664;

/** Small reproducible generator (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Speaks the console's part of model-runtime with made-up figures: for looking at pages and for testing them. */
export function createMockApi(options: MockOptions): MockApi {
  const random = randomFrom(11);
  const streams = new Map<ServerResponse, URLSearchParams>();
  const changes: MockApi["changes"] = [];
  const unsafeWithoutHeader: string[] = [];
  const services = sampleServices();
  const models = sampleModels();
  const promotions = samplePromotions();
  const grid = sampleGrid(random);
  const learning = createMockLearning(Date.now());
  const queues: Queues = { at: new Date().toISOString(), classes: sampleQueues() };

  function tick(change: Partial<Record<Queue["latencyClass"], Partial<Queue>>> = {}, seconds = 1): void {
    queues.at = new Date(Date.parse(queues.at) + seconds * 1_000).toISOString();
    grid.at = queues.at;
    for (const queue of queues.classes) {
      if (options.isBusy === true) busy(queue, random, seconds);
      Object.assign(queue, change[queue.latencyClass]);
    }
    for (const [stream, query] of streams) send(stream, query);
  }

  function send(stream: ServerResponse, query: URLSearchParams): void {
    const experts = query.has("model") ? { experts: grid } : {};
    stream.write(`event: runtime\ndata: ${JSON.stringify({ at: queues.at, queues, ...experts })}\n\n`);
  }

  const timer = options.tickMs === undefined ? undefined : setInterval(() => tick(), options.tickMs);

  function json(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { "Content-Type": status >= 400 ? "application/problem+json" : "application/json", "Cache-Control": "no-store" });
    response.end(JSON.stringify(body));
  }

  function problem(response: ServerResponse, status: number, code: string, title: string, detail: string, more: object = {}): void {
    json(response, status, { type: `/problems/${code}`, title, status, detail, code, ...more });
  }

  async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    return JSON.parse(text || "{}") as Record<string, unknown>;
  }

  function changeExperts(response: ServerResponse, act: ExpertAct, ids: readonly string[]): void {
    for (const expert of grid.experts.filter((one) => ids.includes(one.id))) {
      if (act === "mask") expert.state = "masked";
      if (act === "unmask") expert.state = "resident";
      if (act === "pin" || act === "unpin") expert.pinned = act === "pin";
    }
    json(response, 200, grid);
  }

  function moveAlias(response: ServerResponse, model: Model, name: string, act: string, body: Record<string, unknown>): void {
    const alias = model.aliases.find((one) => one.alias === name);
    const version = act === "rollback" ? alias?.previousVersion : (body["version"] as string | undefined);
    if (act === "rollback" && version === undefined) return problem(response, 409, "model-alias-no-previous", "Nothing to roll back to", "The alias has named no other version.");
    const action = act === "rollback" || act === "remove" ? act : "promote";
    const at = new Date().toISOString();
    promotions.unshift({
      id: (promotions[0]?.id ?? 0) + 1,
      alias: name,
      action,
      ...(version === undefined ? {} : { version }),
      ...(alias === undefined ? {} : { previousVersion: alias.version }),
      at,
      by: "operator",
      reason: String(body["reason"]),
    });
    model.aliases = model.aliases.filter((one) => one.alias !== name);
    const view: Alias | undefined =
      action === "remove" || version === undefined
        ? undefined
        : { alias: name, version, ...(alias === undefined || action === "rollback" ? {} : { previousVersion: alias.version }), changedAt: at, changedBy: "operator", reason: String(body["reason"]) };
    if (view !== undefined) model.aliases.push(view);
    model.aliases.sort((a, b) => a.alias.localeCompare(b.alias) * -1).sort((a, b) => Number(b.alias === "champion") - Number(a.alias === "champion"));
    rename(model);
    if (view === undefined) response.writeHead(204).end();
    else json(response, 200, view);
  }

  async function modelRoute(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [, , , name = "", section, alias = "", act = "promote"] = url.pathname.split("/").map(decodeURIComponent);
    if (name === "") return json(response, 200, options.isEmpty === true ? [] : models);
    const model = models.find((one) => one.name === name);
    if (model === undefined) return problem(response, 404, "model-not-found", "No such model", `There is no model ${name}.`);
    if (section === "history") {
      const before = Number(url.searchParams.get("before") ?? Infinity);
      const limit = Number(url.searchParams.get("limit") ?? 50);
      const found = name === MODEL ? promotions.filter((one) => one.id < before) : [];
      const items = found.slice(0, limit);
      return json(response, 200, { items, ...(found.length > limit ? { next: items.at(-1)?.id } : {}) });
    }
    if (section === "proposal") {
      if (request.method !== "GET") {
        const body = request.method === "DELETE" ? {} : await bodyOf(request);
        changes.push({ path: url.pathname, body });
        const pending = { version: String(body["version"]), proposedAt: new Date().toISOString(), proposedBy: "operator", reason: String(body["reason"]) };
        options.proposal = request.method === "PUT" ? { pending } : {};
        if (alias === "approve") return moveAlias(response, model, "champion", "promote", body);
        if (request.method === "DELETE") return void response.writeHead(204).end();
      }
      return json(response, 200, { model: name, needsSecondPerson: options.proposal !== undefined, ...options.proposal });
    }
    if (section === "aliases" && request.method === "POST") {
      const body = await bodyOf(request);
      changes.push({ path: url.pathname, body });
      return moveAlias(response, model, alias, act, body);
    }
    return json(response, 200, model);
  }

  async function route(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const path = url.pathname;
    const method = request.method ?? "GET";
    if (method !== "GET" && request.headers["x-trivium-request"] !== "1") {
      unsafeWithoutHeader.push(`${method} ${path}`);
      return problem(response, 403, "csrf", "Forbidden", "The request does not come from a page of ours.");
    }
    if (path === "/v1/session") {
      if (options.session === "none") return problem(response, 401, "unauthenticated", "Unauthorized", "No session.");
      if (options.session === "forbidden") return json(response, 200, { user: "guest", displayName: "Gus Test", roles: [], organisations: [], frontPage: "http://localhost:1/console/", service: "runtime", version: "0.1.0" });
      return json(response, 200, { user: "operator", displayName: "Olga Perator", roles: options.roles ?? ["model-viewer", "model-operator"], tenant: "demo-bank", organisations: ["demo-bank"], service: "runtime", version: "0.1.0" });
    }
    if (options.failWith !== undefined) {
      return problem(response, options.failWith, "internal", "Internal error", "The registry did not answer.", { errorId: "e-4711" });
    }
    if (path === "/v1/platform/services") return json(response, 200, services);
    if (path === "/v1/runtime/stream") {
      response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
      response.write(": open\n\n");
      streams.set(response, url.searchParams);
      send(response, url.searchParams);
      response.on("close", () => streams.delete(response));
      return;
    }
    if (path === "/v1/queues") return json(response, 200, queues);
    if (path === "/v1/queues/history") return json(response, 200, options.isEmpty === true ? { ...sampleHistory(60, Date.now()), series: [] } : sampleHistory(Number(url.searchParams.get("minutes")), Date.now()));
    if (path === "/v1/queues/misses") return json(response, 200, { items: options.isEmpty === true ? [] : sampleMisses(Date.now()) });
    if (path.startsWith("/v2/models/")) return json(response, 200, SAMPLE_METADATA);
    if (path.startsWith("/v1/audit") && options.roles?.includes("platform-auditor") !== true) return problem(response, 403, "forbidden", "Forbidden", "No role.");
    if (path === "/v1/audit") return json(response, 200, sampleAudit(url.searchParams));
    if (path === "/v1/audit/verification") return json(response, 200, { intact: true, tenants: 1, entries: 120, checkpoints: 2, uncovered: 5, findings: [], notices: [] });
    if (path === "/v1/experts") {
      return json(response, 200, grid);
    }
    const act = /^\/v1\/experts\/(mask|unmask|pin|unpin)$/.exec(path)?.[1];
    if (act !== undefined) {
      const body = await bodyOf(request);
      changes.push({ path, body });
      return changeExperts(response, act as ExpertAct, body["experts"] as string[]);
    }
    const body = async () => {
      const sent = await bodyOf(request);
      changes.push({ path, body: sent });
      return sent;
    };
    const answering = { request, response, url, isEmpty: options.isEmpty === true, json: json.bind(undefined, response), problem: problem.bind(undefined, response), body };
    if (await learningRoute(learning, answering)) return;
    if (path.startsWith("/v1/models")) return modelRoute(request, response, url);
    return problem(response, 404, "not-found", "Not found", "There is no such address.");
  }

  return {
    options,
    services,
    models,
    grid,
    queues,
    learning,
    changes,
    unsafeWithoutHeader,
    watching: () => [...streams.values()].map((query) => query.toString()),
    tick,
    handle(request, response) {
      const url = new URL(request.url ?? "/", "http://localhost");
      if (url.pathname === "/console/login") {
        delete options.session;
        response.writeHead(302, { Location: url.searchParams.get("return") ?? "/console/" }).end();
        return true;
      }
      if (!/^\/v[12]\//.test(url.pathname)) return false;
      void route(request, response, url);
      return true;
    },
    cutStreams() {
      for (const stream of streams.keys()) stream.destroy();
      streams.clear();
    },
    close() {
      clearInterval(timer);
      for (const stream of streams.keys()) stream.destroy();
    },
  };
}

function busy(queue: Queue, random: () => number, seconds: number): void {
  const load = { interactive: 340, "near-real-time": 24, bulk: 110 }[queue.latencyClass];
  const usual = { interactive: 2, "near-real-time": 3, bulk: 60 }[queue.latencyClass];
  queue.completed += Math.round(load * seconds * (0.8 + random() * 0.4));
  queue.depth = Math.min(queue.capacity, Math.max(0, Math.round(usual * (random() * 2) + (random() < 0.04 ? usual * 6 : 0))));
  queue.running = queue.latencyClass === "interactive" ? Number(random() < 0.5) : 1;
  queue.suspended = queue.latencyClass === "bulk" ? Math.floor(random() * 2) : 0;
  queue.drainPerSecond = load;
  queue.oldestWaitMs = queue.depth === 0 ? 0 : Math.round(queue.depth * 30 * random()) / 10;
  if (random() < (queue.latencyClass === "interactive" ? 0.03 : 0.01)) queue.deadlineMisses += 1 + Math.floor(random() * 3);
  if (queue.latencyClass === "bulk" && random() < 0.03) queue.refusals += Math.floor(random() * 5);
}

/** Aliases of the versions as those of the model say. */
function rename(model: Model): void {
  const champion = model.aliases.find((one) => one.alias === "champion")?.version;
  for (const version of model.versions) {
    version.aliases = model.aliases.filter((one) => one.version === version.version).map((one) => one.alias);
    version.serving = version.version === champion;
  }
  if (champion !== undefined) model.servingVersion = champion;
}

function sampleServices(): Service[] {
  return [
    { name: "model-runtime", health: "up", checks: [{ name: "Database connections health check", up: true }, { name: "Models", up: true }] },
    {
      name: "domain-fin",
      health: "up",
      checks: ["Database connections health check", "Payment streams", "Broker", "Model", "Outbox"].map((name) => ({ name, up: true })),
      consoleUrl: "http://localhost:18082/console/",
    },
  ];
}

function sampleModels(): Model[] {
  const version = (number: string, days: number, change: Partial<ModelVersion>): ModelVersion => ({
    name: MODEL,
    version: number,
    state: "registered",
    serving: false,
    aliases: [],
    task: MODEL,
    latencyClass: "interactive",
    head: "binary",
    expertGroup: "fin",
    network: "moe",
    sha256: number.repeat(64).replace(/\D/g, "0").slice(0, 64),
    bytes: 7_412_330,
    source: "uploaded",
    registeredAt: new Date(Date.now() - days * 86_400_000).toISOString(),
    registeredBy: "operator",
    signature: { state: "trusted", keyId: "ed25519:6b1f0c2a9d4e7755", signer: "platform team" },
    gates: [
      { metric: "average_precision", least: 0.66, value: 0.6741 + (20 - days) * 0.001, passed: true },
      { metric: "brier", most: 0.012, value: 0.0091, passed: true },
    ],
    provenance: {
      codeRevision: "712dc2c4be1f0c2a9d4e77551c3b8f6d2a90e5f1",
      seed: 1,
      command: "train fin-authorization-risk --data train.safetensors --preset nano --seed 1",
      data: { name: "Trivium payment simulator, 12,000 cards, 6,000 terminals", licence: "same as this repository", from: "2026-02-15", to: "2026-02-28", rows: 85_255, positives: 2_077 },
      metrics: { average_precision: 0.6741 + (20 - days) * 0.001, auc: 0.8801, brier: 0.0091, log_loss: 0.0421 },
    },
    ...change,
  });
  const champion = version("2", 9, { state: "active", activatedAt: new Date(Date.now() - 8 * 86_400_000).toISOString(), residentBytes: 9_318_400, source: "bundled" });
  const models: Model[] = [
    {
      name: MODEL,
      aliases: [
        { alias: "champion", version: "2", previousVersion: "1", changedAt: new Date(Date.now() - 8 * 86_400_000).toISOString(), changedBy: "operator", reason: "Passed all gates and a week in shadow" },
        { alias: "challenger", version: "3", changedAt: new Date(Date.now() - 2 * 86_400_000).toISOString(), changedBy: "operator", reason: "Trained on the labels of the last month" },
      ],
      versions: [
        version("4", 1, {
          state: "failed",
          failure: "pieces/layer-3/expert-fin-07.onnx: its SHA-256 differs from the manifest's",
          signature: { state: "unsigned" },
          gates: [{ metric: "average_precision", least: 0.7, value: 0.6931, passed: false }],
        }),
        version("3", 3, { state: "loaded", residentBytes: 9_401_344, registeredBy: "trivium-runtime" }),
        champion,
        version("1", 30, { network: "dense", bytes: 1_224_325, signature: { state: "unsigned" }, source: "bundled", registeredBy: "model-runtime" }),
      ],
    },
    {
      name: "fin-merchant-drift",
      aliases: [],
      versions: [
        version("1", 4, { name: "fin-merchant-drift", task: "fin-merchant-drift", latencyClass: "bulk", network: "dense", head: "regression", bytes: 412_330, gates: [], signature: { state: "untrusted", keyId: "ed25519:0011223344556677" } }),
      ],
    },
  ];
  models.forEach(rename);
  return models;
}

function samplePromotions(): Promotion[] {
  const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString();
  return [
    { id: 4, alias: "challenger", action: "promote", version: "3", at: days(2), by: "operator", reason: "Trained on the labels of the last month" },
    { id: 3, alias: "champion", action: "promote", version: "2", previousVersion: "1", at: days(8), by: "operator", reason: "Passed all gates and a week in shadow" },
    { id: 2, alias: "champion", action: "rollback", version: "1", previousVersion: "2", at: days(9), by: "operator", reason: "Latency above the budget on the first node" },
    { id: 1, alias: "champion", action: "promote", version: "1", at: days(30), by: "model-runtime", reason: "Bundled with the platform" },
  ];
}

function sampleGrid(random: () => number): ExpertGrid {
  const experts: Expert[] = [];
  for (let layer = 0; layer < LAYERS; layer++) {
    const weights = GROUPS.flatMap((group) => Array.from({ length: group.size }, () => (group.name === "fin" ? 0.7 : 0.25) + random()));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    let at = 0;
    for (const group of GROUPS) {
      for (let index = 0; index < group.size; index++) {
        const share = (weights[at++] ?? 0) / sum;
        const activations = Math.round(share * 4_812_004);
        experts.push({
          id: `layer-${layer}/${group.name}-${String(index).padStart(2, "0")}`,
          layer,
          group: group.name,
          index,
          state: "resident",
          pinned: group.name === "fin" && index === 0,
          activationShare: share,
          activations,
          tokens: activations,
          latencyMs: 0.009 + random() ** 3 * 0.03,
          bytes: EXPERT_BYTES,
        });
      }
    }
  }
  const change = (id: string, to: Partial<Expert>) => Object.assign(experts.find((one) => one.id === id) ?? {}, to);
  change("layer-1/general-05", { state: "paged" });
  change("layer-4/general-02", { state: "paged" });
  change("layer-2/fin-11", { state: "masked" });
  change("layer-3/fin-07", { state: "quarantined", lastError: "layer-3/fin-07 answered a number that is not finite" });
  delete experts.find((one) => one.id === "layer-1/general-05")?.latencyMs;
  return { model: MODEL, version: "2", at: new Date().toISOString(), layers: LAYERS, topK: 2, topGroups: 2, groups: GROUPS, residentBytes: experts.filter((one) => one.state === "resident").length * EXPERT_BYTES, memoryBudgetBytes: 16 * 1024 * 1024, experts };
}

function sampleQueues(): Queue[] {
  const queue = (latencyClass: Queue["latencyClass"], capacity: number): Queue => ({ latencyClass, depth: 0, capacity, running: 0, suspended: 0, oldestWaitMs: 0, drainPerSecond: 0, completed: 0, deadlineMisses: 0, refusals: 0 });
  return [queue("interactive", 256), queue("near-real-time", 128), queue("bulk", 1_024)];
}
