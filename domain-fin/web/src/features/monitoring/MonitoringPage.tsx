import { Card, CardBody, CardTitle, Content, FormSelect, FormSelectOption, PageSection, TextInput, Title, Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ColorToken, fromLocalInput, NothingState, QueryState, TimeSeriesChart, toLocalInput, useFormat, useUrlState } from "@trivium/webkit";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { getMonitoring } from "../../api/client.ts";
import type { Monitoring } from "../../api/types.ts";
import { CalibrationTable, DriftTable, MoneyTable, WeekTable } from "./MonitoringTables.tsx";
import { columns, firstSecond, monitoringFilter, monitoringInterval, MONITORING_RANGES, type MonitoringRange } from "./ranges.ts";

const HEIGHT = 180;
/** A point is at the beginning of its day; half a day of room keeps the first one off the axis. */
const HALF_DAY_S = 43_200;
const GREEN: ColorToken = "--pf-t--global--icon--color--status--success--default";
const REFER: ColorToken = "--fin-refer-color";
const DECLINE: ColorToken = "--fin-decline-color";
const TEXT: ColorToken = "--pf-t--global--text--color--regular";

/** How the decisions about payments of a time did, from the roll-ups. */
export function MonitoringPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const [filter, change] = useUrlState(monitoringFilter);
  const { range, from, to } = filter;
  const [asked, setAsked] = useState(() => Date.now());
  const span = useMemo(() => monitoringInterval(range, from, to, asked), [range, from, to, asked]);
  const query = useQuery({ queryKey: ["monitoring", span], queryFn: ({ signal }) => getMonitoring(span, signal), placeholderData: keepPreviousData });
  const refilter = (next: Parameters<typeof change>[0]) => {
    setAsked(Date.now());
    change(next);
  };
  return (
    <PageSection className="fin-page">
      <div className="fin-page-head">
        <Title headingLevel="h1">{t("monitoring.title")}</Title>
        <span className="tv-time-zone">{t("timesIn", { zone: format.timeZoneLabel })}</span>
      </div>
      <Toolbar className="fin-toolbar" aria-label={t("filter.label")}>
        <ToolbarContent>
          <ToolbarItem>
            <FormSelect aria-label={t("monitoring.range")} value={range} onChange={(_event, value) => refilter({ range: value as MonitoringRange, from: span.from, to: span.to })}>
              {MONITORING_RANGES.map((choice) => (
                <FormSelectOption key={choice} value={choice} label={t(`monitoring.range_${choice}`)} />
              ))}
            </FormSelect>
          </ToolbarItem>
          {range === "custom" && (
            <>
              <ToolbarItem>
                <TextInput type="datetime-local" aria-label={t("history.from")} value={toLocalInput(from, format.timeZone)} onChange={(_event, value) => refilter({ from: fromLocalInput(value, format.timeZone) })} />
              </ToolbarItem>
              <ToolbarItem>
                <TextInput type="datetime-local" aria-label={t("history.to")} value={toLocalInput(to, format.timeZone)} onChange={(_event, value) => refilter({ to: fromLocalInput(value, format.timeZone) })} />
              </ToolbarItem>
            </>
          )}
        </ToolbarContent>
      </Toolbar>
      <QueryState query={query} isEmpty={(figures) => figures.series.length === 0} empty={<NothingState title={t("monitoring.nothing")}>{t("monitoring.nothingBody")}</NothingState>}>
        {(figures) => <Figures figures={figures} />}
      </QueryState>
    </PageSection>
  );
}

function Section({ title, note, children }: { readonly title: string; readonly note?: string; readonly children: ReactNode }) {
  return (
    <Card isCompact>
      <CardTitle component="h2">{title}</CardTitle>
      <CardBody>
        {note !== undefined && <Content component="small">{note}</Content>}
        {children}
      </CardBody>
    </Card>
  );
}

