import type { IncomingMessage, ServerResponse } from "node:http";
import { sampleValue } from "../../../platform-core/web/testing/value.ts";
import type { BeadLimits, Economics, LabelQueueItem, NotificationPlan, Overview, WeldingProcess } from "../src/api/types.ts";
import { asService } from "./asService.ts";
import { ENGINE_OUTLOOK, MockAlarms } from "./mockAlarms.ts";
import { MockCycles } from "./mockCycles.ts";
import { MockLive } from "./mockLive.ts";
import { MockMaintenance } from "./mockMaintenance.ts";
import { type MockAsset, MockPlant } from "./mockPlant.ts";
import { MockProcess, PROCESSES } from "./mockProcess.ts";
import { deadLetters, qualityIssues, silences } from "./mockQuality.ts";
import { MockRules } from "./mockRules.ts";

/** How the mock behaves; tests change it while it runs. */
export interface MockOptions {
  roles?: string[];
  user?: string;
  session?: "ok" | "none" | "forbidden";
  /** Status that everything but the session answers. */
  failWith?: number;
  /** Why the label queue is empty; it lists some unless a test says otherwise. */
  labelGap?: string;
  /** A flood of alarms from one cause. */
  flood?: boolean;
  /** Tags of an asset that is there to be many. */
  wideTags?: number;
}

