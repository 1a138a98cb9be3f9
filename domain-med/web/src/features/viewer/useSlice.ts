import { useEffect, useState } from "react";
import type { Geometry, Slice } from "../../api/types.ts";
import { slices } from "./slices.ts";
import { maximumOf } from "./window.ts";

const AHEAD = 10;

export interface Shown {
  readonly values: Int16Array;
  readonly slice: Slice;
  readonly slab: number;
}

/** Slices on either side that a slab takes in. */
export function slabReach(geometry: Geometry, order: readonly Slice[], slabMm: number): number {
  const [first, second] = order;
  const step = Math.abs((first?.along ?? 0) - (second?.along ?? 0));
  return slabMm > 0 && geometry.ordered && step > 0 ? Math.max(1, Math.round(slabMm / 2 / step)) : 0;
}

/**
 * The values to show: of the slice, or the greatest over a slab around it. While they are on their way the last ones stay;
 * neighbours are loaded ahead.
 */
export function useSlice(study: string, series: string, geometry: Geometry, order: readonly Slice[], index: number, slabMm: number): { shown: Shown | undefined; error: unknown } {
  const [shown, setShown] = useState<Shown | undefined>();
  const [error, setError] = useState<unknown>();
  const slice = order[index];
  const reach = slabReach(geometry, order, slabMm);
  useEffect(() => {
    if (slice === undefined) return;
    let isCurrent = true;
    const wanted = order.slice(Math.max(0, index - reach), index + reach + 1).filter((one) => one.rows === slice.rows && one.columns === slice.columns);
    const show = (values: Int16Array) => {
      if (!isCurrent) return;
      setShown({ values, slice, slab: wanted.length });
      setError(undefined);
    };
    const held = wanted.map((one) => slices.peek(series, one.sopInstanceUid));
    if (held.every((one) => one !== undefined)) {
      show(held.length === 1 ? (held[0] as Int16Array) : maximumOf(held));
    } else {
      Promise.all(wanted.map((one) => slices.get(study, series, one.sopInstanceUid)))
        .then((values) => show(values.length === 1 ? (values[0] as Int16Array) : maximumOf(values)))
        .catch((failure: unknown) => {
          if (isCurrent) setError(failure);
        });
    }
    const near = order
      .map((one, at) => ({ one, far: Math.abs(at - index) }))
      .filter(({ far }) => far > 0 && far <= AHEAD)
      .sort((a, b) => a.far - b.far)
      .map(({ one }) => one.sopInstanceUid);
    slices.ahead(study, series, near);
    return () => {
      isCurrent = false;
    };
  }, [study, series, order, index, slice, reach]);
  return { shown, error };
}
