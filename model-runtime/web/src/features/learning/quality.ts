import type { ReleaseView } from "./contract.ts";

/** One figure of champion and challenger at one release. */
export interface QualityPoint {
  /** Epoch ms. */
  readonly at: number;
  readonly version: string;
  readonly champion: number | null;
  readonly challenger: number | null;
}

/** What live labels say comes before what needs none. */
const FIRST = "squared-error";

/** Figures that both versions of releases were measured by: quality first, then those of most releases. */
export function figuresOf(releases: readonly ReleaseView[]): string[] {
  const counts = new Map<string, number>();
  for (const one of releases.flatMap((release) => release.comparison)) {
    if (one.champion !== undefined || one.challenger !== undefined) counts.set(one.figure, (counts.get(one.figure) ?? 0) + 1);
  }
  return [...counts.keys()].sort((a, b) => Number(b === FIRST) - Number(a === FIRST) || (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
}

/** A figure from release to release, oldest first. */
export function qualityOf(releases: readonly ReleaseView[], figure: string): QualityPoint[] {
  return releases
    .flatMap((release): QualityPoint[] => {
      const compared = release.comparison.find((one) => one.figure === figure);
      if (compared === undefined || (compared.champion === undefined && compared.challenger === undefined)) return [];
      return [{ at: Date.parse(release.offeredAt), version: release.version, champion: compared.champion ?? null, challenger: compared.challenger ?? null }];
    })
    .sort((a, b) => a.at - b.at);
}
