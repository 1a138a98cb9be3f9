import type { CaseDetails, CaseLinks, CaseQueue, CaseSummary, CustomerNormal, Decision, Disposition, SimilarCase } from "../src/api/types.ts";

const MINUTE = 60_000;
const ALLOWED_MS = { critical: 15 * MINUTE, high: 60 * MINUTE, medium: 240 * MINUTE, low: 1440 * MINUTE } as const;
const LOCK_MS = 5 * MINUTE;

const REASON_CODES = [
  { code: "contribution-amount", kind: "contribution", en: "The amount of {value} changed the score by {contribution}.", "zh-CN": "金额 {value} 使评分变化 {contribution}。" },
  { code: "contribution-time", kind: "contribution", en: "The time of day changed the score by {contribution}.", "zh-CN": "交易时刻使评分变化 {contribution}。" },
  { code: "card-testing", kind: "rule", en: "Card testing: many small payments within an hour", "zh-CN": "Card testing: many small payments within an hour" },
];

export interface MockAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** The casework of the payments service with made-up cases, as far as the console's tests need it. */
export class MockCases {
  /** Findings taken, in order. */
  readonly dispositions: Record<string, unknown>[] = [];
  readonly #cases = new Map<number, CaseDetails>();
  readonly #user: string;
  readonly #isSupervisor: () => boolean;

  constructor(user: string, isSupervisor: () => boolean) {
    this.#user = user;
    this.#isSupervisor = isSupervisor;
  }

  /** Opens a case on these decisions, or adds them to it. */
  add(caseNumber: number, decisions: readonly Decision[], change: Partial<CaseSummary> = {}): void {
    const first = decisions[0];
    if (first === undefined) return;
    const priority = change.priority ?? "medium";
    const openedAt = change.openedAt ?? new Date(Date.now() - 12 * MINUTE).toISOString();
    const amounts: Record<string, number> = {};
    for (const one of decisions) amounts[one.currency ?? "EUR"] = (amounts[one.currency ?? "EUR"] ?? 0) + (one.amount ?? 0);
    const summary: CaseSummary = {
      caseNumber,
      customer: first.panToken ?? "tok",
      customerKind: "card",
      queue: priority === "critical" || priority === "high" ? "urgent" : "general",
      state: "new",
      priority,
      maxScore: Math.max(...decisions.map((one) => one.score ?? 0)),
      alertCount: decisions.length,
      amounts,
      reasons: [...new Set(decisions.flatMap((one) => one.reasons))],
      contributions: [
        { feature: "amount", value: first.amount ?? 0, contribution: 0.31 },
        { feature: "time", value: 22, contribution: -0.04 },
      ],
      openedAt,
      lastAlertAt: first.decidedAt,
      dueAt: new Date(Date.parse(openedAt) + ALLOWED_MS[priority]).toISOString(),
      overdue: Date.parse(openedAt) + ALLOWED_MS[priority] < Date.now(),
      version: 1,
      ...change,
    };
    const alerts = decisions.map((one) => ({
      authorizationId: one.authorizationId,
      outcome: one.outcome,
      ...(one.score == null ? {} : { score: one.score }),
      degraded: one.degraded,
      modelVersion: one.modelVersion,
      reasons: one.reasons,
      contributions: [
        { feature: "amount", value: one.amount ?? 0, contribution: 0.31 },
        { feature: "time", value: 22, contribution: -0.04 },
      ],
      ...(one.amount == null ? {} : { amount: one.amount }),
      ...(one.currency == null ? {} : { currency: one.currency }),
      occurredAt: one.occurredAt,
      decidedAt: one.decidedAt,
      ...(one.panToken == null ? {} : { panToken: one.panToken }),
      ...(one.terminalId == null ? {} : { terminalId: one.terminalId }),
      ...(one.country == null ? {} : { country: one.country }),
      ...(one.channel == null ? {} : { channel: one.channel }),
      ...(one.mcc == null ? {} : { mcc: one.mcc }),
      labels: [],
    }));
    const timeline = [
      ...decisions.map((one) => ({ at: openedAt, actor: "system:alerts", kind: "alert-added", details: { authorizationId: one.authorizationId } })),
      { at: openedAt, actor: "system:alerts", kind: "opened", details: { priority } },
    ];
    this.#cases.set(caseNumber, { summary, alerts, timeline, timelineComplete: true, allowed: [] });
  }

