import { useEffect, useState } from "react";
import type { Geometry, Slice } from "../../api/types.ts";
import { sliceMmOf, type Stack, stepOf, thinned } from "./reformat.ts";
import { slices } from "./slices.ts";

const AT_ONCE = 6;

/** All slices of a series, loaded once for the planes that need them, and how much of them is there. */
export function useStack(study: string, series: string, geometry: Geometry, order: readonly Slice[]): { stack: Stack | undefined; loaded: number; error: unknown } {
  const [state, setState] = useState<{ stack: Stack | undefined; loaded: number; error: unknown }>({ stack: undefined, loaded: 0, error: undefined });
  useEffect(() => {
    let isCurrent = true;
    setState({ stack: undefined, loaded: 0, error: undefined });
    load(study, series, geometry, order, (loaded) => {
      if (isCurrent) setState({ stack: undefined, loaded, error: undefined });
      return isCurrent;
    })
      .then((stack) => {
        if (isCurrent && stack !== undefined) setState({ stack, loaded: 1, error: undefined });
      })
      .catch((error: unknown) => {
        if (isCurrent) setState({ stack: undefined, loaded: 0, error });
      });
    return () => {
      isCurrent = false;
    };
  }, [study, series, geometry, order]);
  return state;
}

/** Loads until the caller cancels. */
async function load(study: string, series: string, geometry: Geometry, order: readonly Slice[], onLoaded: (share: number) => boolean): Promise<Stack | undefined> {
  const sliceMm = sliceMmOf(geometry, order);
  if (sliceMm === undefined) return undefined;
  const step = stepOf(geometry, order.length);
  const values: Int16Array[] = [];
  let next = 0;
  let done = 0;
  let isWanted = true;
  const worker = async () => {
    while (isWanted && next < order.length) {
      const at = next++;
      const slice = order[at] as Slice;
      values[at] = thinned(await slices.get(study, series, slice.sopInstanceUid), slice.rows, slice.columns, step);
      done++;
      // Not at every slice: each is a new state.
      if (done % 8 === 0) isWanted = onLoaded(done / order.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (!isWanted) return undefined;
  return {
    slices: values,
    rows: Math.ceil(geometry.rows / step),
    columns: Math.ceil(geometry.columns / step),
    step,
    rowMm: (geometry.rowSpacingMm ?? 1) * step,
    columnMm: (geometry.columnSpacingMm ?? 1) * step,
    sliceMm,
  };
}
