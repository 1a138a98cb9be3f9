import { Card, CardBody, CardTitle, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { QueryState, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Button } from "@patternfly/react-core";
import { getAlarmFigures } from "../../api/client.ts";
import type { AlarmFigures } from "../../api/types.ts";
import { FLOOD_LIMIT } from "../overview/PlantFigures.tsx";
import { Figure } from "../shared/Figure.tsx";
import { PriorityLabel } from "../shared/Priority.tsx";
import { Since } from "../shared/Since.tsx";
import { useWords } from "../shared/useWords.ts";
import { type AlarmFilter, RANGE_HOURS, RANGES } from "./filters.ts";
import { RateBars } from "./RateBars.tsx";

interface Props {
  readonly range: AlarmFilter["range"];
  readonly onRange: (range: AlarmFilter["range"]) => void;
  readonly onSelect: (alarmId: string) => void;
}

/** Performance of the alarm system itself (ISA-18.2): rates, floods, and which alarms to correct first. */
export function AlarmFiguresTab({ range, onRange, onSelect }: Props) {
  const { t } = useTranslation();
  const hours = RANGE_HOURS[range];
  const query = useQuery({ queryKey: ["alarm-figures", hours], queryFn: ({ signal }) => getAlarmFigures(hours, signal), refetchInterval: 60_000 });
  return (
    <>
      <div className="ind-section-head">
        <p className="ind-subtle">{t("alarmFigures.help")}</p>
        <ToggleGroup aria-label={t("filter.range")}>
          {RANGES.map((choice) => (
            <ToggleGroupItem key={choice} buttonId={`figures-${choice}`} text={t(`range.${choice}`)} isSelected={range === choice} onChange={() => onRange(choice)} />
          ))}
        </ToggleGroup>
      </div>
      <QueryState query={query}>{(figures) => <Figures figures={figures} onSelect={onSelect} />}</QueryState>
    </>
  );
}

function Figures({ figures, onSelect }: { figures: AlarmFigures; onSelect: (alarmId: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useWords();
  const most = figures.mostFrequent[0]?.alarms ?? 1;
  return (
    <>
      <div className="ind-figures">
        <Figure
          name={t("alarmFigures.perHour")}
          value={format.number(figures.averagePerHour, 1)}
          unit={t("alarmFigures.perHourUnit")}
          note={t("alarmFigures.perHourNote", { from: format.dateTime(figures.observedFrom) })}
          isAbnormal={figures.averagePerHour > 12} />
        <Figure name={t("alarmFigures.inFlood")} value={format.number(figures.percentOfTimeInFlood, 1)} unit="%" note={t("alarmFigures.inFloodNote")} isAbnormal={figures.percentOfTimeInFlood > 1} />
        <Figure name={t("alarmFigures.floods")} value={format.number(figures.floods.length, 0)} note={t("figure.floodFrom", { count: FLOOD_LIMIT })} />
      </div>
      <Card isCompact>
        <CardTitle component="h2">{t("alarmFigures.rate")}</CardTitle>
        <CardBody>
          <RateBars bars={figures.perTenMinutes} limit={FLOOD_LIMIT} />
        </CardBody>
      </Card>
      <div className="ind-cards">
        <Card isCompact>
          <CardTitle component="h2">{t("alarmFigures.mostFrequent")}</CardTitle>
          <CardBody>
            <ol className="ind-bars">
              {figures.mostFrequent.map((one) => (
                <li key={`${one.assetName} ${one.condition}`}>
                  <span>
                    {one.condition} <span className="ind-subtle">{one.assetName}</span>
                  </span>
                  <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                    <rect className="ind-share" width={(100 * one.alarms) / most} height="8" />
                  </svg>
                  <span className="tv-number">{format.number(one.alarms, 0)}</span>
                </li>
              ))}
            </ol>
          </CardBody>
        </Card>
        <Card isCompact>
          <CardTitle component="h2">{t("alarmFigures.floodList")}</CardTitle>
          <CardBody>
            {figures.floods.length === 0 && <p className="ind-subtle">{t("alarmFigures.noFlood")}</p>}
            <ul className="ind-plain">
              {figures.floods.map((flood) => (
                <li key={flood.floodId}>
                  <strong>{flood.cause ?? t("alarms.noCause")}</strong>, {t("alarmFigures.floodCount", { count: flood.alarms })}
                  <div className="ind-subtle">
                    {format.dateTime(flood.from)} – {flood.to == null ? t("alarmFigures.lasting") : words.moment(flood.to, Date.parse(flood.from))}
                  </div>
                  <div>{flood.topConditions.map((one) => `${one.condition} ${one.assetName} ×${one.alarms}`).join(" · ")}</div>
                </li>
              ))}
            </ul>
          </CardBody>
        </Card>
        <Card isCompact>
          <CardTitle component="h2">{t("alarmFigures.longest")}</CardTitle>
          <CardBody>
            <ul className="ind-plain">
              {figures.longestStanding.map((alarm) => (
                <li key={alarm.alarmId} className="ind-standing">
                  <PriorityLabel priority={alarm.priority} />
                  <Button variant="link" isInline onClick={() => onSelect(alarm.alarmId)}>
                    {alarm.condition}
                  </Button>
                  <span className="ind-subtle">{alarm.assetName}</span>
                  <Since at={alarm.activeSince} />
                </li>
              ))}
            </ul>
          </CardBody>
        </Card>
      </div>
    </>
  );
}
