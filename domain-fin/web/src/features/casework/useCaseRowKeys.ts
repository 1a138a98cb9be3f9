import { useCallback } from "react";
import { neighbour } from "../decision/neighbour.ts";

/** Moves the focus from one case of the table to the next, so that Enter opens it. */
export function useCaseRowKeys(): (step: 1 | -1) => void {
  return useCallback((step) => {
    const rows = [...document.querySelectorAll<HTMLElement>("[data-case]")];
    const at = (document.activeElement as HTMLElement | null)?.dataset["case"] ?? "";
    const next = neighbour(
      rows.map((row) => row.dataset["case"] ?? ""),
      at,
      step,
    );
    rows.find((row) => row.dataset["case"] === next)?.focus();
  }, []);
}
