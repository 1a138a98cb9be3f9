import { useTranslation } from "react-i18next";
import { HEALTHS, type OverviewLine } from "../../api/types.ts";
import { HealthMark } from "../shared/HealthMark.tsx";
import { useWords } from "../shared/useWords.ts";

/** A line with its assets, those that need something first. */
export function WallLine({ line }: { line: OverviewLine }) {
  const { t } = useTranslation();
  const words = useWords();
  const assets = [...line.assets].sort((a, b) => HEALTHS.indexOf(a.health) - HEALTHS.indexOf(b.health));
  return (
    <section className="ind-wall-line" aria-label={line.name}>
      <h3>
        {line.name} <span className="ind-subtle">{line.path.at(-2)}</span>
      </h3>
      <ul>
        {assets.map((asset) => (
          <li key={asset.assetId} className={`ind-tile ind-tile-${asset.health}`}>
            <span className="ind-tile-name">{asset.name}</span>
            <HealthMark health={asset.health} />
            {asset.life != null && (
              <span className="tv-number">
                {t("tile.life")} {t("life.atLeast", { lower: words.quantity(asset.life.lower, asset.life.unit) })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
