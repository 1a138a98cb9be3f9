import type { Overview, OverviewChange } from "../../api/types.ts";

/** The overview after a change. Assets and lines that did not change stay the same objects, so that they are not drawn again. */
export function mergeOverview(before: Overview, change: OverviewChange, at: string): Overview {
  const changed = new Map(change.assets.map((asset) => [asset.assetId, asset]));
  const lines = before.lines.map((line) => {
    let isSame = true;
    const assets = line.assets.map((asset) => {
      const next = changed.get(asset.assetId);
      if (next === undefined) return asset;
      // What the event leaves out is gone: an asset whose alarms are over has no priority any more.
      const { health, openAlarms, highestPriority, anomalyScore } = next;
      if (asset.health === health && asset.openAlarms === openAlarms && (asset.highestPriority ?? undefined) === (highestPriority ?? undefined) && (asset.anomalyScore ?? undefined) === (anomalyScore ?? undefined)) return asset;
      isSame = false;
      return { ...asset, health, openAlarms, highestPriority, anomalyScore };
    });
    return isSame ? line : { ...line, assets };
  });
  return { at, lines, figures: change.figures };
}
