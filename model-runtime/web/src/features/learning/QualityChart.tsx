import { Card, CardBody, FormSelect, FormSelectOption, Title } from "@patternfly/react-core";
import { type Series, TimeSeriesChart, useFormat } from "@trivium/webkit";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReleaseView } from "./contract.ts";
import { figureText } from "./figureText.ts";
import { figuresOf, qualityOf } from "./quality.ts";
import { useFigureName } from "./useLearningText.ts";

const HEIGHT = 180;

/** How champion and challenger did on the same live requests, from release to release. */
export function QualityChart({ releases, from, to }: { releases: readonly ReleaseView[]; from: number; to: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useFigureName();
  const figures = useMemo(() => figuresOf(releases), [releases]);
  const [chosen, choose] = useState("");
  const figure = figures.includes(chosen) ? chosen : figures[0];
  const points = useMemo(() => (figure === undefined ? [] : qualityOf(releases, figure).filter((point) => point.at >= from && point.at <= to)), [releases, figure, from, to]);
  if (figure === undefined) return null;
  const series: Series[] = [
    { label: t("alias.champion"), color: "--rt-class-interactive", shape: "line" },
    { label: t("alias.challenger"), color: "--rt-class-bulk", shape: "dashed" },
  ];
  const values = points.flatMap((point) => [point.champion, point.challenger]).filter((value) => value !== null);
  const least = Math.min(...values);
  const most = Math.max(...values);
  const room = Math.max((most - least) * 0.15, Math.abs(most) * 0.001);
  const last = points.at(-1);
  return (
    <Card isCompact className="rt-card">
      <CardBody>
        <div className="rt-timeline-head">
          <Title headingLevel="h2" size="md">
            {t("learning.quality")}
          </Title>
          <FormSelect className="rt-figure-choice" aria-label={t("learning.figure")} value={figure} onChange={(_event, value) => choose(value)}>
            {figures.map((one) => (
              <FormSelectOption key={one} value={one} label={nameOf(one)} />
            ))}
          </FormSelect>
        </div>
        {last === undefined ? (
          <p className="rt-subtle">{t("learning.noQuality")}</p>
        ) : (
          <TimeSeriesChart
            summary={t("learning.qualitySummary", { figure: nameOf(figure), count: points.length, champion: figureText(last.champion ?? undefined, format), challenger: figureText(last.challenger ?? undefined, format) })}
            series={series}
            data={[points.map((point) => point.at / 1000), points.map((point) => point.champion), points.map((point) => point.challenger)]}
            height={HEIGHT}
            from={from / 1000}
            to={to / 1000}
            min={least >= 0 ? Math.max(0, least - room) : least - room}
            max={most + room}
            timeZone={format.timeZone}
            formatValue={(value) => figureText(value, format)}
          />
        )}
      </CardBody>
    </Card>
  );
}
