/** Where a row of a list is, or was before the list was loaded again. */
export interface Place {
  readonly id: string;
  readonly index: number;
}

/**
 * The index `step` rows from a place, within the list; without a place the first row. A removed row left its index to the
 * row after it.
 */
export function rowFrom(ids: readonly string[], place: Place | undefined, step: -1 | 0 | 1): number {
  if (place === undefined) return 0;
  const at = ids.indexOf(place.id);
  const next = at >= 0 ? at + step : place.index - (step === -1 ? 1 : 0);
  return Math.max(0, Math.min(ids.length - 1, next));
}
