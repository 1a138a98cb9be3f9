import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { Backtest } from "../../api/rules.ts";

type Days = NonNullable<Backtest["result"]>["days"];

const WIDTH = 720;
const HEIGHT = 120;

/** Hits a day as bars, those labelled fraud in front. */
export function AlertsByDay({ days }: { days: Days }) {
  const { t } = useTranslation();
  const format = useFormat();
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return null;
  const most = Math.max(1, ...days.map((day) => day.hits));
  const step = WIDTH / days.length;
  const width = Math.max(1, Math.min(28, step * 0.7));
  const height = (value: number) => (value / most) * (HEIGHT - 4);
  const busiest = days.reduce((one, next) => (next.hits > one.hits ? next : one), first);
  return (
    <figure className="fin-bars">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t("rules.plotSummary", { days: days.length, most: busiest.hits, day: busiest.day })} preserveAspectRatio="none">
        {days.map((day, index) => (
          <g key={day.day} transform={`translate(${index * step + (step - width) / 2} 0)`}>
            <title>{t("rules.plotDay", { day: day.day, hits: day.hits, fraud: day.hitFraud })}</title>
            <rect className="fin-bar" y={HEIGHT - height(day.hits)} width={width} height={height(day.hits)} />
            <rect className="fin-bar-fraud" y={HEIGHT - height(day.hitFraud)} width={width} height={height(day.hitFraud)} />
          </g>
        ))}
      </svg>
      <figcaption>
        <span>{first.day}</span>
        <span>
          <i className="fin-bar-key" aria-hidden="true" /> {t("rules.plotHits", { most: new Intl.NumberFormat(format.locale).format(most) })} <i className="fin-bar-key fin-bar-key-fraud" aria-hidden="true" /> {t("rules.plotFraud")}
        </span>
        <span>{last.day}</span>
      </figcaption>
    </figure>
  );
}
