import { Alert, Card, CardBody, CardTitle, PageSection } from "@patternfly/react-core";
import { type ColorToken, ErrorState, ForbiddenState, LoadingState, type Series, TimeSeriesChart, useFormat } from "@trivium/webkit";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { LATENCY_CLASSES, type LatencyClass } from "../../api/types.ts";
import { useLive } from "../live/LiveRuntime.tsx";
import { HISTORY_SECONDS, type QueueHistory } from "../live/queueHistory.ts";
import { PageHead } from "../page/PageHead.tsx";
import { LatencyPanel, MissedDeadlines } from "./LatencyPanel.tsx";
import { QueueTable } from "./QueueTable.tsx";

const COLORS: Readonly<Record<LatencyClass, ColorToken>> = {
  interactive: "--rt-class-interactive",
  "near-real-time": "--rt-class-near-real-time",
  bulk: "--rt-class-bulk",
};
const SHAPES: Readonly<Record<LatencyClass, Series["shape"]>> = { interactive: "line", "near-real-time": "dashed", bulk: "line" };
const HEIGHT = 170;

/** What waits for the device now, how long requests took in the last hours, and which missed their deadline. */
export function QueuesPage() {
  const { t } = useTranslation();
  const { history, status } = useLive();
  return (
    <PageSection className="rt-page">
      <PageHead title={t("queues.title")} at={history.lastAt === undefined ? undefined : history.lastAt * 1000} />
      {status.state === "waiting" && history.latest !== undefined && <Alert variant="warning" isInline isPlain title={t("live.reconnecting")} />}
      <QueuesContent />
    </PageSection>
  );
}

function QueuesContent() {
  const { t } = useTranslation();
  const { history, status, ticks } = useLive();
  if (status.state === "failed" && status.error?.problem.status === 403) return <ForbiddenState />;
  if (history.latest === undefined) {
    return status.error === undefined ? <LoadingState /> : <ErrorState error={status.error} onRetry={() => window.location.reload()} />;
  }
  return (
    <>
      <Card isCompact className="rt-card">
        <CardBody>
          <QueueTable history={history} />
          <p className="rt-subtle">{t("queues.help", { count: Math.max(1, Math.round(history.span)) })}</p>
        </CardBody>
      </Card>
      <LatencyPanel />
      <MissedDeadlines />
      <Charts history={history} ticks={ticks} />
    </>
  );
}

function Charts({ history, ticks }: { history: QueueHistory; ticks: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  // The history is one object that grows; the count of events says that it has.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const columns = useMemo(() => history.columns(), [history, ticks]);
  const to = Math.ceil(history.lastAt ?? 0);
  // A page just opened shows what it has rather than an empty stretch; whole minutes, so that the axis moves rarely.
  const span = Math.min(HISTORY_SECONDS, Math.max(60, Math.ceil(history.span / 60) * 60));
  const shared = { height: HEIGHT, from: to - span, to, min: 0, timeZone: format.timeZone, formatValue: (value: number) => format.number(value, 2) };
  const series = LATENCY_CLASSES.map((latencyClass): Series => ({ label: t(`latencyClass.${latencyClass}`), color: COLORS[latencyClass], shape: SHAPES[latencyClass] }));
  const missed = LATENCY_CLASSES.map((latencyClass) => `${t(`latencyClass.${latencyClass}`)} ${format.number(history.totals(latencyClass).misses, 0)}`).join(", ");
  return (
    <>
      <div className="rt-charts">
        {/* A picture each: what is much for one class is nothing for another. */}
        {LATENCY_CLASSES.map((latencyClass) => (
          <Card isCompact key={latencyClass}>
            <CardTitle component="h2">{t("queues.depthChart", { latencyClass: t(`latencyClass.${latencyClass}`) })}</CardTitle>
            <CardBody>
              <TimeSeriesChart
                {...shared}
                isCount
                summary={t("queues.depthSummary", {
                  minutes: span / 60,
                  latencyClass: t(`latencyClass.${latencyClass}`),
                  now: format.number(history.latest?.get(latencyClass)?.depth ?? 0, 0),
                  most: format.number(history.totals(latencyClass).deepest, 0),
                })}
                series={[{ label: t("queues.waiting"), color: COLORS[latencyClass], shape: "line", fill: true }]}
                data={[columns.at, columns.depth[latencyClass]]}
              />
            </CardBody>
          </Card>
        ))}
      </div>
      <Card isCompact>
        <CardTitle component="h2">{t("queues.missChart")}</CardTitle>
        <CardBody>
          <TimeSeriesChart
            {...shared}
            summary={t("queues.missSummary", { minutes: span / 60, total: missed })}
            series={series}
            data={[columns.at, ...LATENCY_CLASSES.map((latencyClass) => columns.missesPerSecond[latencyClass])]}
          />
        </CardBody>
      </Card>
    </>
  );
}
