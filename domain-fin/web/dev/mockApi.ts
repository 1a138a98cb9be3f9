import type { IncomingMessage, ServerResponse } from "node:http";
import { sampleValue } from "../../../platform-core/web/testing/value.ts";
import { MockCases } from "./mockCases.ts";
import { type DeadLetter, type Decision, type Entity, ENTITY_TYPES, type EntityType, type FoundPayment, type LabelName, type LabelQueueItem, type Outcome, type SavedView, type SearchResult } from "../src/api/types.ts";
import { labelFeed, monitoring } from "./mockMonitoring.ts";
import { createMockRules } from "./mockRules.ts";

/** How the mock behaves; tests change it while it runs. */
export interface MockOptions {
  ratePerSecond: number;
  roles?: string[];
  /** Who is signed in; "analyst" unless a test says otherwise. */
  user?: string;
  /** Decisions that are there at the start. */
  history?: number;
  session?: "ok" | "none" | "forbidden";
  /** Those that the person belongs to. */
  organisations?: string[];
  /** Status that lists answer instead of their data. */
  failWith?: number;
  seed?: number;
  /** Why the label queue is empty; it lists some unless a test says otherwise. */
  labelGap?: string;
  /** Lists answer what they know when asked, this much later. */
  listDelayMs?: number;
}

export interface MockApi {
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  readonly options: MockOptions;
  readonly cases: MockCases;
  /** Bodies of the labels taken, in order. */
  readonly labels: { authorizationId: string; label: LabelName }[];
  /** Requests without the header that proves they come from a page of ours. */
  readonly unsafeWithoutHeader: string[];
  /** What was searched for, in order. */
  readonly searched: string[];
  /** Last-Event-ID of each stream opened. */
  readonly resumedFrom: string[];
  /** Cuts every open stream. */
  cutStreams(): void;
  emit(change?: Partial<Decision>): Decision;
  close(): void;
}

const CHANNELS = ["chip", "contactless", "ecommerce", "magstripe", "atm"] as const;
const MCCS = ["5411", "5812", "4829", "5732", "5999", "6011", "7995"] as const;
const COUNTRIES = ["DE", "FR", "NL", "CN", "PL", "US"] as const;
const DECLINE = 0.9;
const REFER = 0.6;

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

function partyOf(one: Decision, type: EntityType): string | null | undefined {
  switch (type) {
    case "card":
      return one.panToken;
    case "customer":
      return one.customerId;
    case "merchant":
      return one.merchantId;
    case "terminal":
      return one.terminalId;
    case "device":
      return one.deviceId;
    case "counterparty":
      return one.counterpartyId;
  }
}

