import { DescriptionList } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { DetailDrawer, QueryState, usePageTitle } from "@trivium/webkit";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { getWorkOrder } from "../../api/maintenance.ts";
import type { WorkOrder } from "../../api/types.ts";
import { EvidencePlot } from "../alarm/EvidencePlot.tsx";
import { Fact } from "../shared/Fact.tsx";
import { History } from "../shared/History.tsx";
import { OutlookList, useFailureMode } from "../shared/OutlookList.tsx";
import { PriorityLabel } from "../shared/Priority.tsx";
import { Shares } from "../shared/Shares.tsx";
import { useWords } from "../shared/useWords.ts";
import { OrderActs } from "./OrderActs.tsx";
import { expectedGain } from "./orders.ts";
import { WindowText } from "./WindowText.tsx";

interface Props {
  /** "" = closed. */
  readonly selected: string;
  readonly onClose: () => void;
  /** What the list knows of it already. */
  readonly known: WorkOrder | undefined;
  readonly children: ReactNode;
}

/** A page with one work order in a drawer. */
export function WorkOrderDrawer({ selected, onClose, known, children }: Props) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["work-orders", "one", selected], queryFn: ({ signal }) => getWorkOrder(selected, signal), enabled: selected !== "", ...(known === undefined ? {} : { placeholderData: known }) });
  const order = query.data;
  const name = order === undefined ? undefined : `${order.number} · ${order.assetName}`;
  usePageTitle(name);
  return (
    <DetailDrawer
      selected={selected}
      onClose={onClose}
      kind={name ?? t("planner.title")}
      title={order?.title ?? "…"}
      opener={orderButton}
      details={<QueryState query={query}>{(shown) => <Details key={shown.workOrderId} order={shown} />}</QueryState>}
    >
      {children}
    </DetailDrawer>
  );
}

function orderButton(workOrderId: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-order="${CSS.escape(workOrderId)}"]`);
}

/** What is to be done, what it costs and saves, what it rests on, what was found. */
function Details({ order }: { order: WorkOrder }) {
  const { t } = useTranslation();
  const { format } = useWords();
  const { evidence } = order;
  const codeName = useFailureMode();
  return (
    <div className="ind-details">
      <div className="ind-attention-head">
        <PriorityLabel priority={order.priority} />
        <span className="ind-strong">{t(`orderState.${order.state}`)}</span>
        <WindowText order={order} />
      </div>
      <OrderActs order={order} />
      <Worth order={order} />
      {evidence != null && (
        <section aria-labelledby="order-evidence">
          <h3 id="order-evidence">{t("alarm.evidence")}</h3>
          <EvidencePlot assetId={order.assetId} evidence={evidence} />
          {evidence.shares.length > 0 && <Shares shares={evidence.shares} />}
          {evidence.outlook != null && <OutlookList outlook={evidence.outlook} />}
        </section>
      )}
      <DescriptionList isCompact isHorizontal termWidth="9rem">
        <Fact term={t("column.asset")}>
          <Link to={`/assets/${order.assetId}`}>{order.assetName}</Link> <span className="ind-subtle">{order.path.join(" › ")}</span>
        </Fact>
        <Fact term={t("order.source")}>
          {t(`orderSource.${order.source}`)}
          {order.task != null && <span className="ind-subtle"> {order.task}</span>}
          {order.alarmId != null && (
            <>
              {" "}
              <Link to={`/alarms?selected=${order.alarmId}`}>{t("order.toAlarm")}</Link>
            </>
          )}
        </Fact>
        {order.windowTo != null && (
          <Fact term={t("order.window")}>
            {order.windowFrom == null ? "" : `${format.dateTime(order.windowFrom)} – `}
            {format.dateTime(order.windowTo)}
            {evidence?.failureNotBefore != null && <div className="ind-subtle">{t("order.bound", { at: format.dateTime(evidence.failureNotBefore) })}</div>}
          </Fact>
        )}
        {order.plannedFrom != null && order.plannedTo != null && (
          <Fact term={t("order.planned")}>
            {format.dateTime(order.plannedFrom)} – {format.dateTime(order.plannedTo)}
          </Fact>
        )}
        {order.assignee != null && <Fact term={t("order.assignee")}>{order.assignee}</Fact>}
        {order.outcome != null && <Fact term={t("order.outcome")}>{t(`outcome.${order.outcome}`)}</Fact>}
        {order.failureMode != null && <Fact term={t("order.failureMode")}>{codeName(order.failureMode)}</Fact>}
        {order.downtimeMinutes != null && <Fact term={t("order.downtime")}>{t("order.minutes", { count: order.downtimeMinutes })}</Fact>}
        {order.cost != null && <Fact term={t("order.cost")}>{format.money(order.cost, order.currency)}</Fact>}
        {order.note != null && <Fact term={t("note")}>{order.note}</Fact>}
        {order.externalId != null && <Fact term={t("order.externalId")}>{order.externalId}</Fact>}
      </DescriptionList>
      <section aria-labelledby="order-history">
        <h3 id="order-history">{t("history")}</h3>
        <History entries={order.history} />
      </section>
    </div>
  );
}

/** Why it is worth doing, with the sum that says so. */
function Worth({ order }: { order: WorkOrder }) {
  const { t } = useTranslation();
  const { format, amount } = useWords();
  const gain = expectedGain(order);
  if (gain === undefined || order.probability == null) {
    return order.estimatedCost === 0 ? null : <p>{t("order.costs", { amount: amount(order.estimatedCost, order.currency) })}</p>;
  }
  return (
    <p className="ind-advice">
      {t("order.worth", {
        probability: format.percent(order.probability, 0),
        failure: amount(order.expectedFailureCost, order.currency),
        loss: amount(order.probability * order.expectedFailureCost, order.currency),
        work: amount(order.estimatedCost, order.currency),
      })}
    </p>
  );
}