function Figures({ figures }: { readonly figures: Monitoring }) {
  const { t } = useTranslation();
  const format = useFormat();
  const asked = Date.parse(figures.from) / 1000;
  const begin = firstSecond(figures);
  const axis = { from: begin, to: Date.parse(figures.to) / 1000, min: 0, height: HEIGHT, timeZone: format.timeZone };
  const decisions = figures.days.reduce((sum, day) => sum + day.decisions, 0);
  const alerts = figures.days.reduce((sum, day) => sum + day.alerts, 0);
  const busiest = Math.max(0, ...figures.days.map((day) => day.alerts));
  const p99 = figures.series.at(-1)?.p99;
  const days = figures.days.map((day) => Date.parse(day.start) / 1000);
  const capacityFrom = Math.min(axis.from, (days[0] ?? axis.from) - HALF_DAY_S);
  return (
    <>
      {begin > asked && <Content component="small">{t("monitoring.since", { from: format.dateTime(begin * 1000) })}</Content>}
      <div className="fin-charts fin-charts-three">
        <Section title={t("monitoring.volume")} note={t("monitoring.perStep", { hours: figures.step / 3600 })}>
          <TimeSeriesChart
            {...axis}
            summary={t("monitoring.volumeSummary", { decisions: format.number(decisions), alerts: format.number(alerts) })}
            series={[
              { label: t("outcome.approve"), color: GREEN, shape: "line" },
              { label: t("outcome.refer"), color: REFER, shape: "line" },
              { label: t("outcome.decline"), color: DECLINE, shape: "line" },
            ]}
            data={columns(figures.series, [(point) => point.approved, (point) => point.referred, (point) => point.declined])}
            isCount
            formatValue={(value) => format.number(value, 0)}
          />
        </Section>
        <Section title={t("monitoring.latency")} note={t("monitoring.latencyNote")}>
          <TimeSeriesChart
            {...axis}
            summary={t("monitoring.latencySummary", { p99: format.milliseconds(p99 ?? NaN) })}
            series={[
              { label: "p50", color: GREEN, shape: "line" },
              { label: "p95", color: REFER, shape: "line" },
              { label: "p99", color: DECLINE, shape: "line" },
            ]}
            data={columns(figures.series, [(point) => point.p50, (point) => point.p95, (point) => point.p99])}
            formatValue={(value) => format.milliseconds(value)}
          />
        </Section>
        <Section title={t("monitoring.capacity")} note={t("monitoring.capacityNote", { count: figures.reviewsPerDay })}>
          <TimeSeriesChart
            {...axis}
            from={capacityFrom}
            summary={t("monitoring.capacitySummary", { busiest: format.number(busiest), capacity: format.number(figures.reviewsPerDay) })}
            series={[
              { label: t("monitoring.alerts"), color: DECLINE, shape: "points" },
              { label: t("monitoring.capacityLine"), color: TEXT, shape: "dashed" },
            ]}
            data={[
              [capacityFrom, ...days, axis.to],
              [null, ...figures.days.map((day) => day.alerts), null],
              [figures.reviewsPerDay, ...figures.days.map(() => figures.reviewsPerDay), figures.reviewsPerDay],
            ]}
            isCount
            formatValue={(value) => format.number(value, 0)}
          />
        </Section>
      </div>
      <Section title={t("monitoring.weeks")} note={t("monitoring.weeksNote")}>
        <WeekTable figures={figures} />
      </Section>
      <Section title={t("monitoring.money")} note={t("monitoring.moneyNote")}>
        <MoneyTable figures={figures} />
      </Section>
      <Section
        title={t("monitoring.drift")}
        note={t("monitoring.driftNote", {
          since: format.dateTime(figures.driftFrom),
          from: format.dateTime(figures.referenceFrom),
          to: format.dateTime(figures.referenceTo),
        })}
      >
        <DriftTable figures={figures} />
      </Section>
      <Section
        title={t("monitoring.calibration")}
        note={
          typeof figures.calibration.expectedError === "number"
            ? t("monitoring.calibrationNote", { error: format.percent(figures.calibration.expectedError, 2), to: format.dateTime(figures.calibrationTo) })
            : t("monitoring.calibrationNone", { to: format.dateTime(figures.calibrationTo) })
        }
      >
        {figures.calibration.bins.length > 0 && <CalibrationTable figures={figures} />}
      </Section>
    </>
  );
}