/** Speaks the console's part of domain-fin with made-up decisions: for looking at pages and for testing them. */
export function createMockApi(options: MockOptions): MockApi {
  const random = randomFrom(options.seed ?? 7);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
  const decisions: Decision[] = [];
  const streams = new Set<ServerResponse>();
  const labels: MockApi["labels"] = [];
  const unsafeWithoutHeader: string[] = [];
  const resumedFrom: string[] = [];
  const searched: string[] = [];
  /** Payments of the sample cases: in no list, but found when they are asked for. */
  const alerted: Decision[] = [];
  const savedViews: SavedView[] = [];
  const deadLetters = sampleDeadLetters();
  const cases = new MockCases("analyst", () => (options.roles ?? ["fin-supervisor"]).includes("fin-supervisor"));
  const rules = createMockRules();
  const doubtful: { decision: Decision; caseNumber: number }[] = [];
  let sequence = 0;

  function decision(at: number): Decision {
    const isDegraded = random() < 0.004;
    const risky = random();
    const score = isDegraded ? null : risky < 0.03 ? 0.9 + random() * 0.099 : risky < 0.07 ? 0.6 + random() * 0.29 : random() ** 6 * 0.5;
    const outcome: Outcome = score === null ? "refer" : score >= DECLINE ? "decline" : score >= REFER ? "refer" : "approve";
    const currency = random() < 0.9 ? "EUR" : "JPY";
    const euros = score !== null && score > 0.9 ? 220 + random() * 900 : Math.exp(2 + random() * 3.2);
    const amount = currency === "JPY" ? Math.round(euros * 160) : Math.round(euros * 100) / 100;
    const count = 1 + Math.floor(random() * 6);
    const terminalRisk = outcome === "decline" ? random() * 0.6 : 0;
    return {
      authorizationId: `a-${hex(4)}-${String(++sequence).padStart(8, "0")}`,
      panToken: `tok_${hex(20)}`,
      terminalId: `term-${String(Math.floor(random() * 10_000)).padStart(5, "0")}`,
      merchantId: `m-${Math.floor(random() * 900) + 100}`,
      mcc: pick(MCCS),
      country: pick(COUNTRIES),
      channel: pick(CHANNELS),
      amount,
      currency,
      occurredAt: new Date(at - 30 - random() * 200).toISOString(),
      decidedAt: new Date(at).toISOString(),
      latencyMs: Math.round((3 + random() ** 4 * 30 + (isDegraded ? 150 : 0)) * 10) / 10,
      outcome,
      ...(score === null ? {} : { score }),
      threshold: DECLINE,
      referThreshold: REFER,
      modelName: "fin-authorization-risk",
      modelVersion: "2026.11.1",
      degraded: isDegraded,
      reasons: isDegraded ? ["model-unavailable"] : outcome === "decline" ? ["score-at-or-above-decline"] : outcome === "refer" ? ["score-at-or-above-refer"] : [],
      features: {
        TX_AMOUNT: amount,
        TX_DURING_WEEKEND: 0,
        TX_DURING_NIGHT: random() < 0.2 ? 1 : 0,
        CUSTOMER_ID_NB_TX_1DAY_WINDOW: count,
        CUSTOMER_ID_AVG_AMOUNT_1DAY_WINDOW: amount * 0.8,
        CUSTOMER_ID_NB_TX_7DAY_WINDOW: count * 5,
        CUSTOMER_ID_AVG_AMOUNT_7DAY_WINDOW: 54.21,
        CUSTOMER_ID_NB_TX_30DAY_WINDOW: count * 21,
        CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW: 56.0512,
        TERMINAL_ID_NB_TX_1DAY_WINDOW: count,
        TERMINAL_ID_RISK_1DAY_WINDOW: terminalRisk,
        TERMINAL_ID_NB_TX_7DAY_WINDOW: count * 7,
        TERMINAL_ID_RISK_7DAY_WINDOW: terminalRisk / 2,
        TERMINAL_ID_NB_TX_30DAY_WINDOW: count * 28,
        TERMINAL_ID_RISK_30DAY_WINDOW: terminalRisk / 6,
      },
      featureSetVersion: "handbook/1",
      contentHash: hex(64),
    };
  }

  const send = (stream: ServerResponse, one: Decision) => stream.write(`id: ${one.authorizationId}\nevent: decision\ndata: ${JSON.stringify({ ...one, features: undefined })}\n\n`);

  function emit(change: Partial<Decision> = {}): Decision {
    const one = { ...decision(Date.now()), ...change };
    decisions.push(one);
    if (decisions.length > 20_000) decisions.splice(0, 5_000);
    for (const stream of streams) send(stream, one);
    return one;
  }

  const start = Date.now();
  const history = options.history ?? 400;
  for (let i = history; i > 0; i--) decisions.push(decision(start - i * 150_000));

  if (history > 0) openSampleCases();

  function keep(one: Decision): Decision {
    alerted.push(one);
    return one;
  }

  /** Cases of each priority on decisions made up for them. */
  function openSampleCases(): void {
    const alert = (score: number, amount: number, minutesAgo: number, change: Partial<Decision> = {}): Decision => keep({
      ...decision(Date.now() - minutesAgo * 60_000),
      outcome: score >= DECLINE ? "decline" : "refer",
      score,
      amount,
      currency: "EUR",
      degraded: false,
      reasons: [score >= DECLINE ? "score-at-or-above-decline" : "score-at-or-above-refer", "observed-amount-above-usual"],
      ...change,
    });
    cases.add(912, [alert(0.9812, 1_840.5, 9, { country: "US" }), alert(0.9411, 620, 14)], { priority: "critical" });
    cases.add(911, [alert(0.9102, 540, 96, { reasons: ["score-at-or-above-decline", "observed-terminal-fraud-history"] })], { priority: "high", openedAt: new Date(Date.now() - 95 * 60_000).toISOString(), assignee: "beate" });
    const unsure = alert(0.7741, 88.2, 30);
    doubtful.push({ decision: unsure, caseNumber: 910 });
    cases.add(910, [unsure], { priority: "medium", lockHolder: "beate", assignee: "beate", lockUntil: new Date(Date.now() + 240_000).toISOString(), state: "in-progress" });
    cases.add(909, [alert(0.6122, 23.9, 55, { reasons: ["score-at-or-above-refer", "card-testing"] }), alert(0.6044, 19, 61), alert(0.68, 31, 70)], { priority: "low" });
  }

  let owed = 0;
  const timer = setInterval(() => {
    owed += options.ratePerSecond / 20;
    for (; owed >= 1; owed--) emit();
  }, 50);
  const beat = setInterval(() => streams.forEach((stream) => stream.write(": beat\n\n")), 10_000);

  function json(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { "Content-Type": status >= 400 ? "application/problem+json" : "application/json", "Cache-Control": "no-store" });
    response.end(JSON.stringify(body));
  }

  function problem(response: ServerResponse, status: number, code: string, title: string, detail: string, more: object = {}): void {
    json(response, status, { type: `/problems/${code}`, title, status, detail, code, ...more });
  }

  function page<T>(items: T[], query: URLSearchParams): { items: T[]; nextCursor: string | null } {
    const from = Number(query.get("cursor") ?? 0);
    const limit = Number(query.get("limit") ?? 50);
    return { items: items.slice(from, from + limit), nextCursor: from + limit < items.length ? String(from + limit) : null };
  }

  function listDecisions(query: URLSearchParams): { items: Decision[]; nextCursor: string | null } {
    const outcomes = query.getAll("outcome");
    const minScore = Number(query.get("minScore") ?? 0);
    const from = Date.parse(query.get("from") ?? "") || 0;
    const to = Date.parse(query.get("to") ?? "") || Infinity;
    const found = decisions
      .filter((one) => outcomes.length === 0 || outcomes.includes(one.outcome))
      .filter((one) => minScore === 0 || (one.score ?? -1) >= minScore)
      .filter((one) => Date.parse(one.decidedAt) >= from && Date.parse(one.decidedAt) < to)
      .reverse()
      .map((one) => {
        const { features: _features, ...listed } = one;
        return listed;
      });
    const sort = query.get("sort");
    if (sort !== null) {
      const place = (one: Decision) => (sort === "amount" ? (one.amount ?? -1) : sort === "score" ? (one.score ?? -1) : Date.parse(one.decidedAt));
      found.sort((a, b) => (query.get("descending") === "false" ? place(a) - place(b) : place(b) - place(a)));
      const skip = Number(query.get("skip") ?? 0);
      return { items: found.slice(skip, skip + Number(query.get("limit") ?? 50)), nextCursor: null };
    }
    return page(found, query);
  }

  function known(): Decision[] {
    return [...decisions, ...alerted];
  }

  function search(text: string): SearchResult {
    searched.push(text);
    const term = text.trim();
    if (/\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}/.test(term)) return { cases: [], entities: [], problem: "card-number" };
    if (!/^[#A-Za-z0-9._: -]{1,64}$/.test(term)) return { cases: [], entities: [], problem: "no-identifier" };
    const summary = cases.get(Number(term.replace(/^\D*/, "")))?.summary;
    const payment = known().find((one) => one.authorizationId === term);
    const entities = ENTITY_TYPES.flatMap((type) => {
      const newest = known().findLast((one) => partyOf(one, type) === term);
      return newest === undefined ? [] : [{ type, value: term, authorizationId: newest.authorizationId, seenAt: newest.occurredAt }];
    });
    return {
      cases: summary === undefined ? [] : [{ caseNumber: summary.caseNumber, state: summary.state, openedAt: summary.openedAt }],
      ...(payment === undefined ? {} : { authorization: found(payment) }),
      entities,
    };
  }

  function found(one: Decision): FoundPayment {
    const { authorizationId, outcome, degraded, occurredAt } = one;
    return { authorizationId, outcome, degraded, occurredAt, ...(one.score == null ? {} : { score: one.score }), ...(one.amount == null ? {} : { amount: one.amount }), ...(one.currency == null ? {} : { currency: one.currency }) };
  }

  function entity(asked: EntityType, query: URLSearchParams): Entity | undefined {
    const view = cases.get(Number(query.get("caseNumber") ?? 0));
    const id = query.get("authorizationId") ?? view?.alerts[0]?.authorizationId;
    const named = known().find((one) => one.authorizationId === id);
    const type = asked === "customer" && view !== undefined ? "card" : asked;
    const value = view?.summary.customer ?? (named && partyOf(named, type));
    if (value == null) return undefined;
    const own = known().filter((one) => partyOf(one, type) === value).reverse();
    const [newest] = own;
    const sum = own.reduce((total, one) => total + (one.amount ?? 0), 0);
    return {
      type,
      value,
      covers: type === "card" || type === "customer" ? "payments" : "alerts",
      from: new Date(Date.now() - 90 * 86_400_000).toISOString(),
      complete: true,
      ...(newest === undefined ? {} : { firstSeen: own.at(-1)?.occurredAt ?? newest.occurredAt, lastSeen: newest.occurredAt }),
      periods: [1, 7, 30, 90].map((days) => ({ days, payments: own.length, referred: 0, declined: 0, amounts: { EUR: Math.round(sum * 100) / 100 } })),
      days: newest === undefined ? [] : [{ day: newest.occurredAt.slice(0, 10), payments: own.length, alerts: 1, fraud: 0 }],
      labels: { fraud: 1, genuine: 2 },
      links: newest?.terminalId == null || type === "terminal" ? [] : [{ type: "terminal", value: newest.terminalId, payments: 1, authorizationId: newest.authorizationId, seenAt: newest.occurredAt }],
      payments: own.slice(0, 25).map(found),
      cases: view === undefined ? [] : [{ caseNumber: view.summary.caseNumber, state: view.summary.state, openedAt: view.summary.openedAt }],
      lists: [{ list: "watched-cards", kind: "watch", state: "active", reason: "Reported lost", addedBy: "beate" }],
      features: type === "card" ? { CARD_COUNT_1H: 3 } : {},
    };
  }

  /** The alert of a case first, then what was approved, the highest scores first. */
  function labelQueue(limit: number): { items: LabelQueueItem[]; gap?: string } {
    if (options.labelGap !== undefined) return { items: [], gap: options.labelGap };
    const approved = decisions
      .filter((one) => one.outcome === "approve" && one.label == null)
      .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
      .map((decision) => ({ decision }));
    return {
      items: [...doubtful, ...approved].slice(0, limit).map((one: { decision: Decision; caseNumber?: number }, place) => ({
        ...one,
        worth: { rank: place + 1, uncertainty: 0.98 / (1 + place / 4), reason: place < 4 ? "unsure" : "different" },
        link: one.caseNumber === undefined ? `/console/history?range=all&selected=${one.decision.authorizationId}` : `/console/cases/${one.caseNumber}`,
      })),
    };
  }

  function openStream(request: IncomingMessage, response: ServerResponse): void {
    const last = request.headers["last-event-id"];
    resumedFrom.push(typeof last === "string" ? last : "");
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(": open\n\n");
    if (typeof last === "string") {
      const at = decisions.findIndex((one) => one.authorizationId === last);
      if (at >= 0) decisions.slice(at + 1).forEach((one) => send(response, one));
    }
    streams.add(response);
    response.on("close", () => streams.delete(response));
  }

  async function body(request: IncomingMessage): Promise<Record<string, unknown>> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    return JSON.parse(text || "{}") as Record<string, unknown>;
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
      if (options.session === "forbidden") return json(response, 200, { user: "guest", displayName: "Gus Test", roles: [], organisations: [], frontPage: "http://localhost:1/console/", service: "fin", version: "0.1.0" });
      return json(response, 200, {
        user: options.user ?? "analyst",
        displayName: "Ana Lyst",
        roles: options.roles ?? ["fin-analyst", "fin-supervisor"],
        tenant: options.organisations?.includes(String(request.headers["x-trivium-organisation"] ?? "")) ? request.headers["x-trivium-organisation"] : (options.organisations?.[0] ?? "demo-bank"),
        organisations: options.organisations ?? ["demo-bank"],
        frontPage: "http://localhost:1/console/",
        service: "domain-fin",
        version: "0.1.0",
      });
    }
    if (options.failWith !== undefined && path !== "/v1/decisions/stream") {
      return problem(response, options.failWith, "internal", "Internal error", "The decision store did not answer.", { errorId: "e-4711" });
    }
    if (/^\/v1\/(rules|backtests|lists)(\/|$)/.test(path)) {
      const answer = rules.answer(method, url, method === "GET" ? {} : await body(request), options.user ?? "analyst");
      if (answer !== undefined) return json(response, answer.status, answer.body);
    }
    if (path === "/v1/decisions/stream") return openStream(request, response);
    if (path === "/v1/decisions") {
      const found = listDecisions(url.searchParams);
      await new Promise((resolve) => setTimeout(resolve, options.listDelayMs ?? 0));
      return json(response, 200, found);
    }
    if (path.startsWith("/v1/decisions/")) {
      const one = decisions.find((each) => each.authorizationId === decodeURIComponent(path.slice("/v1/decisions/".length)));
      return one === undefined ? problem(response, 404, "decision-not-found", "Not found", "There is no decision on this authorization.") : json(response, 200, one);
    }
    if (path === "/v1/monitoring") return json(response, 200, monitoring(url.searchParams));
    if (path === "/v1/monitoring/labels") return json(response, 200, labelFeed);
    if (path === "/v1/value") return json(response, 200, sampleValue("fin", url.searchParams));
    if (path === "/v1/label-queue") return json(response, 200, labelQueue(Number(url.searchParams.get("limit") ?? 10)));
    if (path === "/v1/labels" && method === "POST") {
      const label = (await body(request)) as { authorizationId: string; label: LabelName };
      labels.push(label);
      const one = decisions.find((each) => each.authorizationId === label.authorizationId);
      const view = { label: label.label, source: "analyst", observedAt: new Date().toISOString() };
      if (one !== undefined) one.label = view;
      return json(response, 202, view);
    }
    if (path === "/v1/search") return json(response, 200, search(String((await body(request))["text"])));
    if (path.startsWith("/v1/entities/")) {
      const found = entity(path.slice("/v1/entities/".length) as EntityType, url.searchParams);
      return found === undefined ? problem(response, 404, "entity-not-found", "Not found", "No stored payment or case names it.") : json(response, 200, found);
    }
    if (path === "/v1/saved-views") {
      if (method === "POST") {
        const view = (await body(request)) as Pick<SavedView, "page" | "name" | "query">;
        const same = savedViews.findIndex((one) => one.page === view.page && one.name === view.name);
        savedViews.splice(same < 0 ? savedViews.length : same, 1, { ...view, viewId: `00000000-0000-4000-8000-${String(savedViews.length).padStart(12, "0")}`, savedAt: new Date().toISOString() });
        return json(response, 200, { items: savedViews.filter((one) => one.page === view.page) });
      }
      return json(response, 200, { items: savedViews.filter((one) => one.page === url.searchParams.get("page")) });
    }
    if (path.startsWith("/v1/saved-views/") && method === "DELETE") {
      const at = savedViews.findIndex((one) => path.endsWith(one.viewId));
      if (at >= 0) savedViews.splice(at, 1);
      return void response.writeHead(204).end();
    }
    if (path === "/v1/reason-codes" || path === "/v1/case-queues" || path === "/v1/cases" || path.startsWith("/v1/cases/")) {
      const answer = cases.handle(method, url, method === "GET" ? {} : await body(request));
      if (answer?.status === 204) return void response.writeHead(204).end();
      if (answer !== undefined) return json(response, answer.status, answer.body);
    }
    return deadLetterRoute(request, response, url);
  }

  async function deadLetterRoute(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [, , , id, act] = url.pathname.split("/");
    if (id === undefined) {
      const state = url.searchParams.get("state");
      const found = deadLetters.filter((letter) => state === null || letter.state === state).map((letter) => ({ ...letter, payload: undefined }));
      const { items, nextCursor } = page(found, url.searchParams);
      return json(response, 200, { items, next: nextCursor ?? undefined });
    }
    const letter = deadLetters.find((one) => one.id === id);
    if (letter === undefined) return problem(response, 404, "dead-letter-not-found", "Not found", "There is no such dead letter.");
    if (request.method === "POST") {
      const sent = await body(request);
      letter.state = act === "replay" ? "replayed" : "discarded";
      letter.settledAt = new Date().toISOString();
      letter.settledBy = "supervisor";
      letter.settledNote = String(act === "replay" ? sent["note"] : sent["reason"]);
      if (act === "replay") letter.corrected = sent["payload"] !== undefined;
    }
    return json(response, 200, letter);
  }

  return {
    options,
    cases,
    labels,
    unsafeWithoutHeader,
    resumedFrom,
    searched,
    emit,
    handle(request, response) {
      const url = new URL(request.url ?? "/", "http://localhost");
      if (url.pathname === "/console/login") {
        options.session = "ok";
        response.writeHead(302, { Location: url.searchParams.get("return") ?? "/console/" }).end();
        return true;
      }
      if (url.pathname === "/console/logout") {
        response.writeHead(request.method === "POST" ? 204 : 405).end();
        return true;
      }
      if (!url.pathname.startsWith("/v1/")) return false;
      route(request, response, url).catch((error: unknown) => problem(response, 500, "internal", "Internal error", String(error)));
      return true;
    },
    cutStreams() {
      streams.forEach((stream) => stream.destroy());
    },
    close() {
      clearInterval(timer);
      clearInterval(beat);
      streams.forEach((stream) => stream.destroy());
    },
  };
}

