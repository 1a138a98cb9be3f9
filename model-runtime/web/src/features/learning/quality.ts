import type { ReleaseView } from "./contract.ts";

/** One figure of champion and challenger at one release. */
export interface QualityPoint {
  /** Epoch ms. */
  readonly at: number;
  readonly version: string;
  readonly champion: number | null;
  readonly challenger: number | null;
}

/** Figures that releases were compared by, those of most releases first. */
export function figuresOf(releases: readonly ReleaseView[]): string[] {
  const counts = new Map<string, number>();
  for (const { figure } of releases.flatMap((release) => release.comparison)) counts.set(figure, (counts.get(figure) ?? 0) + 1);
  return [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
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
