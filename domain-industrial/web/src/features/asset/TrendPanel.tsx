import { Button, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import AngleLeftIcon from "@patternfly/react-icons/dist/esm/icons/angle-left-icon";
import AngleRightIcon from "@patternfly/react-icons/dist/esm/icons/angle-right-icon";
import SearchMinusIcon from "@patternfly/react-icons/dist/esm/icons/search-minus-icon";
import SearchPlusIcon from "@patternfly/react-icons/dist/esm/icons/search-plus-icon";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ErrorState, LoadingState, useShortcut } from "@trivium/webkit";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { getTrends } from "../../api/client.ts";
import type { Alarm, AlarmRule, Trend } from "../../api/types.ts";
import { byUnit, traceOf } from "../plot/traces.ts";
import { TrendPlot } from "../plot/TrendPlot.tsx";
import { useSecond } from "../shared/clock.ts";
import { useWords } from "../shared/useWords.ts";
import { dragged, moved, RANGES, type Range, type Window, windowOf, zoomed } from "./window.ts";

interface Props {
  readonly assetId: string;
  readonly tags: readonly string[];
  readonly view: { readonly range: Range; readonly from: string; readonly to: string; readonly detail: "screen" | "full" };
  readonly change: (next: { range?: Range; from?: string; to?: string; detail?: "screen" | "full" }) => void;
  /** Whose begins are drawn in. */
  readonly alarms: readonly Alarm[];
  /** Whose limits are drawn in. */
  readonly rules: readonly AlarmRule[];
}

const HEIGHT_PX = 190;
/** Stretches of a plot as wide as a screen, and the most that the service answers. */
const SCREEN_PIXELS = 1_600;
const FULL_PIXELS = 20_000;

/** Tags over time, those of one unit in one plot; a selected range is loaded again at a finer resolution. */
export function TrendPanel({ assetId, tags, view, change, alarms, rules }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useSecond();
  const { from, to, isLive } = windowOf(view, now);
  const request = { tag: [...tags], from: new Date(from).toISOString(), to: new Date(to).toISOString(), pixels: view.detail === "full" ? FULL_PIXELS : SCREEN_PIXELS };
  const query = useQuery({ queryKey: ["trends", assetId, request], queryFn: ({ signal }) => getTrends(assetId, request, signal), enabled: tags.length > 0, placeholderData: keepPreviousData, gcTime: 20_000 });
  const look = (next: Window) => change({ from: new Date(next.from).toISOString(), to: new Date(next.to).toISOString() });
  const zoom = (factor: number) => look(zoomed({ from, to }, factor, Date.now()));
  const move = (share: number) => look(moved({ from, to }, share, Date.now()));
  const goLive = () => change({ from: "", to: "" });
  useShortcut("-", t("trend.out"), () => zoom(2));
  useShortcut("=", t("trend.in"), () => zoom(0.5));
  useShortcut("[", t("trend.earlier"), () => move(-0.5));
  useShortcut("]", t("trend.later"), () => move(0.5));
  useShortcut("0", t("trend.live"), goLive);
  return (
    <>
      <div className="ind-section-head">
        <ToggleGroup isCompact aria-label={t("filter.range")}>
          {RANGES.map((range) => (
            <ToggleGroupItem key={range} buttonId={`trend-${range}`} text={t(`range.${range}`)} isSelected={isLive && view.range === range} onChange={() => change({ range, from: "", to: "" })} />
          ))}
        </ToggleGroup>
        <span className="ind-trend-acts">
          <Button variant="plain" size="sm" icon={<AngleLeftIcon />} aria-label={t("trend.earlier")} title={`${t("trend.earlier")} ([)`} onClick={() => move(-0.5)} />
          <Button variant="plain" size="sm" icon={<SearchMinusIcon />} aria-label={t("trend.out")} title={`${t("trend.out")} (-)`} onClick={() => zoom(2)} />
          <Button variant="plain" size="sm" icon={<SearchPlusIcon />} aria-label={t("trend.in")} title={`${t("trend.in")} (=)`} onClick={() => zoom(0.5)} />
          <Button variant="plain" size="sm" icon={<AngleRightIcon />} aria-label={t("trend.later")} title={`${t("trend.later")} (])`} onClick={() => move(0.5)} />
          <Button variant={isLive ? "primary" : "secondary"} size="sm" onClick={goLive} aria-pressed={isLive}>
            {t("trend.live")}
          </Button>
        </span>
        <ToggleGroup isCompact aria-label={t("trend.detail")}>
          <ToggleGroupItem buttonId="trend-full" text={t("trend.full")} isSelected={view.detail === "full"} onChange={() => change({ detail: view.detail === "full" ? "screen" : "full" })} />
        </ToggleGroup>
      </div>
      {tags.length === 0 && <p className="ind-subtle">{t("trend.none")}</p>}
      {query.isPending && tags.length > 0 && <LoadingState />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data !== undefined && tags.length > 0 && (
        <>
          <Plots trends={query.data.items} from={from} to={to} alarms={alarms} rules={rules} onZoom={(first, last) => look(dragged(first, last))} />
          <p className="ind-subtle ind-trend-note">
            {t("trend.note", {
              from: words.format.dateTime(from),
              to: words.format.dateTime(to),
              level: t(`level.${query.data.items[0]?.level ?? "reading"}`),
              count: query.data.items.reduce((sum, one) => sum + one.at.length, 0),
            })}
          </p>
        </>
      )}
    </>
  );
}

function Plots({ trends, from, to, alarms, rules, onZoom }: { trends: readonly Trend[]; alarms: readonly Alarm[]; rules: readonly AlarmRule[]; onZoom: (from: number, to: number) => void } & Window) {
  const { t } = useTranslation();
  const words = useWords();
  const groups = useMemo(() => [...byUnit(trends.map(traceOf))], [trends]);
  const limits = useMemo(
    () => new Map(groups.map(([unit, traces]) => [unit, rules.filter((rule) => traces.some((trace) => trace.label === rule.tag)).map((rule) => ({ value: rule.limit ?? 0, label: t("plot.ruleLimit", { name: rule.name, side: rule.side === "low" ? "<" : ">", value: words.quantity(rule.limit, unit) }) }))])),
    [groups, rules, t, words],
  );
  const moments = useMemo(() => alarms.map((alarm) => ({ at: Date.parse(alarm.activeSince), label: alarm.condition })), [alarms]);
  let first = 0;
  return (
    <>
      {groups.map(([unit, traces]) => {
        const color = first;
        first += traces.length;
        return (
          <div key={unit} className="ind-trend">
            <h3 className="ind-subtle">{words.unit(unit) || t("trend.noUnit")}</h3>
            <TrendPlot
              summary={t("plot.summary", { tags: traces.map((trace) => trace.label).join(", "), from: words.format.dateTime(from), to: words.format.dateTime(to) })}
              traces={traces}
              firstColor={color}
              from={from}
              to={to}
              height={HEIGHT_PX}
              limits={limits.get(unit) ?? []}
              moments={moments}
              syncKey="trend"
              onZoom={onZoom}
            />
          </div>
        );
      })}
    </>
  );
}
