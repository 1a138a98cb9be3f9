import { describe, expect, it } from "vitest";
import type { WorkOrder } from "../../src/api/types.ts";
import { byNeed, expectedGain, isTooLate, proposedTimes } from "../../src/features/maintenance/orders.ts";
import { barOf, firstDay, rowsOf } from "../../src/features/maintenance/weeks.ts";

const order = (number: string, change: Partial<WorkOrder> = {}): WorkOrder => ({
  workOrderId: number, number, version: 1, assetId: number, assetName: number, path: [], state: "proposed", title: "", source: "manual", priority: "medium", currency: "EUR", estimatedCost: 0, expectedFailureCost: 0, createdAt: "2026-11-20T00:00:00Z", createdBy: "system", history: [], ...change,
});
const numbers = (orders: readonly WorkOrder[]) => orders.map((one) => one.number);

describe("work", () => {
  it("comes in the order in which it has to be done", () => {
    const orders = [order("3"), order("2", { windowTo: "2026-11-30T00:00:00Z" }), order("1", { windowTo: "2026-11-30T00:00:00Z", priority: "high" }), order("0", { windowTo: "2026-12-09T00:00:00Z", plannedTo: "2026-11-28T00:00:00Z" })];
    expect(numbers([...orders].sort(byNeed))).toEqual(["0", "1", "2", "3"]);
  });

  it("that is done comes the newest first", () => {
    const done = [order("1", { state: "done", doneAt: "2026-11-01T00:00:00Z" }), order("2", { state: "done", doneAt: "2026-11-20T00:00:00Z" })];
    expect(numbers([...done].sort(byNeed))).toEqual(["2", "1"]);
  });

  it("is worth what waiting is expected to cost more", () => {
    expect(expectedGain({ probability: 0.5, expectedFailureCost: 10_000, estimatedCost: 1_000 })).toBe(4_000);
    expect(expectedGain({ probability: null, expectedFailureCost: 10_000, estimatedCost: 1_000 })).toBeUndefined();
    expect(expectedGain({ probability: 0.5, expectedFailureCost: 0, estimatedCost: 0 })).toBeUndefined();
  });

  it("is too late when it ends after its window", () => {
    expect(isTooLate({ plannedTo: "2026-12-02T00:00:00Z", windowTo: "2026-12-01T00:00:00Z" })).toBe(true);
    expect(isTooLate({ plannedTo: "2026-12-01T00:00:00Z", windowTo: "2026-12-01T00:00:00Z" })).toBe(false);
    expect(isTooLate({ plannedTo: "2026-12-01T00:00:00Z" })).toBe(false);
  });
});

describe("times that are offered for a plan", () => {
  const now = Date.parse("2026-11-30T10:07:30Z");
  const offered = (window: { windowFrom?: string; windowTo?: string }, hours?: number) => {
    const { from, to } = proposedTimes(window, now, hours);
    return [new Date(from).toISOString().slice(11, 16), new Date(to).toISOString().slice(11, 16)];
  };

  it("begin on the next quarter of an hour, never in the past, and last as long as a planned repair", () => {
    expect(offered({}, 3)).toEqual(["10:15", "13:15"]);
    expect(offered({ windowFrom: "2026-11-30T08:00:00Z", windowTo: "2026-12-07T08:00:00Z" }, 0.5)).toEqual(["10:15", "10:45"]);
    expect(offered({ windowFrom: "2026-11-30T12:00:00Z" }, 0)).toEqual(["12:00", "13:00"]);
  });

  it("begin on the next minute where the window is over before", () => {
    expect(offered({ windowTo: "2026-11-30T10:12:00Z" }, 0.025)).toEqual(["10:08", "10:10"]);
    expect(offered({ windowTo: "2026-11-30T10:00:00Z" }, 1)).toEqual(["10:08", "11:08"]);
  });
});

describe("the timeline", () => {
  it("begins on the Monday of last week, at midnight of the zone", () => {
    const thursday = Date.parse("2026-11-26T10:00:00Z");
    expect(new Date(firstDay(thursday, "UTC")).toISOString()).toBe("2026-11-16T00:00:00.000Z");
    expect(new Date(firstDay(thursday, "Asia/Shanghai")).toISOString()).toBe("2026-11-15T16:00:00.000Z");
  });

  it("shows the part of a stretch that is in sight", () => {
    const start = Date.parse("2026-11-16T00:00:00Z");
    expect(barOf("2026-11-09T00:00:00Z", "2026-11-23T00:00:00Z", start)).toEqual({ left: 0, width: 20 });
    expect(barOf("2026-11-30T00:00:00Z", "2027-01-30T00:00:00Z", start)).toEqual({ left: 40, width: 60 });
    expect(barOf("2026-11-17T00:00:00Z", "2026-11-17T00:10:00Z", start)?.width).toBeGreaterThan(0.5);
    expect(barOf("2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z", start)).toBeUndefined();
    expect(barOf(undefined, "2026-10-02T00:00:00Z", start)).toBeUndefined();
  });

  it("has a row for each asset with work that has a time", () => {
    const rows = rowsOf([order("1", { assetId: "a", windowTo: "2026-12-09T00:00:00Z" }), order("2", { assetId: "b" }), order("3", { assetId: "a", windowTo: "2026-11-29T00:00:00Z" })]);
    expect(rows.map((row) => [row.assetId, numbers(row.orders)])).toEqual([["a", ["3", "1"]]]);
  });
});
