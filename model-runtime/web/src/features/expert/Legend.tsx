import ThumbtackIcon from "@patternfly/react-icons/dist/esm/icons/thumbtack-icon";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { EXPERT_STATES } from "../../api/types.ts";
import { type CountsByState, figureWithUnit, type Scale, SHADES } from "./heat.ts";
import { StateIcon } from "./StateLabel.tsx";

/** What shades and signs mean, with the range they cover and how many experts are in each state. */
export function Legend({ scale, counts, pinned }: { scale: Scale; counts: CountsByState; pinned: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="rt-legend">
      {scale.measure !== "state" && (
        <div className="rt-legend-scale" role="img" aria-label={t("heat.scale", { measure: t(`measure.${scale.measure}`), low: figureWithUnit(scale.low, scale, format), high: figureWithUnit(scale.high, scale, format) })}>
          <span>{t(`measure.${scale.measure}Legend`)}</span>
          <span className="tv-number">{figureWithUnit(scale.low, scale, format)}</span>
          <span className="rt-legend-shades">
            {Array.from({ length: SHADES }, (_none, shade) => (
              <span key={shade} className={`rt-legend-shade rt-shade-${shade}`} />
            ))}
          </span>
          <span className="tv-number">{figureWithUnit(scale.high, scale, format)}</span>
        </div>
      )}
      <ul className="rt-legend-states" aria-label={t("heat.states")}>
        {EXPERT_STATES.map((state) => (
          <li key={state} title={t(`expertState.${state}Help`)}>
            <span className={`rt-legend-sign rt-cell rt-cell-plain rt-cell-${state}`} aria-hidden="true">
              <StateIcon state={state} />
            </span>
            {t(`expertState.${state}`)} <span className="tv-number rt-subtle">{format.number(counts[state], 0)}</span>
          </li>
        ))}
        <li title={t("expert.pinnedHelp")}>
          <ThumbtackIcon aria-hidden="true" /> {t("expert.pinned")} <span className="tv-number rt-subtle">{format.number(pinned, 0)}</span>
        </li>
      </ul>
    </div>
  );
}
