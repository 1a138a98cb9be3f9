import type { Overview, OverviewChange } from "../../api/types.ts";

/** The overview after a change. Assets and lines that did not change stay the same objects, so that they are not drawn anew. */
export function mergeOverview(before: Overview, change: OverviewChange, at: string): Overview {
  const changed = new Map(change.assets.map((asset) => [asset.assetId, asset]));
  const lines = before.lines.map((line) => {
    let isSame = true;
    const assets = line.assets.map((asset) => {
      const next = changed.get(asset.assetId);
      if (next === undefined || Object.entries(next).every(([name, value]) => asset[name as keyof typeof asset] === value)) return asset;
      isSame = false;
      return { ...asset, ...next };
    });
    return isSame ? line : { ...line, assets };
  });
  return { at, lines, figures: change.figures };
}
