import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { Decision } from "../../api/types.ts";
import { scoreText, thresholdText } from "./scoreText.ts";

type Scored = Pick<Decision, "outcome" | "score" | "threshold" | "referThreshold">;

/** A score against its thresholds: the figure, and a bar with a mark where it starts to matter. */
export function ScoreBar({ decision, isWide = false }: { decision: Scored; isWide?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { outcome, score, threshold, referThreshold } = decision;
  if (typeof score !== "number") return <span className="fin-no-score">{t("score.none")}</span>;
  const figure = scoreText(score, format.locale);
  const title = t("score.against", { score: figure, decline: thresholdText(threshold, format.locale) });
  return (
    <span className={isWide ? "fin-score fin-score-wide" : "fin-score"} title={title}>
      <span className="tv-number fin-score-figure">{figure}</span>
      <svg className={`fin-score-bar fin-score-${outcome}`} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect className="fin-score-track" x="0" y="2" width="100" height="6" />
        <rect className="fin-score-fill" x="0" y="2" width={Math.max(1, score * 100)} height="6" />
        {typeof referThreshold === "number" && <rect className="fin-score-refer-mark" x={referThreshold * 100 - 0.75} y="0" width="1.5" height="10" />}
        <rect className="fin-score-decline-mark" x={threshold * 100 - 0.75} y="0" width="1.5" height="10" />
      </svg>
      <span className="tv-number fin-score-threshold">
        {score >= threshold ? "≥" : "<"} {thresholdText(threshold, format.locale)}
      </span>
    </span>
  );
}
