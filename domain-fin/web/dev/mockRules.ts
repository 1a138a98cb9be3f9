import type { Backtest, ListEntry, RuleDefinition, RuleDetail, RuleSummary, RuleVersion, Snooze, TokenList } from "../src/api/rules.ts";

/** What the mock answers; undefined for an address that is none of rules, back-tests and lists. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const problem = (status: number, code: string, title: string): Answer => ({ status, body: { type: `/problems/${code}`, title, status, detail: title, code } });
const DAY_MS = 86_400_000;
const BIG: RuleDefinition = {
  name: "Amount far above the card's habit",
  description: "More than six deviations above the card's own mean, and worth a look.",
  expression: "features.CARD_AMOUNT_Z > 6 && amount > 200",
  action: "refer",
  severity: "medium",
  reasonCode: "amount-far-above-habit",
  queue: "cards",
  priority: 5,
};

function version(ruleId: string, number: number, definition: RuleDefinition, state: RuleVersion["state"], author: string): RuleVersion {
  return { ruleId, version: number, definition, state, author, createdAt: new Date(Date.now() - 3 * DAY_MS).toISOString() };
}

/** Rules, lists and back-tests of a made-up desk, with the life cycle of the real one. */
export function createMockRules() {
  const rules = new Map<string, { versions: RuleVersion[]; history: RuleDetail["history"] }>();
  const backtests: Backtest[] = [];
  const snoozes: Snooze[] = [];
  const lists: TokenList[] = [
    { name: "blocked-cards", kind: "block", description: "Cards reported stolen or cloned.", createdBy: "supervisor", createdAt: new Date().toISOString(), active: 1, pending: 1 },
    { name: "trusted-customers", kind: "allow", description: "", createdBy: "supervisor", createdAt: new Date().toISOString(), active: 0, pending: 0 },
  ];
  const entries: ListEntry[] = [
    { entryId: "00000000-0000-4000-8000-000000000001", list: "blocked-cards", value: "tok_4be1a7", reason: "Reported stolen", state: "active", expired: false, addedBy: "analyst", addedAt: new Date().toISOString(), approvedBy: "supervisor" },
    { entryId: "00000000-0000-4000-8000-000000000002", list: "blocked-cards", value: "tok_9c22d0", reason: "Cloned at T-17", state: "pending", expired: false, addedBy: "supervisor", addedAt: new Date().toISOString() },
  ];
  let sequence = 0;
  const add = (rule: RuleVersion) => rules.set(rule.ruleId, { versions: [rule], history: [{ version: 1, time: rule.createdAt, actor: rule.author, act: "create", reason: "First version" }] });
  add(version("amount-far-above-habit", 1, BIG, "shadow", "system:starter-rules"));
  add(version("terminal-compromised", 1, { ...BIG, name: "Terminal with fresh fraud", expression: "features.TERMINAL_FRAUDS_28D >= 2", reasonCode: "terminal-compromised", queue: "terminals", severity: "high", priority: 2 }, "live", "supervisor"));
  add(version("mule-account", 1, { ...BIG, name: "Receiving account collects from many", expression: "channel == 'transfer' && features.COUNTERPARTY_CARDS_7D >= 8", reasonCode: "mule-account", queue: "transfers" }, "draft", "supervisor"));

  const hits = (ruleId: string) => ({ live24h: ruleId === "terminal-compromised" ? 41 : 0, live7d: ruleId === "terminal-compromised" ? 302 : 0, shadow24h: 17, shadow7d: 120, snoozed7d: 0, failed7d: 0 });

  function summary(ruleId: string, versions: readonly RuleVersion[]): RuleSummary {
    const latest = versions[0] as RuleVersion;
    const live = versions.find((one) => one.state === "live");
    const shadow = versions.find((one) => one.state === "shadow");
    const proposed = versions.find((one) => one.proposedBy !== undefined);
    const { name, action, severity, queue, priority } = (live ?? shadow ?? latest).definition;
    return {
      ruleId, name, action, severity, queue, priority,
      state: (live ?? shadow ?? latest).state,
      latestVersion: latest.version,
      ...(live === undefined ? {} : { liveVersion: live.version }),
      ...(shadow === undefined ? {} : { shadowVersion: shadow.version }),
      ...(proposed === undefined ? {} : { proposedVersion: proposed.version }),
      changedBy: latest.author, changedAt: latest.createdAt, hits: hits(ruleId),
    };
  }

  function finished(backtest: Backtest): Backtest {
    if (backtest.state !== "running" || Date.now() - Date.parse(backtest.createdAt) < 300) return backtest;
    const days = Array.from({ length: 14 }, (_, i) => ({ day: new Date(Date.now() - (13 - i) * DAY_MS).toISOString().slice(0, 10), decisions: 1400, hits: 8 + ((i * 7) % 11), newAlerts: 5 + ((i * 3) % 7), hitFraud: 1 + (i % 4) }));
    return Object.assign(backtest, {
      state: "done", rowsRead: 19_600, finishedAt: new Date().toISOString(),
      result: {
        decisions: 19_600, failed: 0, hits: 177, newAlerts: 112, fraud: 61, genuine: 240, hitFraud: 34, hitGenuine: 12, newFraud: 9, review: { confirmed: 34, cleared: 12, matured: 0, unknown: 131, precision: 34 / 46, low: 0.5974, high: 0.8444 }, recall: 34 / 61, days,
        money: [{ currency: "EUR", hit: 71_204.5, hitFraud: 15_310, newFraud: 3_870.25, hitGenuine: 4_120 }],
        overlap: [{ ruleId: "terminal-compromised", version: 1, both: 14, onlyThis: 163, onlyOther: 288 }],
        sample: [{ authorizationId: "a-1f3c-00000042", occurredAt: new Date().toISOString(), amount: 912.4, currency: "EUR", score: 0.42, outcome: "approve", label: "fraud" }],
      },
    });
  }

  function act(rule: { versions: RuleVersion[]; history: RuleDetail["history"] }, number: number, what: string, user: string, reason: string): Answer {
    const one = rule.versions.find((each) => each.version === number);
    if (one === undefined) return problem(404, "rule-not-found", "There is no such rule");
    const note = (name: string) => rule.history.unshift({ version: number, time: new Date().toISOString(), actor: user, act: name, reason });
    if (what === "shadow") one.state = "shadow";
    if (what === "proposal") {
      const tested = backtests.find((each) => each.ruleId === one.ruleId && each.version === number && finished(each).state === "done");
      if (tested === undefined) return problem(409, "backtest-needed", "A back-test is missing");
      Object.assign(one, { proposedBy: user, proposedAt: new Date().toISOString(), proposalReason: reason, backtestId: tested.backtestId });
    }
    if (what === "approval") {
      if (user === one.author || user === one.proposedBy) return problem(403, "second-person-needed", "A second person is needed");
      for (const other of rule.versions) if (other.state === "live") other.state = "retired";
      delete one.proposedBy;
      Object.assign(one, { state: "live", approvedBy: user, approvedAt: new Date().toISOString() });
    }
    if (what === "rejection") delete one.proposedBy;
    if (what === "retirement") Object.assign(one, { state: "retired", retiredAt: new Date().toISOString() });
    note({ shadow: "shadow", proposal: "propose", approval: "approve", rejection: "reject" }[what] ?? "retire");
    return ok(one);
  }

  function ruleRoute(method: string, parts: string[], sent: Record<string, unknown>, user: string): Answer {
    const [id, kind, which, what] = parts;
    if (id === undefined && method === "GET") return ok({ items: [...rules].map(([ruleId, rule]) => summary(ruleId, rule.versions)) });
    if (id === "vocabulary") return ok({ variables: [{ name: "amount", type: "double", unit: "units of currency" }, { name: "panToken", type: "string", unit: "token" }, { name: "features.CARD_AMOUNT_Z", type: "double", unit: "" }] });
    if (id === "check") {
      const wrong = /amuont/.exec(String(sent["expression"]));
      return ok({ valid: wrong === null, issues: wrong === null ? [] : [{ line: 1, column: wrong.index + 1, code: "unknown-name", values: { name: "amuont" }, message: "'amuont' is no variable or function of rules." }], lists: [] });
    }
    if (id === undefined) {
      const made = version(String(sent["ruleId"]), 1, sent["definition"] as RuleDefinition, "draft", user);
      if (rules.has(made.ruleId)) return problem(409, "rule-exists", "There is a rule of this id already");
      add(made);
      return ok(made);
    }
    const rule = rules.get(id);
    if (rule === undefined) return problem(404, "rule-not-found", "There is no such rule");
    if (kind === undefined) return ok({ ruleId: id, versions: rule.versions, history: rule.history, hits: hits(id) });
    if (kind === "versions" && which === undefined) {
      const made = version(id, (rule.versions[0]?.version ?? 0) + 1, sent["definition"] as RuleDefinition, "draft", user);
      rule.versions.unshift(made);
      return ok(made);
    }
    if (kind === "versions") return act(rule, Number(which), String(what), user, String(sent["reason"]));
    if (method === "GET") return ok({ items: snoozes.filter((one) => one.ruleId === id) });
    if (what === "end") return ok(Object.assign(snoozes.find((one) => one.snoozeId === which) ?? {}, { active: false, endedBy: user, endedAt: new Date().toISOString() }));
    const snooze = { ...sent, snoozeId: `00000000-0000-4000-8000-00000000010${++sequence}`, ruleId: id, createdBy: user, createdAt: new Date().toISOString(), active: true } as Snooze;
    snoozes.unshift(snooze);
    return ok(snooze);
  }

  function backtestRoute(method: string, parts: string[], sent: Record<string, unknown>, query: URLSearchParams, user: string): Answer {
    const [id, what] = parts;
    if (id === undefined && method === "GET") return ok({ items: backtests.filter((one) => one.ruleId === query.get("ruleId")).map(finished) });
    if (id === undefined) {
      const started = { ...sent, backtestId: `00000000-0000-4000-8000-00000000020${++sequence}`, state: "running", requestedBy: user, createdAt: new Date().toISOString(), rowsRead: 4_200, rowsTotal: 19_600 } as unknown as Backtest;
      backtests.unshift(started);
      return ok(started);
    }
    const one = backtests.find((each) => each.backtestId === id);
    if (one === undefined) return problem(404, "backtest-not-found", "There is no such back-test");
    if (what === "cancel") one.state = "cancelled";
    return ok(finished(one));
  }

  function listRoute(method: string, parts: string[], sent: Record<string, unknown>, user: string): Answer {
    const [name, , id, what] = parts;
    if (name === undefined && method === "GET") return ok({ items: lists });
    if (name === undefined) {
      const made = { ...sent, createdBy: user, createdAt: new Date().toISOString(), active: 0, pending: 0 } as TokenList;
      lists.push(made);
      return ok(made);
    }
    const list = lists.find((one) => one.name === name);
    if (list === undefined) return problem(404, "list-not-found", "There is no such list");
    if (id === undefined && method === "GET") return ok({ items: entries.filter((one) => one.list === name) });
    if (id === undefined) {
      const entry = { ...sent, entryId: `00000000-0000-4000-8000-00000000030${++sequence}`, list: name, state: list.kind === "block" ? "pending" : "active", expired: false, addedBy: user, addedAt: new Date().toISOString() } as ListEntry;
      entries.unshift(entry);
      return ok(entry);
    }
    const entry = entries.find((one) => one.entryId === id);
    if (entry === undefined) return problem(404, "list-not-found", "There is no such entry");
    if (what === "approval" && entry.addedBy === user) return problem(403, "second-person-needed", "A second person is needed");
    entry.state = what === "approval" ? "active" : what === "rejection" ? "rejected" : "removed";
    if (what === "approval") entry.approvedBy = user;
    return ok(entry);
  }

  return {
    answer(method: string, url: URL, sent: Record<string, unknown>, user: string): Answer | undefined {
      const [, , kind, ...parts] = url.pathname.split("/");
      const decoded = parts.map(decodeURIComponent);
      if (kind === "rules") return ruleRoute(method, decoded, sent, user);
      if (kind === "backtests") return backtestRoute(method, decoded, sent, url.searchParams, user);
      if (kind === "lists") return listRoute(method, decoded, sent, user);
      if (kind === "reason-codes") return ok({ items: [] });
      return undefined;
    },
  };
}
