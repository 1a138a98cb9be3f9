import { Button, Card, CardBody, CardTitle } from "@patternfly/react-core";
import CheckIcon from "@patternfly/react-icons/dist/esm/icons/check-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Predicted, Recommendation } from "../../api/types.ts";
import { At } from "../shared/Since.tsx";
import { useWords } from "../shared/useWords.ts";
import { RangeBar } from "./RangeBar.tsx";
import { VerdictDialog, type VerdictKind } from "./VerdictDialog.tsx";

/** Settings, what they are expected to make of the bead, and what the operator says to it. */
export function RecommendationCard({ recommendation }: { recommendation: Recommendation }) {
  const { t } = useTranslation();
  const words = useWords();
  const [verdict, setVerdict] = useState<VerdictKind | undefined>();
  const { settings, predicted, heat, gridHeat, state } = recommendation;
  const excess = gridHeat == null ? undefined : heat.expected / gridHeat - 1;
  return (
    <Card isCompact>
      <CardTitle component="h2">
        {t(`recommendationState.${state}`)} <span className="ind-subtle">{t("process.madeBy", { by: recommendation.by })}, <At at={recommendation.at} /></span>
      </CardTitle>
      <CardBody>
        <div className="ind-recommendation">
          <section aria-labelledby="settings-title">
            <h3 id="settings-title">{t("process.settings")}</h3>
            <ul className="ind-plain">
              {settings.map((setting) => (
                <li key={setting.name} className="ind-range-row">
                  <span>{t(`setting.${setting.name}`, { defaultValue: setting.name })}</span>
                  <strong className="tv-number">{words.quantity(setting.value, setting.unit)}</strong>
                  <RangeBar low={setting.low} high={setting.high} value={setting.value} />
                  <span className="tv-number ind-subtle">
                    {words.format.number(setting.low, 1)}–{words.quantity(setting.high, setting.unit)}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <section aria-labelledby="bead-title">
            <h3 id="bead-title">{t("process.bead")}</h3>
            <PredictedBead predicted={predicted} />
            <p>
              {t("process.heat")} <strong className="tv-number">{words.quantity(heat.expected, heat.unit)}</strong>
              {excess !== undefined && <span className="ind-subtle"> {t(excess < 0 ? "process.belowGrid" : "process.againstGrid", { grid: words.quantity(gridHeat, heat.unit), percent: words.format.percent(Math.abs(excess), 1) })}</span>}
            </p>
          </section>
        </div>
        <p className="ind-subtle">{t("process.model", { model: recommendation.modelVersion })}</p>
        {state === "proposed" ? (
          <div className="ind-actions">
            <Button variant="primary" onClick={() => setVerdict("accept")}>
              {t("verdict.accept")}
            </Button>
            <Button variant="secondary" onClick={() => setVerdict("prefer")}>
              {t("verdict.prefer")}
            </Button>
            <Button variant="link" onClick={() => setVerdict("reject")}>
              {t("verdict.reject")}
            </Button>
          </div>
        ) : (
          <VerdictText recommendation={recommendation} />
        )}
        {verdict !== undefined && <VerdictDialog recommendation={recommendation} kind={verdict} onClose={() => setVerdict(undefined)} />}
      </CardBody>
    </Card>
  );
}

/** Each dimension with its interval of 90 % and whether it keeps its limit. */
export function PredictedBead({ predicted }: { predicted: readonly Predicted[] }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <ul className="ind-plain">
      {predicted.map((one) => {
        const spread = Math.max(one.upper - one.lower, 0.5);
        const known = [one.lower, one.upper, ...(one.limit == null ? [] : [one.limit])];
        return (
          <li key={one.dimension} className="ind-range-row">
            <span>{t(`dimension.${one.dimension}`, { defaultValue: one.dimension })}</span>
            <strong className="tv-number">
              {words.format.number(one.expected, 2, 2)} ± {words.format.number((one.upper - one.lower) / 2, 2, 2)} {words.unit(one.unit)}
            </strong>
            <RangeBar low={Math.min(...known) - spread * 0.3} high={Math.max(...known) + spread * 0.3} value={one.expected} lower={one.lower} upper={one.upper} limit={one.limit ?? undefined} />
            <span className={one.holds ? "ind-subtle" : "ind-above"}>
              {one.holds ? <CheckIcon aria-hidden="true" /> : <ExclamationCircleIcon aria-hidden="true" />} {one.limit == null || one.keeps == null ? t("process.unlimited") : t("process.keeps", { count: Math.floor(one.keeps * 100 + 0.5), limit: words.quantity(one.limit, one.unit) })}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function VerdictText({ recommendation: { verdict, state, settings } }: { recommendation: Recommendation }) {
  const { t } = useTranslation();
  const words = useWords();
  if (verdict == null) return null;
  const own = (verdict.settings ?? []).map(({ name, value }) => `${t(`setting.${name}`, { defaultValue: name })} ${words.quantity(value, settings.find((one) => one.name === name)?.unit)}`);
  return (
    <p className="ind-advice">
      <strong>{t(`recommendationState.${state}`)}</strong> {verdict.by}, <At at={verdict.at} />
      {own.length > 0 && <span className="ind-block">{t("verdict.own", { settings: own.join(", ") })}</span>}
      {verdict.reason != null && <span className="ind-block">{verdict.reason}</span>}
    </p>
  );
}
