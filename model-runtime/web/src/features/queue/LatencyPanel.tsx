import { Button, Card, CardBody, CardTitle, FormSelect, FormSelectOption } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ColorToken, NothingState, QueryState, type Series, TimeSeriesChart, url, useFormat, useUrlState } from "@trivium/webkit";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { getQueueHistory, listMisses } from "../../api/client.ts";
import type { LatencyHistory, LatencySeries, MissedDeadline } from "../../api/types.ts";
import { chosenSeries, DURATIONS, latencyColumns, quantileOf, seriesKey } from "./latencyColumns.ts";

const RANGES = ["15", "60", "180", "360"] as const;
const SCHEMA = { minutes: url.oneOf(RANGES, "60"), series: url.text(100) };
const REFRESH_MS = 15_000;
const MOST_MISSES = 50;
const HEIGHT = 200;
const QUANTILES = ["p50Ms", "p95Ms", "p99Ms"] as const;
const FIRST: ColorToken = "--rt-class-interactive";
const SECOND: ColorToken = "--rt-class-near-real-time";
const THIRD: ColorToken = "--rt-class-bulk";
const COLORS = { p50Ms: SECOND, p95Ms: THIRD, p99Ms: FIRST, total: FIRST, waiting: THIRD, computing: SECOND } as const;

