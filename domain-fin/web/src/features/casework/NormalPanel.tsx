import { Title } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { QueryState, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { getCaseNormal } from "../../api/client.ts";
import type { CaseDetails, CustomerNormal } from "../../api/types.ts";
import { moneyOf } from "../decision/money.ts";

/** How each alert compares with what the customer's cards did before. */
export function NormalPanel({ view }: { view: CaseDetails }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["case-normal", view.summary.caseNumber, view.summary.alertCount], queryFn: ({ signal }) => getCaseNormal(view.summary.caseNumber, signal) });
  return (
    <section aria-labelledby="case-normal">
      <Title id="case-normal" headingLevel="h2" size="md" className="fin-section-title">
        {t("normal.title")}
      </Title>
      <QueryState query={query}>{(normal) => <Normal normal={normal} view={view} />}</QueryState>
    </section>
  );
}

function Normal({ normal, view }: { normal: CustomerNormal; view: CaseDetails }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (normal.payments === 0) return <p className="fin-help">{t("normal.none", { days: normal.days })}</p>;
  const seen = (count: number | null | undefined) => (count == null ? "—" : count === 0 ? <strong>{t("normal.never")}</strong> : t("normal.times", { count }));
  return (
    <>
      <p className="fin-help">
        {t("normal.period", { count: normal.payments, days: normal.days })}{" "}
        {normal.amounts.map((range) => t("normal.amounts", { median: format.money(range.median, range.currency), p95: format.money(range.p95, range.currency), highest: format.money(range.highest, range.currency) })).join(" ")}
      </p>
      <div className="fin-table-scroll">
        <Table variant="compact" borders={false} aria-labelledby="case-normal" gridBreakPoint="">
          <Thead>
            <Tr>
              <Th>{t("drawer.occurredAt")}</Th>
              <Th className="fin-right">{t("column.amount")}</Th>
              <Th modifier="nowrap" className="fin-right">{t("normal.timesMedian")}</Th>
              <Th modifier="nowrap" className="fin-right">{t("normal.shareBelow")}</Th>
              <Th modifier="nowrap" className="fin-right">{t("normal.hour")}</Th>
              <Th modifier="nowrap" className="fin-right">{t("normal.country")}</Th>
              <Th modifier="nowrap" className="fin-right">{t("normal.terminal")}</Th>
              <Th modifier="nowrap" className="fin-right">{t("normal.channel")}</Th>
            </Tr>
          </Thead>
          <Tbody>
            {normal.alerts.map((comparison) => {
              const alert = view.alerts.find((one) => one.authorizationId === comparison.authorizationId);
              return (
                <Tr key={comparison.authorizationId}>
                  <Td className="tv-number">{alert === undefined ? comparison.authorizationId : format.dateTime(alert.occurredAt)}</Td>
                  <Td className="tv-number fin-right">{alert === undefined ? "—" : moneyOf(alert, format)}</Td>
                  <Td className="tv-number fin-right">{comparison.timesMedian == null ? "—" : `× ${format.number(comparison.timesMedian, 1)}`}</Td>
                  <Td className="tv-number fin-right">{comparison.shareBelow == null ? "—" : format.percent(comparison.shareBelow, 0)}</Td>
                  <Td className="fin-right">{seen(comparison.sameHour)}</Td>
                  <Td className="fin-right">{seen(comparison.sameCountry)}</Td>
                  <Td className="fin-right">{seen(comparison.sameTerminal)}</Td>
                  <Td className="fin-right">{seen(comparison.sameChannel)}</Td>
                </Tr>
              );
            })}
          </Tbody>
        </Table>
      </div>
      <Hours normal={normal} view={view} />
    </>
  );
}

/** Payments by hour of the day; hours with an alert are marked. */
function Hours({ normal, view }: { normal: CustomerNormal; view: CaseDetails }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...normal.hours);
  const alerted = new Set(view.alerts.map((alert) => new Date(alert.occurredAt).getUTCHours()));
  const hours = [...alerted].sort((a, b) => a - b).map((hour) => `${String(hour).padStart(2, "0")}:00`);
  return (
    <figure className="fin-hours">
      <svg viewBox="0 0 480 84" role="img" aria-label={t("normal.hoursSummary", { hours: hours.join(", ") })}>
        {normal.hours.map((count, hour) => (
          <g key={hour}>
            <rect x={hour * 20 + 2} width={16} y={62 - (56 * count) / most} height={(56 * count) / most} className="fin-hours-bar" />
            {alerted.has(hour) && <path d={`M ${hour * 20 + 4} 66 h 12 l -6 -7 z`} className="fin-hours-mark" />}
            {hour % 6 === 0 && (
              <text x={hour * 20 + 10} y={81} className="fin-hours-text">
                {String(hour).padStart(2, "0")}
              </text>
            )}
          </g>
        ))}
        <line x1={0} x2={480} y1={62.5} y2={62.5} className="fin-hours-axis" />
      </svg>
      <figcaption className="fin-help">{t("normal.hoursCaption")}</figcaption>
    </figure>
  );
}
