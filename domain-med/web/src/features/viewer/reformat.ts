import type { Finding, Geometry, Slice } from "../../api/types.ts";
import type { Picture } from "./draw.ts";
import type { Sides } from "./sliceOrder.ts";
import { letterOf } from "./sliceOrder.ts";

/** Planes at right angles to the acquired one. */
export type Plane = "coronal" | "sagittal";

/** Voxels that are held at once; a larger series is held with every second pixel, or fewer. */
export const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The slices of a series as a volume, in the order in which they are scrolled, from the head to the feet. Slices of full size are
 * those of the cache and are not copied.
 */
export interface Stack {
  readonly slices: readonly Int16Array[];
  readonly rows: number;
  readonly columns: number;
  /** Pixels of the series for one of the stack, along rows and columns. */
  readonly step: number;
  readonly rowMm: number;
  readonly columnMm: number;
  readonly sliceMm: number;
}

/** Distance of the slices; undefined where the series is no lattice of whole slices. */
export function sliceMmOf(geometry: Geometry, order: readonly Slice[]): number | undefined {
  const first = order[0]?.along;
  const last = order.at(-1)?.along;
  if (!geometry.ordered || order.length < 2 || first == null || last == null || geometry.rowSpacingMm == null || geometry.columnSpacingMm == null) return undefined;
  const mm = Math.abs(first - last) / (order.length - 1);
  const isEven = order.every((slice, at) => slice.rows === geometry.rows && slice.columns === geometry.columns && Math.abs(Math.abs((slice.along ?? Infinity) - first) - at * mm) < mm / 2);
  return isEven && mm > 0 ? mm : undefined;
}

/** How many pixels of the series go into one of the stack. */
export function stepOf(geometry: Geometry, count: number, most = MOST_BYTES): number {
  let step = 1;
  while ((2 * count * geometry.rows * geometry.columns) / (step * step) > most) step++;
  return step;
}

/** Every so many pixels of a slice. */
export function thinned(values: Int16Array, rows: number, columns: number, step: number): Int16Array {
  if (step === 1) return values;
  const wide = Math.ceil(columns / step);
  const thin = new Int16Array(Math.ceil(rows / step) * wide);
  for (let j = 0, at = 0; j < rows; j += step) for (let i = 0; i < columns; i += step) thin[at++] = values[j * columns + i] as number;
  return thin;
}

/** The picture of one plane: a row for every slice, head at the top. */
export function reformatted(stack: Stack, plane: Plane, index: number): Picture {
  const { slices, rows, columns } = stack;
  const wide = plane === "coronal" ? columns : rows;
  const values = new Int16Array(slices.length * wide);
  for (let k = 0; k < slices.length; k++) {
    const slice = slices[k] as Int16Array;
    if (plane === "coronal") values.set(slice.subarray(index * columns, (index + 1) * columns), k * wide);
    else for (let j = 0; j < rows; j++) values[k * wide + j] = slice[j * columns + index] as number;
  }
  const pixelMm = plane === "coronal" ? stack.columnMm : stack.rowMm;
  return { values, rows: slices.length, columns: wide, aspect: stack.sliceMm / pixelMm, pixelMm };
}

/** Pictures that a plane has. */
export function extentOf(stack: Stack, plane: Plane): number {
  return plane === "coronal" ? stack.rows : stack.columns;
}

/** The picture of a plane through a finding's outlines; undefined where there are none. */
export function indexOfFinding(finding: Finding, plane: Plane, step: number): number | undefined {
  const offset = plane === "coronal" ? 1 : 0;
  let least = Infinity;
  let most = -Infinity;
  for (const { paths } of finding.outline) {
    for (const path of paths) {
      for (let p = offset; p < path.length; p += 2) {
        least = Math.min(least, path[p] as number);
        most = Math.max(most, path[p] as number);
      }
    }
  }
  return least === Infinity ? undefined : Math.floor((least + most) / 2 / step);
}

/** A finding's outline in a plane: what its outline in each slice covers of the plane, as one path; empty where it is not there. */
export function outlineIn(finding: Finding, order: readonly Slice[], plane: Plane, index: number, step: number): number[] {
  const left: number[] = [];
  const right: number[] = [];
  const cut = (index + 0.5) * step;
  const places = new Map(order.map((slice, at) => [slice.sopInstanceUid, at]));
  const inOrder = finding.outline
    .map((slice) => ({ at: places.get(slice.sopInstanceUid), paths: slice.paths }))
    .filter((one): one is { at: number; paths: number[][] } => one.at !== undefined)
    .sort((a, b) => a.at - b.at);
  for (const { at, paths } of inOrder) {
    const covered = crossings(paths, plane, cut);
    if (covered === undefined) continue;
    left.push(covered[0] / step, at, covered[0] / step, at + 1);
    right.unshift(covered[1] / step, at + 1, covered[1] / step, at);
  }
  return [...left, ...right];
}

/** From where to where the paths cross a line of the slice. */
function crossings(paths: readonly (readonly number[])[], plane: Plane, cut: number): readonly [number, number] | undefined {
  const across = plane === "coronal" ? 1 : 0;
  let least = Infinity;
  let most = -Infinity;
  for (const path of paths) {
    for (let p = 0; p < path.length; p += 2) {
      const q = (p + 2) % path.length;
      const from = path[p + across] as number;
      const to = path[q + across] as number;
      if (from <= cut === to <= cut) continue;
      const share = (cut - from) / (to - from);
      const along = 1 - across;
      const place = (path[p + along] as number) + share * ((path[q + along] as number) - (path[p + along] as number));
      least = Math.min(least, place);
      most = Math.max(most, place);
    }
  }
  return least === Infinity ? undefined : [least, most];
}

/** Letters at the sides of a plane. */
export function planeLetters(geometry: Geometry, order: readonly Slice[], plane: Plane): Sides | undefined {
  const first = order[0]?.position;
  const last = order.at(-1)?.position;
  if (geometry.orientation?.length !== 6 || first == null || last == null) return undefined;
  const along = plane === "coronal" ? geometry.orientation.slice(0, 3) : geometry.orientation.slice(3);
  const down = first.map((value, axis) => (last[axis] ?? 0) - value);
  const length = Math.hypot(...down);
  if (length === 0) return undefined;
  const unit = down.map((value) => value / length);
  return { left: letterOf(along.map((value) => -value)), right: letterOf(along), top: letterOf(unit.map((value) => -value)), bottom: letterOf(unit) };
}
