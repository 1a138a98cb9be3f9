import type { Format } from "@trivium/webkit/logic";
import type { Expert, ExpertGrid } from "../../api/types.ts";

export const MEASURES = ["share", "latency", "memory", "state"] as const;
export type Measure = (typeof MEASURES)[number];

/** Shades of the map, palest first; console.css has a colour and a text colour for each. */
export const SHADES = 7;

const KIB = 1024;
const MIB = 1024 * KIB;

/** Values of one measure over a map: their range, and the unit in which all of them are written. */
export interface Scale {
  readonly measure: Measure;
  readonly low: number;
  readonly high: number;
  /** "" when the figures need none. */
  readonly unit: string;
  /** Figures are values times this. */
  readonly factor: number;
  /** Decimals of a figure. */
  readonly digits: number;
}

/** The value of a measure, undefined when the expert has none yet: a latency before its first call, say. */
export function valueOf(expert: Expert, measure: Measure): number | undefined {
  switch (measure) {
    case "share":
      return expert.activationShare;
    case "latency":
      return expert.latencyMs;
    case "memory":
      return expert.bytes;
    case "state":
      return undefined;
  }
}

/** Shares and sizes start at nothing, so that shades compare as the figures do; latencies at their lowest. */
export function scaleOf(experts: readonly Expert[], measure: Measure): Scale {
  const values = experts.flatMap((expert) => valueOf(expert, measure) ?? []);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const low = measure === "latency" ? values.reduce((least, value) => Math.min(least, value), high) : 0;
  return { measure, low, high, ...unitOf(measure, high) };
}

function unitOf(measure: Measure, high: number): Pick<Scale, "unit" | "factor" | "digits"> {
  switch (measure) {
    case "share":
      return { unit: "%", factor: 100, digits: high < 0.1 ? 2 : 1 };
    case "latency":
      return high < 1 ? { unit: "µs", factor: 1000, digits: high < 0.01 ? 1 : 0 } : { unit: "ms", factor: 1, digits: high < 100 ? 1 : 0 };
    case "memory":
      return high < MIB ? { unit: "KiB", factor: 1 / KIB, digits: high < 10 * KIB ? 1 : 0 } : { unit: "MiB", factor: 1 / MIB, digits: high < 100 * MIB ? 1 : 0 };
    case "state":
      return { unit: "", factor: 1, digits: 0 };
  }
}

/** Shade of a value, 0 to SHADES - 1. A map of equal values takes the middle one. */
export function shadeOf(value: number | undefined, scale: Scale): number {
  if (value === undefined) return 0;
  if (!(scale.high > scale.low)) return scale.high > 0 ? Math.floor(SHADES / 2) : 0;
  const place = (value - scale.low) / (scale.high - scale.low);
  return Math.min(SHADES - 1, Math.max(0, Math.floor(place * SHADES)));
}

/** A value as the cells write it, without its unit, which the legend has. */
export function figure(value: number | undefined, scale: Scale, format: Format): string {
  return value === undefined ? "—" : format.number(value * scale.factor, scale.digits, scale.digits);
}

/** A value with its unit. */
export function figureWithUnit(value: number | undefined, scale: Scale, format: Format): string {
  const text = figure(value, scale, format);
  return value === undefined || scale.unit === "" ? text : scale.unit === "%" ? `${text}%` : `${text} ${scale.unit}`;
}

export type CountsByState = Readonly<Record<Expert["state"], number>>;

export function countStates(experts: readonly Expert[]): CountsByState {
  const counts = { resident: 0, paged: 0, masked: 0, quarantined: 0 };
  for (const expert of experts) counts[expert.state]++;
  return counts;
}

/** The experts of each layer, in the order of the service: groups in their order, then by index. */
export function layersOf(grid: ExpertGrid): readonly (readonly Expert[])[] {
  const layers: Expert[][] = Array.from({ length: grid.layers }, () => []);
  for (const expert of grid.experts) layers[expert.layer]?.push(expert);
  return layers;
}

/**
 * Where a key leads in a map of `rows` by `columns`; undefined when the key is none of the map's. Edges hold.
 */
export function move(key: string, withControl: boolean, at: { row: number; column: number }, rows: number, columns: number): { row: number; column: number } | undefined {
  const last = { row: rows - 1, column: columns - 1 };
  switch (key) {
    case "ArrowLeft":
      return { ...at, column: Math.max(0, at.column - 1) };
    case "ArrowRight":
      return { ...at, column: Math.min(last.column, at.column + 1) };
    case "ArrowUp":
      return { ...at, row: Math.max(0, at.row - 1) };
    case "ArrowDown":
      return { ...at, row: Math.min(last.row, at.row + 1) };
    case "Home":
      return { row: withControl ? 0 : at.row, column: 0 };
    case "End":
      return { row: withControl ? last.row : at.row, column: last.column };
    case "PageUp":
      return { ...at, row: 0 };
    case "PageDown":
      return { ...at, row: last.row };
    default:
      return undefined;
  }
}