  get(caseNumber: number): CaseDetails | undefined {
    return this.#cases.get(caseNumber);
  }

  handle(method: string, url: URL, body: Record<string, unknown>): MockAnswer | undefined {
    if (url.pathname === "/v1/reason-codes") return { status: 200, body: { items: REASON_CODES } };
    if (url.pathname === "/v1/case-queues") return { status: 200, body: this.#queues() };
    if (url.pathname === "/v1/cases") return { status: 200, body: this.#list(url.searchParams) };
    if (url.pathname === "/v1/cases/next" && method === "POST") return this.#next(url.searchParams.get("queue"));
    if (url.pathname === "/v1/cases/bulk-disposition") return { status: 200, body: this.#bulk(body) };
    const path = /^\/v1\/cases\/(\d+)(?:\/([a-z-]+))?$/.exec(url.pathname);
    if (path === null) return undefined;
    const view = this.#cases.get(Number(path[1]));
    if (view === undefined) return refusal(404, "case-not-found", "The caller's tenant has no case of this number.");
    return method === "GET" ? this.#read(view, path[2]) : this.#act(view, path[2] ?? "", body);
  }

  #queueNames(): string[] {
    return this.#isSupervisor() ? ["escalated", "urgent", "general"] : ["urgent", "general"];
  }

  #open(): CaseSummary[] {
    const rank = { critical: 1, high: 2, medium: 3, low: 4 };
    return [...this.#cases.values()]
      .map((view) => view.summary)
      .filter((summary) => summary.state !== "closed" && this.#queueNames().includes(summary.queue))
      .sort((a, b) => rank[a.priority] - rank[b.priority] || Date.parse(a.dueAt) - Date.parse(b.dueAt));
  }

  #queues(): CaseQueue[] {
    return this.#queueNames().map((name) => {
      const open = this.#open().filter((one) => one.queue === name);
      const oldest = open.map((one) => one.openedAt).sort()[0];
      return {
        name,
        open: open.length,
        unassigned: open.filter((one) => one.assignee == null).length,
        mine: open.filter((one) => one.assignee === this.#user).length,
        overdue: open.filter((one) => one.overdue).length,
        ...(oldest === undefined ? {} : { oldestOpenedAt: oldest }),
      };
    });
  }

  #list(query: URLSearchParams): { items: CaseSummary[]; nextAfter: number | null } {
    const all = query.get("closed") === "true" ? [...this.#cases.values()].map((view) => view.summary).filter((one) => one.state === "closed") : this.#open();
    const items = all
      .filter((one) => (query.get("queue") ?? one.queue) === one.queue)
      .filter((one) => (query.get("priority") ?? one.priority) === one.priority)
      .filter((one) => query.get("mine") !== "true" || one.assignee === this.#user)
      .filter((one) => query.get("overdue") !== "true" || one.overdue);
    const sort = query.get("sort");
    const place = (one: CaseSummary) => (sort === "score" ? (one.maxScore ?? -1) : sort === "alerts" ? one.alertCount : one.caseNumber);
    if (sort !== null) items.sort((a, b) => (query.get("descending") === "true" ? place(b) - place(a) : place(a) - place(b)));
    const after = Number(query.get("after") ?? 0);
    const from = after === 0 ? 0 : items.findIndex((one) => one.caseNumber === after) + 1;
    const limit = Number(query.get("limit") ?? 50);
    const page = items.slice(from, from + limit);
    return { items: page, nextAfter: from + limit < items.length ? (page.at(-1)?.caseNumber ?? null) : null };
  }

  #bulk(body: Record<string, unknown>): unknown {
    const asked = body["cases"] as { caseNumber: number; version: number }[];
    const results = asked.map(({ caseNumber, version }) => {
      const view = this.#cases.get(caseNumber);
      if (view === undefined) return { caseNumber, code: "case-not-found", detail: "The caller's tenant has no case of this number." };
      if (view.summary.lockHolder != null && view.summary.lockHolder !== this.#user) return { caseNumber, code: "case-locked", detail: "Another user has the case open." };
      if (view.summary.version !== version) return { caseNumber, code: "case-changed", detail: "The case changed since it was read." };
      const closed = this.#dispose(this.#take(view), { disposition: body["disposition"], reason: body["reason"] }, String(body["reason"]));
      return { caseNumber, state: closed.summary.state };
    });
    return { results };
  }

  #next(queue: string | null): MockAnswer {
    const free = this.#open().find((one) => one.assignee == null && one.lockHolder == null && (queue ?? one.queue) === one.queue);
    const view = free && this.#cases.get(free.caseNumber);
    return view ? { status: 200, body: this.#shown(this.#take(view)) } : { status: 204 };
  }

  #take(view: CaseDetails): CaseDetails {
    return this.#save(view, "taken", {}, { state: view.summary.state === "new" ? "in-progress" : view.summary.state, assignee: this.#user, lockHolder: this.#user, lockUntil: new Date(Date.now() + LOCK_MS).toISOString() });
  }

  #save(view: CaseDetails, kind: string, details: Record<string, string>, change: Partial<CaseSummary>, text?: string): CaseDetails {
    const entry = { at: new Date().toISOString(), actor: this.#user, kind, details, ...(text === undefined ? {} : { body: text }) };
    const summary = { ...view.summary, ...change, version: view.summary.version + 1 };
    for (const [name, value] of Object.entries(change)) if (value === undefined) delete (summary as Record<string, unknown>)[name];
    const saved = { ...view, summary, timeline: [entry, ...view.timeline] };
    this.#cases.set(summary.caseNumber, saved);
    return saved;
  }

  #shown(view: CaseDetails): CaseDetails {
    const { state, lockHolder } = view.summary;
    const isHeld = lockHolder === this.#user;
    const allowed: CaseDetails["allowed"] =
      state === "closed" ? ["note", "reopen"] : lockHolder != null && !isHeld ? ["note"] : isHeld ? ["take", "note", "hand-over", "escalate", "release", "dispose"] : ["take", "note"];
    return { ...view, allowed };
  }

