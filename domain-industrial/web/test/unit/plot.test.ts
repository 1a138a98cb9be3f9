import { describe, expect, it } from "vitest";
import { dragged, moved, windowOf, zoomed } from "../../src/features/asset/window.ts";
import { align, byUnit, placeLabels, rangeOf, type Trace } from "../../src/features/plot/traces.ts";

const trace = (label: string, at: number[], mean: number[], change: Partial<Trace> = {}): Trace => ({ label, unit: "bar", at, mean, gapMs: 10_000, ...change });

describe("traces", () => {
  it("share one axis of time without losing a point", () => {
    const [times, ...columns] = align([trace("a", [1_000, 3_000], [1, 3]), trace("b", [2_000, 3_000], [20, 30], { lowest: [19, 29], highest: [21, 31] })]);
    expect(times).toEqual([1, 2, 3]);
    expect(columns).toEqual([
      [1, undefined, 3],
      [1, undefined, 3],
      [1, undefined, 3],
      [undefined, 20, 30],
      [undefined, 21, 31],
      [undefined, 19, 29],
    ]);
  });

  it("break where readings are missing, and do not where they are only seldom", () => {
    const [times, mean] = align([trace("a", [0, 5_000, 60_000], [1, 2, 3])]);
    expect(times).toEqual([0, 5, 5.001, 60]);
    expect(mean).toEqual([1, 2, null, 3]);
    expect(align([trace("a", [0, 60_000], [1, 2], { gapMs: 120_000 })])[0]).toEqual([0, 60]);
  });

  it("of one unit share a plot", () => {
    const groups = byUnit([trace("a", [], []), trace("b", [], [], { unit: "Cel" }), trace("c", [], [])]);
    expect([...groups].map(([unit, traces]) => [unit, traces.map((one) => one.label)])).toEqual([
      ["bar", ["a", "c"]],
      ["Cel", ["b"]],
    ]);
  });

  it("leave their limit in sight", () => {
    const [low, high] = rangeOf(2, 4, [7.1]);
    expect(low).toBeLessThan(2);
    expect(high).toBeGreaterThan(7.1);
    expect(rangeOf(null, null, [])).toEqual([0, 1]);
    const [flatLow, flatHigh] = rangeOf(5, 5, []);
    expect(flatHigh).toBeGreaterThan(flatLow);
  });
});

describe("the window in time", () => {
  const now = Date.parse("2026-11-26T10:00:00.500Z");
  const live = { range: "1h", from: "", to: "" } as const;

  it("moves with the time in steps, so that the same question is asked for a while", () => {
    const { from, to, isLive } = windowOf(live, now);
    expect(isLive).toBe(true);
    expect(to - from).toBe(3_600_000);
    expect(windowOf(live, now + 3_000)).toEqual({ from, to, isLive });
    expect(to).toBeGreaterThanOrEqual(now);
  });

  it("is fixed where the address names a range, and live otherwise", () => {
    const view = { range: "1h", from: "2026-11-26T08:00:00Z", to: "2026-11-26T08:30:00Z" } as const;
    expect(windowOf(view, now)).toEqual({ from: Date.parse(view.from), to: Date.parse(view.to), isLive: false });
    expect(windowOf({ ...view, to: view.from }, now).isLive).toBe(true);
  });

  it("zooms around its middle and never into the future", () => {
    expect(zoomed({ from: 0, to: 100_000 }, 0.5, now)).toEqual({ from: 25_000, to: 75_000 });
    const out = zoomed({ from: now - 3_600_000, to: now }, 2, now);
    expect(out.to).toBe(now);
    expect(out.to - out.from).toBe(7_200_000);
    expect(moved({ from: now - 1_000_000, to: now }, 0.5, now).to).toBe(now);
    expect(moved({ from: 0, to: 100_000 }, -0.5, now)).toEqual({ from: -50_000, to: 50_000 });
  });

  it("is never shorter than the resolution of the data", () => {
    expect(dragged(10_000, 10_010)).toEqual({ from: 9_005, to: 11_005 });
    expect(dragged(10_000, 20_000)).toEqual({ from: 10_000, to: 20_000 });
  });
});

describe("labels of moments", () => {
  it("take the first row in which they cover no other", () => {
    const rows = (labels: { x: number; width: number; isLeft: boolean }[]) => placeLabels(labels).map(({ row }) => row);
    expect(rows([{ x: 0, width: 50, isLeft: false }, { x: 60, width: 50, isLeft: false }])).toEqual([0, 0]);
    expect(rows([{ x: 0, width: 50, isLeft: false }, { x: 20, width: 50, isLeft: false }, { x: 30, width: 50, isLeft: false }, { x: 75, width: 10, isLeft: false }])).toEqual([0, 1, 2, 0]);
    expect(rows([{ x: 90, width: 50, isLeft: true }, { x: 100, width: 50, isLeft: true }])).toEqual([0, 1]);
  });
});