export interface MockApi {
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  readonly options: MockOptions;
  readonly plant: MockPlant;
  readonly alarms: MockAlarms;
  readonly maintenance: MockMaintenance;
  readonly process: MockProcess;
  readonly cycles: MockCycles;
  readonly live: MockLive;
  /** What was asked of trends, in order. */
  readonly trendsAsked: { from: number; to: number; pixels: number }[];
  /** Requests without the header that proves they come from a page of ours. */
  readonly unsafeWithoutHeader: string[];
  close(): void;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
const ok = (body: unknown): Answer => ({ status: 200, body });
const problem = (status: number, code: string, title: string, detail: string): Answer => ({ status, body: { type: `/problems/${code}`, title, status, detail, code } });
const NOT_FOUND = problem(404, "not-found", "Not found", "There is no such thing here.");
const CHANGED = problem(409, "changed-meanwhile", "Changed meanwhile", "Another user has changed this. Check the current state, then repeat your change.");

/** Speaks the console's part of domain-industrial for a simulated plant: for looking at pages and for testing them. */
export function createMockApi(options: MockOptions): MockApi {
  const plant = new MockPlant(options.wideTags ?? 0);
  const rules = new MockRules();
  const process = new MockProcess();
  const cycles = new MockCycles();
  let notifications: NotificationPlan = { version: 1, enabled: true, steps: [{ afterMinutes: 0, channel: "email", target: "shift@plant.example", leastPriority: "high" }] };
  const trendsAsked: MockApi["trendsAsked"] = [];
  const unsafeWithoutHeader: string[] = [];
  const letters = deadLetters();
  const live: MockLive = new MockLive(plant, () => ({ assets: plant.assets.map((asset) => state(asset)), figures: figures() }));
  const alarms = new MockAlarms(plant, (alarm) => live.alarm(alarm));
  const maintenance: MockMaintenance = new MockMaintenance(plant, alarms, (order) => live.workOrder(order));
  if (options.flood === true) alarms.startFlood();
  const actor = () => options.user ?? "operator";

  function state(asset: MockAsset) {
    const open = alarms.open.filter((alarm) => alarm.assetId === asset.node.nodeId && ["unacknowledged", "acknowledged", "returned-unacknowledged"].includes(alarm.state));
    const highest = (["critical", "high", "medium", "low"] as const).find((priority) => open.some((alarm) => alarm.priority === priority));
    return { assetId: asset.node.nodeId, health: asset.health, openAlarms: open.length, highestPriority: highest, anomalyScore: asset.anomaly ?? null };
  }
  const figures = () => ({ ...alarms.figures(), openWorkOrders: maintenance?.openCount ?? 0, readingsPerSecond: plant.assets.reduce((sum, asset) => sum + (asset.silentSince === undefined ? asset.signals.length * 2 : 0), 0) });

  const learningUntil = (asset: MockAsset) => (asset.health === "learning" ? new Date(Date.now() + 5_360_000).toISOString() : undefined);

  function overview(): Overview {
    const lines = new Map<string, Overview["lines"][number]>();
    for (const asset of plant.assets) {
      const line = lines.get(asset.lineId) ?? { lineId: asset.lineId, name: asset.path.at(-1) ?? "", path: asset.path, assets: [] };
      lines.set(asset.lineId, line);
      line.assets.push({ ...state(asset), name: asset.node.name, assetType: asset.assetType, learningUntil: learningUntil(asset), life: asset.life, silentSince: asset.silentSince });
    }
    return { at: new Date().toISOString(), lines: [...lines.values()], figures: figures() };
  }

  function assetView(asset: MockAsset) {
    const shares = alarms.open.find((alarm) => alarm.assetId === asset.node.nodeId && alarm.kind === "anomaly")?.evidence?.shares ?? asset.signals.slice(0, 4).map((one, i) => ({ tag: one.definition.name, share: [0.4, 0.3, 0.2, 0.1][i] ?? 0 }));
    const anomalyState = asset.health === "learning" ? "learning" : asset.health === "silent" ? "stopped" : "watching";
    const { life } = asset;
    return {
      ...state(asset), name: asset.node.name, path: asset.path, assetType: asset.assetType, source: asset.node.source, description: asset.node.description,
      anomaly: { state: anomalyState, learned: anomalyState === "learning" ? 1_840 : 7_200, needed: 7_200, learningUntil: learningUntil(asset) ?? null, score: asset.anomaly ?? null, shares: asset.anomaly === undefined ? [] : shares, at: new Date().toISOString(), modelVersion: "industrial-anomaly:2026.11.1", version: 1 },
      life: life === undefined ? undefined : { ...life, horizon: 125, modelVersion: "industrial-rul:2026.11.1", degraded: false, outlook: asset.node.name === "Engine E-03" ? ENGINE_OUTLOOK : undefined, history: lifeHistory(life) },
      silentSince: asset.silentSince ?? null, lastReadingAt: asset.silentSince ?? new Date().toISOString(),
    };
  }

  function anomalyCourse(asset: MockAsset, query: URLSearchParams) {
    const [from, to] = [Date.parse(query.get("from") ?? ""), Math.min(Date.now(), Date.parse(query.get("to") ?? ""))];
    const steps = Math.min(Number(query.get("pixels") ?? 600), 600);
    const signal = asset.signals[0];
    if (asset.anomaly === undefined || signal === undefined) return { points: [], limit: 1 };
    const score = asset.anomaly;
    return {
      limit: 1,
      points: Array.from({ length: steps }, (_, i) => {
        const at = from + ((to - from) * i) / steps;
        const grown = score > 1 ? 0.4 + (score - 0.4) * Math.max(0, 1 - (Date.now() - at) / (3 * 3_600_000)) ** 2 : score;
        return { at: new Date(at).toISOString(), score: Math.max(0.02, grown + ((plant.valueAt(asset, signal, at) - signal.normal) / signal.swing) * 0.06) };
      }),
    };
  }

  function cycleRoute(asset: MockAsset, url: URL, parts: string[], sent: Record<string, unknown>): Answer {
    if (parts[4] === undefined) return ok(cycles.list(asset, Number(url.searchParams.get("limit") ?? 50)));
    const found = cycles.of(asset).find((one) => one.cycleId === parts[4]);
    if (found === undefined) return NOT_FOUND;
    if (parts[5] !== "verdict") return ok(cycles.detail(asset, found));
    return cycles.tell(found, sent, actor()) ? ok(found) : CHANGED;
  }

  /** Of each cell the judged cycles without a label, the most certain last. */
  function labelQueue(limit: number): { items: LabelQueueItem[]; gap?: string } {
    if (options.labelGap !== undefined) return { items: [], gap: options.labelGap };
    const untold = plant.assets.flatMap((asset) => cycles.of(asset).filter((cycle) => cycle.state === "judged" && cycle.told == null).map((cycle) => ({ asset, cycle })));
    return {
      items: untold
        .sort((a, b) => (a.cycle.probability ?? 1) - (b.cycle.probability ?? 1))
        .slice(0, limit)
        .map(({ asset, cycle }, place) => ({
          assetId: asset.node.nodeId,
          assetName: asset.node.name,
          path: asset.path,
          cycle,
          worth: { rank: place + 1, uncertainty: 0.9 / (1 + place / 4), reason: place < 4 ? "unsure" : "different" },
          link: `/console/assets/${asset.node.nodeId}?cycle=${cycle.cycleId}`,
        })),
    };
  }

  function assetRoute(method: string, url: URL, parts: string[], sent: Record<string, unknown>): Answer {
    const asset = plant.asset(parts[2] ?? "");
    if (asset === undefined) return problem(404, "asset-unknown", "Unknown asset", "There is no such asset. It may have been removed from the plant's model.");
    switch (parts[3]) {
      case undefined:
        return ok(assetView(asset));
      case "tags":
        return ok({ items: asset.signals.map(({ definition }, i) => ({ tagId: i + 1, assetId: asset.node.nodeId, definition, version: 1 })) });
      case "latest":
        return ok({ items: plant.latest(asset) });
      case "anomaly":
        return ok(anomalyCourse(asset, url.searchParams));
      case "cycles":
        return cycleRoute(asset, url, parts, sent);
      case "monitor":
        asset.health = "learning";
        asset.anomaly = undefined;
        return method === "POST" ? ok(assetView(asset)) : NOT_FOUND;
      case "trends": {
        const [from, to, pixels] = [Date.parse(url.searchParams.get("from") ?? ""), Date.parse(url.searchParams.get("to") ?? ""), Number(url.searchParams.get("pixels") ?? 1000)];
        trendsAsked.push({ from, to, pixels });
        return ok({ items: url.searchParams.getAll("tag").map((tag) => plant.trend(asset, tag, from, to, pixels)).filter((one) => one !== undefined) });
      }
      default:
        return NOT_FOUND;
    }
  }

  function alarmRoute(method: string, url: URL, parts: string[], sent: Record<string, unknown>): Answer {
    const [, , id, act] = parts;
    if (id === undefined) return ok(page(alarms.list(url.searchParams), url.searchParams));
    if (id === "figures") return ok(alarms.statistics(Number(url.searchParams.get("hours") ?? 24)));
    if (id === "acknowledge") {
      const found = (sent["alarmIds"] as string[]).map((one) => alarms.find(one)).filter((one) => one !== undefined);
      found.forEach((one) => alarms.act(one, "acknowledge", {}, actor()));
      return ok({ acknowledged: found.length });
    }
    const alarm = alarms.find(id);
    if (alarm === undefined) return NOT_FOUND;
    if (method !== "POST" || act === undefined) {
      const { history, similar, ...shown } = alarm;
      return ok({ alarm: shown, history, similar });
    }
    return sent["version"] === alarm.version ? ok(alarms.act(alarm, act, sent, actor())) : CHANGED;
  }

  function maintenanceRoute(method: string, url: URL, parts: string[], sent: Record<string, unknown>): Answer {
    if (parts[1] === "technicians") return ok(maintenance.technician(method, parts[2], sent));
    if (parts[1] === "failure-modes") return ok({ items: maintenance.modes(url.searchParams.get("assetType") ?? "") });
    if (parts[1] === "maintenance") {
      if (parts[2] === "figures") return ok(maintenance.figures());
      if (method === "PUT") {
        if (sent["version"] !== maintenance.economics.version) return CHANGED;
        maintenance.economics = { ...(sent as unknown as Economics), version: maintenance.economics.version + 1 };
      }
      return ok(maintenance.economics);
    }
    const [, , id, act] = parts;
    if (id === undefined) return method === "POST" ? ok(maintenance.propose(sent, actor())) : ok(page(maintenance.list(url.searchParams), url.searchParams));
    const order = maintenance.find(id);
    if (order === undefined) return NOT_FOUND;
    if (act === undefined) return ok(order);
    return sent["version"] === order.version ? ok(maintenance.act(order, act, sent, actor())) : CHANGED;
  }

  function notificationRoute(method: string, what: string | undefined, sent: Record<string, unknown>): Answer {
    if (what === "test") return ok({ sent: true, failure: null });
    if (what === "deliveries") return ok({ items: [] });
    if (method === "PUT") {
      if (sent["version"] !== notifications.version) return CHANGED;
      notifications = { ...(sent as unknown as NotificationPlan), version: notifications.version + 1 };
    }
    return ok(notifications);
  }

  function processRoute(method: string, parts: string[], sent: Record<string, unknown>, url: URL): Answer {
    const [, , , what, id] = parts;
    if (what === undefined) return ok({ processes: PROCESSES });
    if (what === "prediction") return ok(process.predict(sent["process"] as WeldingProcess, sent["settings"] as { name: string; value: number }[]));
    if (id !== undefined) {
      const found = process.verdict(id, sent, actor());
      return found === undefined ? NOT_FOUND : ok(found);
    }
    if (method === "POST") return ok(process.recommend(sent["process"] as WeldingProcess, sent["limits"] as BeadLimits, actor()));
    return ok(page(process.items, url.searchParams));
  }

  function answer(method: string, url: URL, sent: Record<string, unknown>): Answer {
    const parts = url.pathname.slice(1).split("/");
    switch (parts[1]) {
      case "overview":
        return ok(overview());
      case "alarms":
        return alarmRoute(method, url, parts, sent);
      case "value":
        return ok(sampleValue("industrial", url.searchParams));
      case "label-queue":
        return ok(labelQueue(Number(url.searchParams.get("limit") ?? 10)));
      case "alarm-rules":
        return rules.answer(method, url, sent, actor()) ?? NOT_FOUND;
      case "assets":
        return assetRoute(method, url, parts, sent);
      case "notifications":
        return notificationRoute(method, parts[2], sent);
      case "work-orders":
      case "failure-modes":
      case "technicians":
      case "maintenance":
        return maintenanceRoute(method, url, parts, sent);
      case "process":
        return processRoute(method, parts, sent, url);
      case "asset-types":
        return ok({ items: plant.types });
      case "plant":
        if (parts[2] === "export") return ok(plant.document());
        if (parts[2] === "import") return ok({ created: 3, changed: 1, unchanged: 42, dryRun: url.searchParams.get("dryRun") === "true" });
        return ok({ nodes: plant.nodes });
      case "dead-letters":
        if (method === "POST") letters.splice(letters.findIndex((one) => one.id === parts[2]), 1);
        return ok(method === "POST" ? {} : { items: letters });
      case "data-quality":
        return ok({ items: parts[2] === "silences" ? silences(plant) : qualityIssues() });
      default:
        return NOT_FOUND;
    }
  }

  async function route(request: IncomingMessage, response: ServerResponse, url: URL): Promise<Answer | undefined> {
    const method = request.method ?? "GET";
    if (method !== "GET" && request.headers["x-trivium-request"] !== "1") {
      unsafeWithoutHeader.push(`${method} ${url.pathname}`);
      return problem(403, "csrf", "Forbidden", "The request does not come from a page of ours.");
    }
    if (url.pathname === "/v1/session") {
      if (options.session === "none") return problem(401, "unauthenticated", "Unauthorized", "No session.");
      if (options.session === "forbidden") return ok({ user: "guest", displayName: "Gus Test", roles: [], organisations: [], frontPage: "http://localhost:1/console/", service: "industrial", version: "0.1.0" });
      return ok({ user: actor(), displayName: "Olga Petrova", roles: options.roles ?? ["industrial-operator", "industrial-planner"], tenant: "demo-plant", organisations: ["demo-plant"], service: "domain-industrial", version: "0.1.0" });
    }
    if (options.failWith !== undefined) return problem(options.failWith, "internal", "Internal error", "The plant's database did not answer.");
    if (url.pathname === "/v1/live") {
      live.open(request, response, url);
      return undefined;
    }
    return answer(method, url, method === "GET" ? {} : await bodyOf(request));
  }

  return {
    options, plant, alarms, maintenance, process, cycles, live, trendsAsked, unsafeWithoutHeader,
    handle(request, response) {
      const url = new URL(request.url ?? "/", "http://localhost");
      if (url.pathname === "/console/login") {
        options.session = "ok";
        response.writeHead(302, { Location: url.searchParams.get("return") ?? "/console/" }).end();
        return true;
      }
      if (!url.pathname.startsWith("/v1/")) return false;
      route(request, response, url)
        .catch((error: unknown) => problem(500, "internal", "Internal error", String(error)))
        .then((found) => {
          if (found === undefined) return;
          response.writeHead(found.status, { "Content-Type": found.status >= 400 ? "application/problem+json" : "application/json", "Cache-Control": "no-store" });
          response.end(found.status === 204 ? undefined : JSON.stringify(found.body, asService));
        })
        .catch(() => response.destroy());
      return true;
    },
    close: () => live.close(),
  };
}

function lifeHistory(life: { expected: number; lower: number; upper: number }) {
  return Array.from({ length: 40 }, (_, i) => {
    const left = 39 - i;
    const expected = Math.min(125, life.expected + left * 1.05 + Math.sin(i * 1.7) * 2.2);
    const spread = 1 + left * 0.01;
    return { at: new Date(Date.now() - left * 3 * 3_600_000).toISOString(), expected, lower: expected - (life.expected - life.lower) * spread, upper: expected + (life.upper - life.expected) * spread };
  });
}

function page<T>(items: readonly T[], query: URLSearchParams): { items: T[]; next: string | null } {
  const from = Number(query.get("after") ?? 0);
  const limit = Number(query.get("limit") ?? 100);
  return { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text || "{}") as Record<string, unknown>;
}
