import type { Comparison, Geometry, Slice } from "../../api/types.ts";

/** Slices as they are scrolled: from the head to the feet where their place is known, else as numbered. */
export function scrollOrder(geometry: Geometry): readonly Slice[] {
  return geometry.ordered ? geometry.slices.toReversed() : geometry.slices;
}

export function indexOfSlice(slices: readonly Slice[], sopInstanceUid: string): number | undefined {
  const index = slices.findIndex((slice) => slice.sopInstanceUid === sopInstanceUid);
  return index < 0 ? undefined : index;
}

type Range = NonNullable<Comparison["lungs"]>;

/**
 * The slice of the prior that shows the same height of the lungs. Without the lungs' ends: the same place where both are of
 * one study, else the same share of the series.
 */
export function linkedIndex(
  here: readonly Slice[],
  index: number,
  there: readonly Slice[],
  lungs: { readonly here: Range | null | undefined; readonly there: Range | null | undefined },
  isSameStudy: boolean,
): number {
  const z = here[index]?.position?.[2];
  const last = there.length - 1;
  if (z !== undefined && isSameStudy) return nearest(there, z);
  if (z !== undefined && lungs.here != null && lungs.there != null) {
    const share = (z - lungs.here.lowZ) / (lungs.here.highZ - lungs.here.lowZ);
    return nearest(there, lungs.there.lowZ + share * (lungs.there.highZ - lungs.there.lowZ));
  }
  return Math.round((index / Math.max(1, here.length - 1)) * last);
}

function nearest(slices: readonly Slice[], z: number): number {
  let best = 0;
  let least = Infinity;
  slices.forEach((slice, index) => {
    const distance = Math.abs((slice.position?.[2] ?? Infinity) - z);
    if (distance < least) {
      least = distance;
      best = index;
    }
  });
  return best;
}

/** Letters at the sides of an image. */
export interface Sides {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

/** Letters of the direction that points out of each side of the image, from the cosines of rows and columns (PS3.3 C.7.6.1.1.1). */
export function sideLetters(orientation: readonly number[] | null | undefined): Sides | undefined {
  if (orientation?.length !== 6) return undefined;
  const along = orientation.slice(0, 3);
  const down = orientation.slice(3);
  return { left: letterOf(along.map((value) => -value)), right: letterOf(along), top: letterOf(down.map((value) => -value)), bottom: letterOf(down) };
}

/** Letters of a direction in the patient. */
export function letterOf([x = 0, y = 0, z = 0]: readonly number[]): string {
  return [
    { size: Math.abs(x), letter: x > 0 ? "L" : "R" },
    { size: Math.abs(y), letter: y > 0 ? "P" : "A" },
    { size: Math.abs(z), letter: z > 0 ? "H" : "F" },
  ]
    .filter((axis) => axis.size > 0.3)
    .sort((a, b) => b.size - a.size)
    .map((axis) => axis.letter)
    .join("");
}
