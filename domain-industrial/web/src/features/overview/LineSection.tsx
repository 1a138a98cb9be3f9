import { useFormat } from "@trivium/webkit";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { HEALTHS, type Life, type OverviewAsset, type OverviewLine } from "../../api/types.ts";
import { HealthMark } from "../shared/HealthMark.tsx";
import { PriorityMark } from "../shared/Priority.tsx";
import { At } from "../shared/Since.tsx";
import { useWords } from "../shared/useWords.ts";

/** One line: how many of its assets are how, then each of them. */
export const LineSection = memo(function LineSection({ line }: { line: OverviewLine }) {
  const { t } = useTranslation();
  const counts = HEALTHS.map((health) => [health, line.assets.filter((asset) => asset.health === health).length] as const).filter(([, count]) => count > 0);
  return (
    <section className="ind-line" aria-labelledby={`line-${line.lineId}`}>
      <div className="ind-line-head">
        <h3 id={`line-${line.lineId}`}>{line.name}</h3>
        <span className="ind-subtle">{line.path.slice(0, -1).join(" › ")}</span>
        <span className="ind-line-counts">
          {counts.map(([health, count]) => (
            <span key={health} className={`ind-count ind-count-${health}`}>
              {t("overview.count", { count, health: t(`health.${health}`) })}
            </span>
          ))}
        </span>
      </div>
      <div className="ind-tiles">
        {line.assets.map((asset) => (
          <AssetTile key={asset.assetId} asset={asset} />
        ))}
      </div>
    </section>
  );
});

const AssetTile = memo(function AssetTile({ asset }: { asset: OverviewAsset }) {
  const { t } = useTranslation();
  return (
    <Link to={`/assets/${asset.assetId}`} className={`ind-tile ind-tile-${asset.health}`} data-asset={asset.assetId}>
      <span className="ind-tile-head">
        <span className="ind-tile-name">{asset.name}</span>
        {asset.highestPriority != null && (
          <span className="ind-tile-alarms" title={t("tile.alarms", { count: asset.openAlarms })}>
            <PriorityMark priority={asset.highestPriority} />
            {asset.openAlarms > 1 && <span className="tv-number">×{asset.openAlarms}</span>}
          </span>
        )}
      </span>
      <HealthMark health={asset.health} />
      {asset.silentSince != null ? (
        <span className="ind-tile-row ind-silent">
          {t("tile.silentSince")} <At at={asset.silentSince} />
        </span>
      ) : (
        <Score score={asset.anomalyScore ?? undefined} learningUntil={asset.learningUntil ?? undefined} hasLife={asset.life != null} />
      )}
      {asset.life != null && <LifeRow life={asset.life} />}
    </Link>
  );
});

/** Highest score that the bar shows. */
const SCORE_END = 2;

function Score({ score, learningUntil, hasLife }: { score: number | undefined; learningUntil: string | undefined; hasLife: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (score === undefined && learningUntil !== undefined) {
    return (
      <span className="ind-tile-row ind-subtle">
        {t("tile.learning")} <At at={learningUntil} />
      </span>
    );
  }
  if (score === undefined) return hasLife ? null : <span className="ind-tile-row ind-subtle">{t("tile.noScore")}</span>;
  return (
    <span className="ind-tile-row" title={t("tile.scoreHelp")}>
      <span>{t("tile.score")}</span>
      <svg className={score >= 1 ? "ind-score ind-score-above" : "ind-score"} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect className="ind-track" width="100" height="8" />
        <rect className="ind-score-fill" width={Math.min(1, score / SCORE_END) * 100} height="8" />
        <rect className="ind-score-limit" x={100 / SCORE_END - 1} width="2" height="8" />
      </svg>
      <span className="tv-number ind-score-value">
        {format.number(score, 2, 2)} <span className="ind-subtle">{t("tile.ofLimit")}</span>
      </span>
    </span>
  );
}

function LifeRow({ life }: { life: Life }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <span className="ind-tile-row" title={t("tile.lifeHelp")}>
      <span>{t("tile.life")}</span>
      <span className="tv-number">
        {t("life.atLeast", { lower: words.quantity(life.lower, life.unit) })} <span className="ind-subtle">{t("tile.lifeExpected", { expected: words.format.number(life.expected, 0) })}</span>
      </span>
    </span>
  );
}
