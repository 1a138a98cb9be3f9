import { createFormat } from "@trivium/webkit/logic";
import { describe, expect, it } from "vitest";
import { createMockApi } from "../../dev/mockApi.ts";
import type { Expert } from "../../src/api/types.ts";
import { countStates, figure, figureWithUnit, layersOf, move, scaleOf, shadeOf, SHADES } from "../../src/features/expert/heat.ts";

const format = createFormat("en", "UTC");
const expert = (change: Partial<Expert>): Expert => ({
  id: "layer-0/fin-00",
  layer: 0,
  group: "fin",
  index: 0,
  state: "resident",
  pinned: false,
  activationShare: 0.04,
  activations: 10,
  tokens: 10,
  bytes: 50_000,
  ...change,
});

describe("a heat scale", () => {
  it("starts shares at nothing, so that shades compare as the figures do", () => {
    const scale = scaleOf([expert({ activationShare: 0.02 }), expert({ activationShare: 0.07 })], "share");
    expect(scale).toEqual({ measure: "share", low: 0, high: 0.07, unit: "%", factor: 100, digits: 2 });
    expect(shadeOf(0, scale)).toBe(0);
    expect(shadeOf(0.07, scale)).toBe(SHADES - 1);
    expect(figure(0.0712, scale, format)).toBe("7.12");
    expect(figureWithUnit(0.0712, scale, format)).toBe("7.12%");
  });

  it("writes latencies of microseconds in microseconds and leaves out experts that were never called", () => {
    const scale = scaleOf([expert({ latencyMs: 0.009 }), expert({ latencyMs: 0.038 }), expert({})], "latency");
    expect([scale.low, scale.high, scale.unit]).toEqual([0.009, 0.038, "µs"]);
    expect(figureWithUnit(0.0384, scale, format)).toBe("38 µs");
    expect(figure(undefined, scale, format)).toBe("—");
    expect(shadeOf(undefined, scale)).toBe(0);
    expect(scaleOf([expert({ latencyMs: 12 })], "latency").unit).toBe("ms");
  });

  it("chooses the unit of memory by the largest", () => {
    expect(figureWithUnit(49_664, scaleOf([expert({ bytes: 49_664 })], "memory"), format)).toBe("49 KiB");
    expect(figureWithUnit(2_621_440, scaleOf([expert({ bytes: 2_621_440 })], "memory"), format)).toBe("2.5 MiB");
  });

  it("gives equal values the middle shade and nothing the palest", () => {
    const equal = scaleOf([expert({ latencyMs: 1.5 }), expert({ latencyMs: 1.5 })], "latency");
    expect(shadeOf(1.5, equal)).toBe(3);
    expect(shadeOf(0, scaleOf([expert({ activationShare: 0 })], "share"))).toBe(0);
  });

  it("never gives a higher value a paler shade", () => {
    const scale = scaleOf([expert({ activationShare: 1 })], "share");
    const shades = Array.from({ length: 101 }, (_none, i) => shadeOf(i / 100, scale));
    expect(shades).toEqual([...shades].sort((a, b) => a - b));
    expect(new Set(shades).size).toBe(SHADES);
  });
});

describe("a heat map", () => {
  const { grid } = createMockApi({});

  it("has a row for each layer with its experts in order", () => {
    const layers = layersOf(grid);
    expect(layers.map((experts) => experts.length)).toEqual([24, 24, 24, 24, 24, 24]);
    expect(layers[3]?.[8]?.id).toBe("layer-3/fin-00");
  });

  it("counts states", () => {
    expect(countStates(grid.experts)).toEqual({ resident: 140, paged: 2, masked: 1, quarantined: 1 });
  });

  it.each([
    ["ArrowLeft", false, { row: 2, column: 0 }, { row: 2, column: 0 }],
    ["ArrowRight", false, { row: 2, column: 7 }, { row: 2, column: 8 }],
    ["ArrowDown", false, { row: 5, column: 7 }, { row: 5, column: 7 }],
    ["Home", false, { row: 2, column: 7 }, { row: 2, column: 0 }],
    ["End", true, { row: 2, column: 7 }, { row: 5, column: 23 }],
    ["PageDown", false, { row: 0, column: 7 }, { row: 5, column: 7 }],
    ["x", false, { row: 0, column: 7 }, undefined],
  ] as const)("moves %s (control: %s) from %o to %o", (key, withControl, from, to) => {
    expect(move(key, withControl, from, 6, 24)).toEqual(to);
  });
});
