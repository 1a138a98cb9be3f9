import type { SuspicionView } from "./contract.ts";

/** The suspicion before or after one; undefined at the ends. */
export function neighbour(all: readonly SuspicionView[], id: string, step: 1 | -1): SuspicionView | undefined {
  const at = all.findIndex((one) => one.id === id);
  return at === -1 ? all[0] : all[at + step];
}

/** Labels that may take the place of the suspected one: the suggested first, then what else the data set knows. */
export function otherLabels(suspicion: SuspicionView, byPart: Readonly<Record<string, Readonly<Record<string, number>>>>): string[] {
  const known = Object.values(byPart).flatMap((counts) => Object.keys(counts));
  return [...new Set([suspicion.suggested, ...known.sort()])].filter((label) => label !== suspicion.label);
}
