import { useCallback } from "react";

/** The id `step` places from `current` in `ids`; the first one when there is no current, `current` itself at the ends. */
export function neighbour(ids: readonly string[], current: string, step: 1 | -1): string | undefined {
  const at = ids.indexOf(current);
  if (at < 0) return ids[0];
  return ids[Math.max(0, Math.min(ids.length - 1, at + step))];
}

/** Moves the focus from one element with `attribute` to the next. */
export function useRowWalk(attribute: string): (step: 1 | -1) => void {
  return useCallback(
    (step) => {
      const rows = [...document.querySelectorAll<HTMLElement>(`[${attribute}]`)];
      const idOf = (row: Element | null | undefined) => row?.getAttribute(attribute) ?? "";
      const current = idOf(document.activeElement?.closest(`[${attribute}]`));
      const next = neighbour(rows.map(idOf), current, step);
      rows.find((row) => idOf(row) === next)?.focus();
    },
    [attribute],
  );
}

/** The id of the row that has the focus, "" when none has. */
export function focusedRow(attribute: string): string {
  return document.activeElement?.closest(`[${attribute}]`)?.getAttribute(attribute) ?? "";
}
