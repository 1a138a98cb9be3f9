import { Card, CardBody } from "@patternfly/react-core";
import { useActor, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { Backtest } from "../../api/rules.ts";
import { observedDays, precisionText, reviewText } from "../decision/reviewedAlerts.ts";
import { AlertsByDay } from "./AlertsByDay.tsx";

type Result = NonNullable<Backtest["result"]>;

/** What a version would have caught and what it would have cost, in figures. */
export function BacktestFigures({ backtest, result }: { backtest: Backtest; result: Result }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actorOf = useActor();
  const count = (value: number) => new Intl.NumberFormat(format.locale).format(value);
  const share = (value: number | undefined | null) => (value == null ? "—" : new Intl.NumberFormat(format.locale, { style: "percent", maximumFractionDigits: 1 }).format(value));
  const days = observedDays(backtest.from, backtest.to, result.days);
  const figures: [string, string, string][] = [
    [t("rules.hits"), count(result.hits), t("rules.ofDecisions", { count: result.decisions })],
    [t("rules.newAlerts"), count(result.newAlerts), days >= 1 ? t("rules.perDay", { value: count(Math.round((10 * result.newAlerts) / days) / 10) }) : t("rules.perDayTooShort")],
    [t("rules.precision"), precisionText(result.review, t, format), reviewText(result.review, t, format)],
    [t("rules.recall"), share(result.recall), t("rules.recallNote", { hit: result.hitFraud, fraud: result.fraud })],
    [t("rules.newFraud"), count(result.newFraud), t("rules.newFraudNote")],
    ...(result.failed > 0 ? [[t("rules.failed"), count(result.failed), t("rules.failedNote")] as [string, string, string]] : []),
  ];
  return (
    <section aria-label={t("rules.result")}>
      <p className="fin-help">
        {t("rules.backtestSpan", { from: format.dateTime(backtest.from), to: format.dateTime(backtest.to), by: actorOf(backtest.requestedBy) })}
      </p>
      <div className="fin-figures">
        {figures.map(([name, value, note]) => (
          <Card key={name} isCompact className="fin-figure">
            <CardBody>
              <div className="fin-figure-name">{name}</div>
              <div className="fin-figure-value tv-number">{value}</div>
              <div className="fin-figure-note">{note}</div>
            </CardBody>
          </Card>
        ))}
      </div>
      <AlertsByDay days={result.days} />
    </section>
  );
}