  #read(view: CaseDetails, part: string | undefined): MockAnswer {
    switch (part) {
      case undefined:
        return { status: 200, body: this.#shown(view) };
      case "links":
        return { status: 200, body: links(view) };
      case "normal":
        return { status: 200, body: normal(view) };
      case "similar":
        return { status: 200, body: similar() };
      default:
        return refusal(404, "not-found", "Nothing is at this address.");
    }
  }

  #act(view: CaseDetails, act: string, body: Record<string, unknown>): MockAnswer {
    const { summary } = view;
    if (act === "lock") return { status: 200, body: { holder: this.#user, until: new Date(Date.now() + LOCK_MS).toISOString() } };
    if (act === "notes") return { status: 200, body: this.#shown(this.#save(view, "note", {}, {}, String(body["text"]))) };
    if (summary.lockHolder != null && summary.lockHolder !== this.#user) return refusal(409, "case-locked", "Another user has the case open.");
    if (body["version"] !== summary.version) return refusal(409, "case-changed", "The case changed since it was read: an alert arrived, or another user acted on it.");
    const reason = typeof body["reason"] === "string" ? body["reason"] : undefined;
    const free = { assignee: undefined, lockHolder: undefined, lockUntil: undefined } as unknown as Partial<CaseSummary>;
    switch (act) {
      case "take":
        return { status: 200, body: this.#shown(this.#take(view)) };
      case "release":
        return { status: 200, body: this.#shown(this.#save(view, "released", {}, { ...free, state: "new" })) };
      case "escalate":
        return { status: 200, body: this.#shown(this.#save(view, "escalated", {}, { ...free, state: "escalated", queue: "escalated" }, reason)) };
      case "hand-over":
        return { status: 200, body: this.#shown(this.#save(view, "handed-over", { assignee: String(body["assignee"]) }, { ...free, assignee: String(body["assignee"]) }, reason)) };
      case "reopen": {
        const reopened = { ...view, alerts: view.alerts.map(({ disposition: _disposition, ...alert }) => alert) };
        return { status: 200, body: this.#shown(this.#save(reopened, "reopened", {}, { state: "in-progress", assignee: this.#user, lockHolder: this.#user, disposition: undefined } as unknown as Partial<CaseSummary>, reason)) };
      }
      case "disposition":
        return { status: 200, body: this.#shown(this.#dispose(view, body, reason)) };
      default:
        return refusal(404, "not-found", "Nothing is at this address.");
    }
  }

  #dispose(view: CaseDetails, body: Record<string, unknown>, reason: string | undefined): CaseDetails {
    this.dispositions.push({ caseNumber: view.summary.caseNumber, ...body });
    const disposition = body["disposition"] as Disposition;
    const meant = body["authorizationIds"] as string[] | undefined;
    const label = disposition === "confirmed-fraud" ? "fraud" : "genuine";
    const alerts = view.alerts.map((alert) =>
      (meant === undefined ? alert.disposition == null : meant.includes(alert.authorizationId))
        ? { ...alert, disposition, disposedBy: this.#user, labels: disposition === "inconclusive" ? [] : [{ label, source: "analyst", observedAt: new Date().toISOString() }] }
        : alert,
    );
    const isClosed = alerts.every((alert) => alert.disposition != null);
    const change = isClosed ? ({ state: "closed", disposition, closedAt: new Date().toISOString(), closedBy: this.#user, lockHolder: undefined, lockUntil: undefined } as unknown as Partial<CaseSummary>) : {};
    return this.#save({ ...view, alerts }, "disposed", { disposition }, change, reason);
  }
}

function refusal(status: number, code: string, detail: string): MockAnswer {
  return { status, body: { type: `/problems/${code}`, title: detail, status, detail, code } };
}

function links(view: CaseDetails): CaseLinks {
  const { caseNumber, customer, state } = view.summary;
  const center = `case:${caseNumber}`;
  const terminals = [...new Set(view.alerts.map((alert) => alert.terminalId ?? "term-1"))];
  return {
    nodes: [
      { id: center, kind: "case", label: String(caseNumber), caseNumber, state },
      { id: `card:${customer}`, kind: "card", label: customer },
      { id: "device:dev-77aa01", kind: "device", label: "dev-77aa01" },
      ...terminals.map((terminal) => ({ id: `terminal:${terminal}`, kind: "terminal", label: terminal })),
      { id: "case:901", kind: "case", label: "901", caseNumber: 901, state: "closed", disposition: "confirmed-fraud" },
      { id: "case:905", kind: "case", label: "905", caseNumber: 905, state: "new" },
      { id: "card:tok_b01e", kind: "card", label: "tok_b01e9911" },
      { id: "customer:cus_c77a", kind: "customer", label: "cus_c77a2200" },
    ],
    edges: [
      { from: center, to: `card:${customer}` },
      { from: center, to: "device:dev-77aa01" },
      ...terminals.map((terminal) => ({ from: center, to: `terminal:${terminal}` })),
      { from: "device:dev-77aa01", to: "case:901" },
      { from: `terminal:${terminals[0] ?? ""}`, to: "case:905" },
      { from: "card:tok_b01e", to: "case:901" },
      { from: "customer:cus_c77a", to: "case:905" },
    ],
    complete: true,
  };
}

function normal(view: CaseDetails): CustomerNormal {
  return {
    days: 30,
    from: new Date(Date.now() - 30 * 1440 * MINUTE).toISOString(),
    payments: 46,
    complete: true,
    amounts: [{ currency: "EUR", payments: 46, median: 23.5, p95: 88.9, highest: 140 }],
    hours: [0, 0, 0, 0, 0, 0, 1, 3, 4, 3, 2, 4, 7, 5, 2, 1, 2, 4, 5, 2, 1, 0, 0, 0],
    countries: [{ name: "DE", payments: 46 }],
    channels: [{ name: "chip", payments: 40 }],
    terminals: 17,
    alerts: view.alerts.map((alert, index) => ({
      authorizationId: alert.authorizationId,
      timesMedian: (alert.amount ?? 0) / 23.5,
      shareBelow: 1,
      sameHour: index === 0 ? 0 : 3,
      sameCountry: index === 0 ? 0 : 46,
      sameTerminal: 0,
      sameChannel: 6,
    })),
  };
}

function similar(): SimilarCase[] {
  return [
    { caseNumber: 901, disposition: "confirmed-fraud", closedAt: new Date(Date.now() - 3_000 * MINUTE).toISOString(), alertCount: 2, sharedEntities: ["device:dev-77aa01"], sharedReasons: ["score-at-or-above-decline"], likeness: 0.65 },
    { caseNumber: 744, disposition: "false-positive", closedAt: new Date(Date.now() - 9_000 * MINUTE).toISOString(), alertCount: 1, sharedEntities: [], sharedReasons: ["score-at-or-above-decline"], likeness: 0.3 },
  ];
}
