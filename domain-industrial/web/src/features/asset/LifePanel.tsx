import { Alert } from "@patternfly/react-core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { AssetLife } from "../../api/types.ts";
import { TrendPlot } from "../plot/TrendPlot.tsx";
import { OutlookList } from "../shared/OutlookList.tsx";
import { Since } from "../shared/Since.tsx";
import { useWords } from "../shared/useWords.ts";

const HEIGHT_PX = 130;
/** A line is broken where so many usual steps are missing, as between two lives. */
const GAP_STEPS = 12;

function gapOf(at: readonly number[]): number {
  const steps = at.slice(1).map((time, index) => time - (at[index] ?? time));
  return GAP_STEPS * (steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 1);
}

/** How long the asset is expected to last, how sure that is, and how the expectation has moved. */
export function LifePanel({ life }: { life: AssetLife }) {
  const { t } = useTranslation();
  const words = useWords();
  const { history } = life;
  const traces = useMemo(
    () => [
      {
        label: t("life.expected"),
        unit: life.unit,
        at: history.map((point) => Date.parse(point.at)),
        mean: history.map((point) => point.expected),
        lowest: history.map((point) => point.lower),
        highest: history.map((point) => point.upper),
        gapMs: gapOf(history.map((point) => Date.parse(point.at))),
      },
    ],
    [history, life.unit, t],
  );
  const [first, last] = [history[0], history.at(-1)];
  return (
    <>
      {life.degraded && <Alert variant="warning" isInline isPlain title={t("life.degraded")} />}
      <div className="ind-headline">
        <span className="ind-headline-value tv-number">
          {t("life.atLeast", { lower: words.format.number(life.lower, 0) })} <span className="ind-figure-unit">{words.unit(life.unit)}</span>
        </span>
        <span>{t("life.interval", { expected: words.format.number(life.expected, 0), lower: words.format.number(life.lower, 0), upper: words.format.number(life.upper, 0) })}</span>
        <span className="ind-subtle">
          <Since at={life.at} />
        </span>
      </div>
      {first !== undefined && last !== undefined && history.length > 1 && (
        <TrendPlot
          summary={t("life.summary", { from: words.format.number(first.expected, 0), to: words.format.number(last.expected, 0) })}
          traces={traces}
          from={Date.parse(first.at)}
          to={Date.parse(last.at)}
          height={HEIGHT_PX}
        />
      )}
      {life.outlook != null && <OutlookList outlook={life.outlook} />}
      <p className="ind-subtle">{t("life.note", { horizon: words.format.number(life.horizon, 0), model: life.modelVersion })}</p>
    </>
  );
}
