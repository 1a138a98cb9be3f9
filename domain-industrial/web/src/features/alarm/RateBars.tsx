import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { useWords } from "../shared/useWords.ts";

/** So many bars at most; of what falls into one the highest counts, for a flood must not vanish in a mean. */
const BARS = 144;

/** Alarms in each ten minutes against the limit of a flood. */
export function RateBars({ bars, limit }: { bars: readonly { at: string; alarms: number }[]; limit: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const step = Math.max(1, Math.ceil(bars.length / BARS));
  const shown = Array.from({ length: Math.ceil(bars.length / step) }, (_, i) => {
    const part = bars.slice(i * step, (i + 1) * step);
    return { at: part[0]?.at ?? "", alarms: Math.max(...part.map((one) => one.alarms)) };
  });
  const top = Math.max(limit * 1.2, ...shown.map((one) => one.alarms));
  const highest = shown.reduce((most, one) => (one.alarms > most.alarms ? one : most), { at: "", alarms: 0 });
  const [first, last] = [shown[0], shown.at(-1)];
  const now = Date.now();
  return (
    <figure className="ind-rate">
      <svg viewBox={`0 0 ${shown.length * 4} 100`} preserveAspectRatio="none" role="img" aria-label={t("alarmFigures.rateSummary", { highest: highest.alarms, at: highest.at === "" ? "—" : format.dateTime(highest.at), limit })}>
        {shown.map((one, i) => (
          <rect key={one.at} className={one.alarms > limit ? "ind-rate-flood" : "ind-rate-bar"} x={i * 4} width="3" y={100 - (100 * one.alarms) / top} height={(100 * one.alarms) / top} />
        ))}
        <line className="ind-rate-limit" x1="0" x2={shown.length * 4} y1={100 - (100 * limit) / top} y2={100 - (100 * limit) / top} />
      </svg>
      <figcaption>
        <span>{first === undefined ? "" : words.moment(first.at, now)}</span>
        <span>{t("alarmFigures.limit", { limit })}</span>
        <span>{last === undefined ? "" : words.moment(last.at, now)}</span>
      </figcaption>
    </figure>
  );
}
