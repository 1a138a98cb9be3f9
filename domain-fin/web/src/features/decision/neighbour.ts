/** The id `step` rows from the selected one; from no selection the first or last row. */
export function neighbour(ids: readonly string[], selected: string, step: 1 | -1): string | undefined {
  const at = ids.indexOf(selected);
  if (at < 0) return step === 1 ? ids[0] : ids.at(-1);
  return ids[at + step];
}
