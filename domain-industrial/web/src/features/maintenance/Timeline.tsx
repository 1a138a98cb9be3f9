import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { WorkOrder } from "../../api/types.ts";
import { useSecond } from "../shared/clock.ts";
import { useWords } from "../shared/useWords.ts";
import { WindowText } from "./WindowText.tsx";
import { type Bar, barOf, firstDay, rowsOf, WEEKS } from "./weeks.ts";

interface Props {
  readonly orders: readonly WorkOrder[];
  readonly selected: string;
  readonly onSelect: (workOrderId: string) => void;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Work by week: the window in which it has to happen, and in it the time that is planned for it. */
export function Timeline({ orders, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const { format } = useWords();
  const now = Math.floor(useSecond() / MINUTE_MS) * MINUTE_MS;
  const start = firstDay(now, format.timeZone);
  const week = new Intl.DateTimeFormat(format.locale, { timeZone: format.timeZone, month: "short", day: "numeric" });
  const today = ((now - start) / (WEEKS * 7 * DAY_MS)) * 100;
  return (
    <>
      <p className="ind-timeline-key">
        <span className="ind-key-window" /> {t("timeline.window")} <span className="ind-key-planned" /> {t("timeline.planned")} <span className="ind-key-done" /> {t("timeline.done")} <span className="ind-key-now" /> {t("timeline.now")}
      </p>
      <div className="ind-timeline" role="table" aria-label={t("planner.tab_timeline")}>
        <div className="ind-timeline-row ind-timeline-weeks" role="row">
          <span role="columnheader">{t("column.asset")}</span>
          <span role="columnheader" className="ind-timeline-track">
            {Array.from({ length: WEEKS }, (_, i) => (
              <span key={i}>{t("timeline.weekOf", { day: week.format(start + i * 7 * DAY_MS + DAY_MS / 2) })}</span>
            ))}
          </span>
        </div>
        {rowsOf(orders).map((row) => (
          <div key={row.assetId} className="ind-timeline-row" role="row">
            <span role="rowheader">
              <Link to={`/assets/${row.assetId}`}>{row.assetName}</Link>
            </span>
            <span role="cell" className="ind-timeline-lanes">
              <span className="ind-timeline-now" style={{ insetInlineStart: `${today}%` }} aria-hidden="true" />
              {row.orders.map((order) => (
                <Lane key={order.workOrderId} order={order} start={start} isSelected={order.workOrderId === selected} onSelect={onSelect} />
              ))}
            </span>
          </div>
        ))}
      </div>
    </>
  );
}

function Lane({ order, start, isSelected, onSelect }: { order: WorkOrder; start: number; isSelected: boolean; onSelect: (workOrderId: string) => void }) {
  const { t } = useTranslation();
  const allowed = barOf(order.windowFrom ?? order.createdAt, order.windowTo, start);
  const planned = order.state === "done" ? barOf(order.startedAt, order.doneAt, start) : barOf(order.plannedFrom, order.plannedTo, start);
  const end = Math.max(...[allowed, planned].map((bar) => (bar === undefined ? 0 : bar.left + bar.width)));
  const isLate = end > 65;
  return (
    <button type="button" className={`ind-lane${isSelected ? " ind-lane-selected" : ""}`} data-order={order.workOrderId} aria-pressed={isSelected} onClick={() => onSelect(order.workOrderId)}>
      {allowed !== undefined && <span className={`ind-lane-window ind-edge-${order.priority}`} style={styleOf(allowed)} />}
      {planned !== undefined && <span className={order.state === "done" ? "ind-lane-done" : "ind-lane-planned"} style={styleOf(planned)} />}
      <span className="ind-lane-text" style={isLate ? { insetInlineEnd: `${101 - Math.min(...[allowed, planned].map((bar) => bar?.left ?? 100))}%` } : { insetInlineStart: `${end + 1}%` }}>
        {order.title} <span className="ind-subtle">{t(`orderState.${order.state}`)} · <WindowText order={order} /></span>
      </span>
    </button>
  );
}

function styleOf({ left, width }: Bar) {
  return { insetInlineStart: `${left}%`, inlineSize: `${width}%` };
}
