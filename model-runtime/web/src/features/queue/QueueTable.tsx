import { Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { LATENCY_CLASSES, type Queue } from "../../api/types.ts";
import type { QueueHistory } from "../live/queueHistory.ts";

/** The classes in order of urgency: what waits, how long, what was missed or refused while this console was open. */
export function QueueTable({ history }: { history: QueueHistory }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="rt-table-scroll">
      <Table variant="compact" borders={false} aria-label={t("queues.table")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("queues.class")}</Th>
            <Th>{t("queues.waiting")}</Th>
            <Th className="rt-right">{t("queues.longestWait")}</Th>
            <Th className="rt-right">{t("queues.running")}</Th>
            <Th className="rt-right">{t("queues.completedRate")}</Th>
            <Th className="rt-right">{t("queues.misses")}</Th>
            <Th className="rt-right">{t("queues.refusals")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {LATENCY_CLASSES.map((latencyClass) => {
            const queue = history.latest?.get(latencyClass);
            if (queue === undefined) return null;
            const totals = history.totals(latencyClass);
            const rate = history.completedPerSecond(latencyClass);
            return (
              <Tr key={latencyClass} data-class={latencyClass}>
                <Td>
                  <div className="rt-class">
                    <span className={`rt-class-mark rt-class-mark-${latencyClass}`} aria-hidden="true" />
                    {t(`latencyClass.${latencyClass}`)}
                  </div>
                  <div className="rt-subtle">{t(`latencyClass.${latencyClass}Target`)}</div>
                </Td>
                <Td>
                  <Depth queue={queue} />
                </Td>
                <Td className="tv-number rt-right">{queue.depth === 0 ? "—" : format.milliseconds(queue.oldestWaitMs)}</Td>
                <Td className="tv-number rt-right">
                  {format.number(queue.running, 0)}
                  <div className="rt-subtle">{t("queues.suspended", { count: queue.suspended })}</div>
                </Td>
                <Td className="tv-number rt-right">{rate === undefined ? "—" : format.number(rate, 1, 1)}</Td>
                <Td className="tv-number rt-right">
                  <Count count={totals.misses} all={queue.deadlineMisses} />
                </Td>
                <Td className="tv-number rt-right">
                  <Count count={totals.refusals} all={queue.refusals} />
                </Td>
              </Tr>
            );
          })}
        </Tbody>
      </Table>
    </div>
  );
}

function Count({ count, all }: { count: number; all: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {count > 0 ? (
        <Label status="warning" isCompact>
          {format.number(count, 0)}
        </Label>
      ) : (
        format.number(count, 0)
      )}
      <div className="rt-subtle">{t("queues.sinceStart", { count: all })}</div>
    </>
  );
}

/** How full a queue is, as a figure and a bar. */
export function Depth({ queue }: { queue: Queue }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = queue.capacity > 0 ? Math.min(1, queue.depth / queue.capacity) : 0;
  const level = share >= 0.9 ? "full" : share >= 0.6 ? "high" : "low";
  return (
    <span className="rt-depth">
      <span className="tv-number rt-depth-figure">
        {format.number(queue.depth, 0)} <span className="rt-subtle">{t("queues.ofCapacity", { capacity: format.number(queue.capacity, 0) })}</span>
      </span>
      <svg className={`rt-bar rt-bar-${level}`} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect className="rt-bar-track" x="0" y="2" width="100" height="6" />
        <rect className="rt-bar-fill" x="0" y="2" width={queue.depth === 0 ? 0 : Math.max(1, share * 100)} height="6" />
      </svg>
    </span>
  );
}
