import { Card, CardBody, CardTitle } from "@patternfly/react-core";
import { type ColorToken, type Series, type SeriesData, TimeSeriesChart, useFormat } from "@trivium/webkit";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Decision, Outcome } from "../../api/types.ts";
import { thresholdText } from "../decision/scoreText.ts";
import { CHART_SECONDS, type Figures, type Rates, type ScorePoint } from "./liveDecisions.ts";

const OUTCOME_COLORS: Readonly<Record<Outcome, ColorToken>> = {
  approve: "--pf-t--global--icon--color--status--success--default",
  refer: "--fin-refer-color",
  decline: "--fin-decline-color",
};
const THRESHOLD_COLOR: ColorToken = "--pf-t--global--text--color--regular";
const HEIGHT = 160;

interface Props {
  readonly now: number;
  readonly rates: Rates;
  readonly scores: readonly ScorePoint[];
  readonly figures: Figures;
  readonly model: Decision | undefined;
}

/** Rates by outcome, and scores against the thresholds in force. */
export function LiveCharts({ now, rates, scores, figures, model }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const to = Math.floor(now / 1000);
  // A page just opened shows what it has rather than an empty stretch; whole minutes, so that the axis moves rarely.
  const span = Math.min(CHART_SECONDS, Math.max(60, Math.ceil((to - (rates.at[0] ?? to)) / 60) * 60));
  const from = to - span;
  const outcomeSeries = (shape: Series["shape"]): Series[] =>
    (["approve", "refer", "decline"] as const).map((outcome) => ({ label: t(`outcome.${outcome}`), color: OUTCOME_COLORS[outcome], shape }));

  const scoreData = useMemo(() => scoreColumns(scores, model, from, to), [scores, model, from, to]);
  const thresholds: Series[] = [
    { label: t("chart.declineThreshold", { value: model === undefined ? "—" : thresholdText(model.threshold, format.locale) }), color: THRESHOLD_COLOR, shape: "dashed" },
    ...(typeof model?.referThreshold === "number"
      ? [{ label: t("chart.referThreshold", { value: thresholdText(model.referThreshold, format.locale) }), color: OUTCOME_COLORS.refer, shape: "dashed" as const }]
      : []),
  ];
  return (
    <div className="fin-charts">
      <Card isCompact>
        <CardTitle component="h2">{t("chart.rate")}</CardTitle>
        <CardBody>
          <TimeSeriesChart
            summary={t("chart.rateSummary", { rate: format.number(figures.perSecond, 1), minutes: span / 60 })}
            series={outcomeSeries("line")}
            data={[rates.at, rates.perSecond.approve, rates.perSecond.refer, rates.perSecond.decline]}
            height={HEIGHT}
            from={from}
            to={to}
            min={0}
            timeZone={format.timeZone}
            formatValue={(value) => format.number(value, 2)}
          />
        </CardBody>
      </Card>
      <Card isCompact>
        <CardTitle component="h2">{t("chart.scores")}</CardTitle>
        <CardBody>
          <TimeSeriesChart
            summary={t("chart.scoresSummary", {
              count: scores.length,
              above: scores.filter((point) => model !== undefined && point.score >= model.threshold).length,
            })}
            series={[...outcomeSeries("points"), ...thresholds]}
            data={scoreData}
            height={HEIGHT}
            from={from}
            to={to}
            min={0}
            max={1}
            timeZone={format.timeZone}
            formatValue={(value) => format.number(value, 2)}
          />
        </CardBody>
      </Card>
    </div>
  );
}

/** Columns for the chart: time, the three outcomes, and the thresholds as level lines from edge to edge. */
export function scoreColumns(scores: readonly ScorePoint[], model: Decision | undefined, from: number, to: number): SeriesData {
  const at = [from, ...scores.map((point) => point.at / 1000), to];
  const of = (outcome: Outcome) => [null, ...scores.map((point) => (point.outcome === outcome ? point.score : null)), null];
  const level = (value: number | null | undefined) => at.map(() => value ?? null);
  const columns = [of("approve"), of("refer"), of("decline"), level(model?.threshold)];
  if (typeof model?.referThreshold === "number") columns.push(level(model.referThreshold));
  return [at, ...columns];
}