/** How long requests took over the last hours, by class and model, as the service keeps it. */
export function LatencyPanel() {
  const { t } = useTranslation();
  const [{ minutes, series }, change] = useUrlState(SCHEMA);
  const query = useQuery({
    queryKey: ["queues", "history", minutes],
    queryFn: ({ signal }) => getQueueHistory(Number(minutes), signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <Card isCompact className="rt-card" component="section" aria-labelledby="latency-title">
      <CardTitle component="h2" id="latency-title">
        {t("latency.title")}
      </CardTitle>
      <CardBody>
        <div className="rt-latency-choice">
          <FormSelect aria-label={t("latency.range")} value={minutes} onChange={(_event, value) => change({ minutes: value as (typeof RANGES)[number] })}>
            {RANGES.map((range) => (
              <FormSelectOption key={range} value={range} label={Number(range) < 60 ? t("latency.lastMinutes", { count: Number(range) }) : t("latency.lastHours", { count: Number(range) / 60 })} />
            ))}
          </FormSelect>
        </div>
        <QueryState query={query} isEmpty={(history) => history.series.length === 0} empty={<NothingState title={t("latency.nothing")}>{t("latency.nothingHelp")}</NothingState>}>
          {(history) => <Latencies history={history} series={chosenSeries(history, series)} onChoose={(key) => change({ series: key })} />}
        </QueryState>
      </CardBody>
    </Card>
  );
}

function Latencies({ history, series, onChoose }: { history: LatencyHistory; series: LatencySeries | undefined; onChoose: (key: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (series === undefined) return null;
  return (
    <>
      <p className="rt-subtle">{t("latency.help", { time: format.dateTime(history.since) })}</p>
      <LatencyTable history={history} chosen={seriesKey(series)} onChoose={onChoose} />
      <div className="rt-charts rt-charts-two">
        <QuantileChart history={history} series={series} />
        <PartChart history={history} series={series} />
      </div>
    </>
  );
}

function LatencyTable({ history, chosen, onChoose }: { history: LatencyHistory; chosen: string; onChoose: (key: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = (value: number | undefined) => (value === undefined ? "—" : format.milliseconds(value));
  return (
    <div className="rt-table-scroll" tabIndex={0} role="group" aria-label={t("latency.table")}>
      <Table variant="compact" borders={false} aria-label={t("latency.table")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th rowSpan={2}>{t("latency.source")}</Th>
            <Th rowSpan={2} className="rt-right">
              {t("latency.answered")}
            </Th>
            {DURATIONS.map((duration) => (
              <Th key={duration} colSpan={3} textCenter>
                {t(`latency.${duration}`)}
              </Th>
            ))}
            <Th rowSpan={2} className="rt-right">
              {t("queues.misses")}
            </Th>
            <Th rowSpan={2} className="rt-right">
              {t("queues.refusals")}
            </Th>
          </Tr>
          <Tr>
            {DURATIONS.flatMap((duration) =>
              QUANTILES.map((quantile) => (
                <Th key={`${duration} ${quantile}`} className="rt-right">
                  {t(`latency.${quantile}`)}
                </Th>
              )),
            )}
          </Tr>
        </Thead>
        <Tbody>
          {history.series.map((one) => {
            const key = seriesKey(one);
            return (
              <Tr key={key} data-series={key} isRowSelected={key === chosen}>
                <Td>
                  <Button variant="link" isInline className={one.model === undefined ? "" : "rt-latency-model"} aria-pressed={key === chosen} onClick={() => onChoose(key)}>
                    {one.model ?? t(`latencyClass.${one.latencyClass}`)}
                  </Button>
                </Td>
                <Td className="tv-number rt-right">{format.number(one.whole.answered, 0)}</Td>
                {DURATIONS.flatMap((duration) =>
                  QUANTILES.map((quantile) => (
                    <Td key={`${duration} ${quantile}`} className="tv-number rt-right">
                      {text(quantileOf(one.whole, duration, quantile))}
                    </Td>
                  )),
                )}
                <Td className="tv-number rt-right">{format.number(one.whole.missed, 0)}</Td>
                <Td className="tv-number rt-right">{format.number(one.whole.refused, 0)}</Td>
              </Tr>
            );
          })}
        </Tbody>
      </Table>
    </div>
  );
}

function useSourceName(): (series: LatencySeries) => string {
  const { t } = useTranslation();
  return (series) => (series.model === undefined ? t(`latencyClass.${series.latencyClass}`) : t("latency.modelIn", { model: series.model, latencyClass: t(`latencyClass.${series.latencyClass}`) }));
}

function QuantileChart({ history, series }: { history: LatencyHistory; series: LatencySeries }) {
  const { t } = useTranslation();
  const data = useMemo(() => latencyColumns(history, series, QUANTILES.map((quantile) => ["total", quantile] as const)), [history, series]);
  const lines = QUANTILES.map((quantile): Series => ({ label: t(`latency.${quantile}`), color: COLORS[quantile], shape: "line" }));
  return <LatencyChart history={history} series={series} title={t("latency.totalChart")} lines={lines} data={data} />;
}

function PartChart({ history, series }: { history: LatencyHistory; series: LatencySeries }) {
  const { t } = useTranslation();
  const data = useMemo(() => latencyColumns(history, series, DURATIONS.map((duration) => [duration, "p99Ms"] as const)), [history, series]);
  const lines = DURATIONS.map((duration): Series => ({ label: t(`latency.${duration}`), color: COLORS[duration], shape: duration === "total" ? "dashed" : "line" }));
  return <LatencyChart history={history} series={series} title={t("latency.partChart")} lines={lines} data={data} />;
}

function LatencyChart({ history, series, title, lines, data }: { history: LatencyHistory; series: LatencySeries; title: string; lines: readonly Series[]; data: ReturnType<typeof latencyColumns> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useSourceName();
  const [at, ...columns] = data;
  const highest = columns.map((column, index) => `${lines[index]?.label ?? ""} ${format.milliseconds(Math.max(0, ...column.map((value) => value ?? 0)))}`).join(", ");
  return (
    <section aria-label={title}>
      <h3 className="rt-section-title">
        {title} <span className="rt-subtle">{nameOf(series)}</span>
      </h3>
      <TimeSeriesChart
        summary={t("latency.chartSummary", { source: nameOf(series), highest })}
        series={lines}
        data={[at, ...columns]}
        height={HEIGHT}
        from={at[0] ?? 0}
        to={Math.ceil(Date.parse(history.to) / 1_000)}
        min={0}
        timeZone={format.timeZone}
        formatValue={(value) => format.milliseconds(value)}
      />
    </section>
  );
}

/** Which requests were not answered in time. */
export function MissedDeadlines() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["queues", "misses"], queryFn: ({ signal }) => listMisses(MOST_MISSES, signal), refetchInterval: REFRESH_MS });
  return (
    <Card isCompact className="rt-card">
      <CardTitle component="h2">{t("latency.missedTitle")}</CardTitle>
      <CardBody>
        <QueryState query={query} isEmpty={(misses) => misses.length === 0} empty={<p>{t("latency.noneMissed")}</p>}>
          {(misses) => <MissedTable misses={misses} />}
        </QueryState>
      </CardBody>
    </Card>
  );
}

function MissedTable({ misses }: { misses: readonly MissedDeadline[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="rt-table-scroll" tabIndex={0} role="group" aria-label={t("latency.missedTitle")}>
      <Table variant="compact" borders={false} aria-label={t("latency.missedTitle")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("history.at")}</Th>
            <Th>{t("column.model")}</Th>
            <Th>{t("column.version")}</Th>
            <Th>{t("queues.class")}</Th>
            <Th>{t("latency.stage")}</Th>
            <Th className="rt-right">{t("latency.allowed")}</Th>
            <Th className="rt-right">{t("latency.after")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {misses.map((miss, index) => (
            <Tr key={`${miss.at} ${index}`}>
              <Td className="tv-number">{format.dateTime(miss.at)}</Td>
              <Td className="rt-mono">{miss.model}</Td>
              <Td className="tv-number">{miss.version}</Td>
              <Td>{t(`latencyClass.${miss.latencyClass}`)}</Td>
              <Td>{t(miss.began ? "latency.whileComputing" : "latency.whileWaiting")}</Td>
              <Td className="tv-number rt-right">{format.milliseconds(miss.allowedMs)}</Td>
              <Td className="tv-number rt-right">{format.milliseconds(miss.afterMs)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
