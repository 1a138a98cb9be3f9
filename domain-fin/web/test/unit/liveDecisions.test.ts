import { describe, expect, it } from "vitest";
import type { Decision, Outcome } from "../../src/api/types.ts";
import { CHART_SECONDS, LiveDecisions, quantile } from "../../src/features/live/liveDecisions.ts";

const START = Date.parse("2026-11-25T10:00:00.000Z");
let sequence = 0;

function decision(decidedAt: number, more: Partial<Decision> = {}): Decision {
  return {
    authorizationId: `a-${++sequence}`,
    panToken: "tok_1",
    terminalId: "t-1",
    amount: 10,
    currency: "EUR",
    occurredAt: new Date(decidedAt).toISOString(),
    decidedAt: new Date(decidedAt).toISOString(),
    latencyMs: 5,
    outcome: "approve",
    score: 0.1,
    threshold: 0.9,
    referThreshold: 0.6,
    modelName: "fin-authorization-risk",
    modelVersion: "1",
    degraded: false,
    reasons: [],
    featureSetVersion: "handbook/1",
    contentHash: "0".repeat(64),
    ...more,
  };
}

describe("LiveDecisions", () => {
  it("counts the last complete minute by outcome, degraded share and latency", () => {
    const live = new LiveDecisions();
    live.startCoverage(START - 300_000);
    const outcomes: Outcome[] = ["approve", "approve", "approve", "refer", "decline"];
    for (let second = 0; second < 90; second++) {
      outcomes.forEach((outcome, i) => {
        const at = START + second * 1000 + i * 100;
        live.add(decision(at, { outcome, degraded: i === 3, latencyMs: i + 1 }), at + 20);
      });
    }
    const figures = live.figures(START + 90_000);
    expect(figures).toEqual({ seconds: 60, count: 300, perSecond: 5, share: { approve: 0.6, refer: 0.2, decline: 0.2 }, degradedShare: 0.2, latencyP99Ms: 5 });
  });

  it("does not dilute the rate by time before the page was opened", () => {
    const live = new LiveDecisions();
    live.startCoverage(START);
    for (let second = 0; second < 5; second++) live.add(decision(START + second * 1000), START + second * 1000);
    expect(live.figures(START + 5_000)).toMatchObject({ seconds: 5, count: 5, perSecond: 1 });
  });

  it("says nothing about a minute without decisions", () => {
    const figures = new LiveDecisions().figures(START);
    expect(figures.count).toBe(0);
    expect(figures.latencyP99Ms).toBeNaN();
    expect(figures.share.decline).toBeNaN();
  });

  it("counts a decision that a resumed stream repeats once", () => {
    const live = new LiveDecisions();
    live.startCoverage(START);
    const one = decision(START + 500);
    expect(live.add(one, START + 510)).toBe(true);
    expect(live.add({ ...one }, START + 900)).toBe(false);
    expect(live.figures(START + 2_000).count).toBe(1);
    expect(live.received).toBe(1);
  });

  it("shows what was there before as rows, without counting it", () => {
    const live = new LiveDecisions();
    live.seed([decision(START - 1000, { authorizationId: "newer" }), decision(START - 2000, { authorizationId: "older" })]);
    live.add(decision(START, { authorizationId: "live" }), START);
    expect(live.newest(10, () => true).map((one) => one.authorizationId)).toEqual(["live", "newer", "older"]);
    expect(live.received).toBe(1);
  });

  it("puts a list that comes late behind what the stream has brought, and counts what the stream brings after the list", () => {
    const live = new LiveDecisions();
    live.startCoverage(START - 500);
    live.add(decision(START, { authorizationId: "live", modelVersion: "2" }), START);
    const both = decision(START + 100, { authorizationId: "both", modelVersion: "2" });
    live.seed([both, decision(START - 1000, { authorizationId: "older" })]);
    expect(live.newest(10, () => true).map((one) => one.authorizationId)).toEqual(["both", "live", "older"]);
    expect(live.model?.authorizationId).toBe("both");
    expect(live.add(both, START + 200)).toBe(true);
    expect(live.add(both, START + 300)).toBe(false);
    expect(live.figures(START + 2_000).count).toBe(2);
  });

  it("places decisions by this browser's clock when the service's differs", () => {
    const live = new LiveDecisions();
    live.startCoverage(START);
    const behind = 3_600_000;
    for (let second = 0; second < 10; second++) live.add(decision(START + second * 1000 - behind), START + second * 1000 + 30);
    expect(live.figures(START + 10_000).count).toBe(10);
  });

  it("keeps its memory bounded at any rate", () => {
    const live = new LiveDecisions();
    live.startCoverage(START);
    for (let i = 0; i < 20_000; i++) {
      const at = START + i * 50;
      live.add(decision(at, { score: (i % 100) / 100 }), at);
      if (i % 20 === 0) live.figures(at);
    }
    const now = START + 20_000 * 50;
    expect(live.newest(Infinity, () => true)).toHaveLength(2_000);
    expect(live.rates(now).at).toHaveLength(CHART_SECONDS);
    expect(live.scores(now).length).toBeLessThanOrEqual((CHART_SECONDS + 6) * 8);
  });

  it("keeps the highest scores of a second for the chart", () => {
    const live = new LiveDecisions();
    live.startCoverage(START);
    for (let i = 0; i < 50; i++) live.add(decision(START + i, { score: i / 100 }), START + i);
    const scores = live.scores(START + 2_000).map((point) => point.score);
    expect(scores.sort((a, b) => a - b)).toEqual([0.42, 0.43, 0.44, 0.45, 0.46, 0.47, 0.48, 0.49]);
  });

  it("names the model of the latest scored decision, not of a fallback", () => {
    const live = new LiveDecisions();
    live.add(decision(START, { modelVersion: "7" }), START);
    live.add(decision(START + 1, { degraded: true, score: undefined, modelVersion: "none" }), START + 1);
    expect(live.model?.modelVersion).toBe("7");
  });
});

describe("quantile", () => {
  it("takes the nearest rank", () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1), quantile([3], 0.99)]).toEqual([50, 99, 100, 3]);
    expect(quantile([], 0.5)).toBeNaN();
  });
});