function sampleDeadLetters(): DeadLetter[] {
  const sample = (id: number, reason: string, detail: string, payload: string): DeadLetter => ({
    id: `0199f3c0-0000-7000-8000-${String(id).padStart(12, "0")}`,
    originTopic: "fin.authorization.v1",
    originPartition: id % 4,
    originOffset: 4000 + id,
    payloadBytes: payload.length,
    payloadTruncated: false,
    key: `a-00${id}`,
    reason,
    detail,
    failedAt: new Date(Date.now() - id * 600_000).toISOString(),
    state: "open",
    payload,
  });
  return [
    sample(1, "event-schema", "data.amount: must not be negative", '{"specversion":"1.0","id":"1","data":{"authorizationId":"a-001","panToken":"tok_4be1","amount":-12.5,"currency":"EUR"}}'),
    sample(2, "event-schema", "data.panToken: must be a token, not a card number", '{"specversion":"1.0","id":"2","data":{"authorizationId":"a-002","panToken":"4111 1111 1111 1111","amount":12.5,"currency":"EUR"}}'),
    sample(3, "event-not-json", "not JSON at offset 17", '{"specversion":"1'),
    sample(4, "authorization-id-conflict", "this id has a decision on other content", '{"specversion":"1.0","id":"4","data":{"authorizationId":"a-004","amount":13.5,"currency":"EUR"}}'),
  ];
}
