import { describe, expect, it } from "vitest";
import { columns, monitoringInterval } from "../../src/features/monitoring/ranges.ts";

const NOW = Date.parse("2026-11-25T12:00:00Z");

describe("time ranges of monitoring", () => {
  it("end now unless both ends are given", () => {
    expect(monitoringInterval("24h", "", "", NOW)).toEqual({ from: "2026-11-24T12:00:00.000Z", to: "2026-11-25T12:00:00.000Z" });
    const custom = { from: "2026-10-01T00:00:00.000Z", to: "2026-10-02T00:00:00.000Z" };
    expect(monitoringInterval("custom", custom.from, custom.to, NOW)).toEqual(custom);
  });

  it("are the last 30 days when a custom one is not complete or runs backwards", () => {
    const month = { from: "2026-10-26T12:00:00.000Z", to: "2026-11-25T12:00:00.000Z" };
    expect(monitoringInterval("custom", "2026-10-01T00:00:00.000Z", "", NOW)).toEqual(month);
    expect(monitoringInterval("custom", "2026-10-02T00:00:00.000Z", "2026-10-01T00:00:00.000Z", NOW)).toEqual(month);
  });
});

describe("columns of a chart", () => {
  it("have a gap where nothing was decided", () => {
    const point = { at: "2026-11-25T12:00:00Z", approved: 5, referred: 0, declined: 1, degraded: 0 };
    expect(columns([point, { ...point, at: "2026-11-25T13:00:00Z", p99: 12 }], [(one) => one.approved, (one) => one.p99])).toEqual([
      [1795608000, 1795611600],
      [5, 5],
      [null, 12],
    ]);
  });
});
