import { useCallback, useEffect, useRef } from "react";
import { useShortcut } from "./ShortcutProvider.tsx";
import { type Place, rowFrom } from "./rows.ts";

/**
 * Moves the focus through the elements with `attribute`, whose value is the row's id: j to the next, k to the previous. The
 * focus stays in the list when a change removes the row, or the button in it, that has the focus.
 *
 * @returns the id of the row that has the focus, "" when none has
 */
export function useRowKeys(attribute: string, next: string, previous: string): () => string {
  const place = useRef<Place | undefined>(undefined);
  const focused = useRef<Element | undefined>(undefined);
  const list = useCallback(() => {
    const rows = [...document.querySelectorAll<HTMLElement>(`[${attribute}]`)];
    return { rows, ids: rows.map((row) => row.getAttribute(attribute) ?? "") };
  }, [attribute]);
  const rowOf = useCallback((target: EventTarget | null) => {
    if (!(target instanceof Element)) return undefined;
    return target.closest(`[${attribute}]`) ?? target.closest("tr")?.querySelector(`[${attribute}]`) ?? undefined;
  }, [attribute]);
  const idOf = (row: Element | undefined) => row?.getAttribute(attribute) ?? "";
  const walk = (step: -1 | 0 | 1) => {
    const { rows, ids } = list();
    rows[rowFrom(ids, place.current, step)]?.focus();
  };

  useEffect(() => {
    const follow = ({ target, type }: Event) => {
      const row = rowOf(target);
      if (type === "focusin" && row !== undefined) {
        const id = row.getAttribute(attribute) ?? "";
        place.current = { id, index: list().ids.indexOf(id) };
        focused.current = target as Element;
      } else if (row === undefined) focused.current = undefined;
    };
    // A press outside the rows moves the focus on purpose.
    for (const type of ["focusin", "pointerdown"]) document.addEventListener(type, follow);
    return () => {
      for (const type of ["focusin", "pointerdown"]) document.removeEventListener(type, follow);
    };
  }, [attribute, list, rowOf]);

  // After every change of the list.
  useEffect(() => {
    if (focused.current === undefined || place.current === undefined) return;
    if (focused.current.isConnected) place.current = { ...place.current, index: list().ids.indexOf(place.current.id) };
    else if (document.activeElement === document.body) walk(0);
  });

  useShortcut("j", next, () => walk(1));
  useShortcut("k", previous, () => walk(-1));
  return () => idOf(rowOf(document.activeElement));
}
