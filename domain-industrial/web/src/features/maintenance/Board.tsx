import { useRowKeys } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { WorkOrder } from "../../api/types.ts";
import { PriorityMark } from "../shared/Priority.tsx";
import { useWords } from "../shared/useWords.ts";
import { byNeed, COLUMNS, expectedGain, isOpen } from "./orders.ts";
import { WindowText } from "./WindowText.tsx";

interface Props {
  readonly orders: readonly WorkOrder[];
  readonly selected: string;
  readonly onSelect: (workOrderId: string) => void;
}

/** Done work shown; older is with its asset. */
const DONE = 12;

/** Work orders by state, the most urgent on top. */
export function Board({ orders, selected, onSelect }: Props) {
  const { t } = useTranslation();
  useRowKeys("data-order", t("planner.next"), t("planner.previous"));
  return (
    <div className="ind-board">
      {COLUMNS.map((state) => {
        const column = orders.filter((order) => order.state === state).sort(byNeed);
        const shown = state === "done" ? column.slice(0, DONE) : column;
        return (
          <section key={state} aria-label={t(`orderState.${state}`)}>
            <h2>
              {t(`orderState.${state}`)} <span className="ind-subtle tv-number">{column.length}</span>
            </h2>
            {shown.map((order) => (
              <OrderCard key={order.workOrderId} order={order} isSelected={order.workOrderId === selected} onSelect={onSelect} />
            ))}
            {column.length === 0 && <p className="ind-subtle">{t("planner.emptyColumn")}</p>}
            {column.length > shown.length && <p className="ind-subtle">{t("planner.older", { count: column.length - shown.length })}</p>}
          </section>
        );
      })}
    </div>
  );
}

function OrderCard({ order, isSelected, onSelect }: { order: WorkOrder; isSelected: boolean; onSelect: (workOrderId: string) => void }) {
  const { t } = useTranslation();
  const { amount } = useWords();
  const gain = expectedGain(order);
  return (
    <button type="button" className={`ind-order ind-edge-${order.priority}${isSelected ? " ind-order-selected" : ""}`} data-order={order.workOrderId} aria-pressed={isSelected} onClick={() => onSelect(order.workOrderId)}>
      <span className="ind-order-head">
        <span className="ind-subtle tv-number">{order.number}</span>
        <PriorityMark priority={order.priority} />
      </span>
      <strong>{order.title}</strong>
      <span>{order.assetName}</span>
      <WindowText order={order} />
      {isOpen(order) && gain !== undefined && (
        <span className="tv-number" title={t("order.gainHelp")}>
          {gain >= 0 ? t("order.gain", { amount: amount(gain, order.currency) }) : t("order.loss", { amount: amount(-gain, order.currency) })}
        </span>
      )}
      <span className="ind-subtle">
        {t(`orderSource.${order.source}`)}
        {order.assignee != null && ` · ${order.assignee}`}
        {order.outcome != null && ` · ${t(`outcome.${order.outcome}`)}`}
      </span>
    </button>
  );
}
