import { FormGroup, FormHelperText, FormSelect, FormSelectOption, HelperText, HelperTextItem, TextInput } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { fromLocalInput, QueryState, toLocalInput, useFormat } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getEconomics, listTechnicians } from "../../api/maintenance.ts";
import type { Technician, WorkOrder } from "../../api/types.ts";
import { FormDialog } from "../shared/FormDialog.tsx";
import { isTooLate, proposedTimes } from "./orders.ts";
import { useWorkOrderAct } from "./useWorkOrderAct.ts";

/** As long as the service accepts a begin that was now when the form was opened, ms. */
const PLANNING_TAKES_MS = 300_000;

/** Gives work a time and a technician. */
export function PlanDialog({ order, onClose }: { order: WorkOrder; onClose: () => void }) {
  const economics = useQuery({ queryKey: ["economics"], queryFn: ({ signal }) => getEconomics(signal), staleTime: 60_000 });
  return <QueryState query={economics}>{({ plannedRepairHours }) => <PlanForm order={order} plannedHours={plannedRepairHours} onClose={onClose} />}</QueryState>;
}

function PlanForm({ order, plannedHours, onClose }: { order: WorkOrder; plannedHours: number; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [opened] = useState(Date.now);
  const offered = proposedTimes(order, opened, plannedHours);
  const local = (at: number) => toLocalInput(new Date(at).toISOString(), format.timeZone);
  const isOver = order.plannedFrom != null && Date.parse(order.plannedFrom) < opened;
  const [from, setFrom] = useState(order.plannedFrom == null || isOver ? local(offered.from) : toLocalInput(order.plannedFrom, format.timeZone));
  const [to, setTo] = useState(order.plannedTo == null || isOver ? local(offered.to) : toLocalInput(order.plannedTo, format.timeZone));
  const [assignee, setAssignee] = useState(order.assignee ?? "");
  const technicians = useQuery({ queryKey: ["technicians"], queryFn: ({ signal }) => listTechnicians(signal) });
  const run = useWorkOrderAct(onClose);
  const [plannedFrom, plannedTo] = [fromLocalInput(from, format.timeZone), fromLocalInput(to, format.timeZone)];
  const isOrdered = Date.parse(plannedTo) > Date.parse(plannedFrom);
  const isPast = plannedFrom !== "" && Date.parse(plannedFrom) < opened - PLANNING_TAKES_MS;
  const isLate = isOrdered && isTooLate({ plannedTo, windowTo: order.windowTo });
  const people = withAssignee(technicians.data?.items ?? [], order.assignee ?? "");
  return (
    <FormDialog
      id="plan-order"
      title={t("order.planTitle", { number: order.number })}
      description={order.windowTo == null ? t("order.planHelp") : t("order.planWindow", { from: format.dateTime(order.windowFrom ?? order.createdAt), to: format.dateTime(order.windowTo) })}
      confirm={t("order.plan")}
      isReady={isOrdered && !isPast}
      run={run}
      onSubmit={() => run.mutate({ order, act: { kind: "plan", plannedFrom, plannedTo, ...(assignee === "" ? {} : { assignee }) } })}
      onClose={onClose}
    >
      <FormGroup label={`${t("order.begin")} (${format.timeZoneLabel})`} isRequired fieldId="plan-from">
        <TextInput id="plan-from" type="datetime-local" isRequired min={local(opened)} value={from} onChange={(_event, value) => setFrom(value)} validated={isPast ? "error" : "default"} />
        {isPast && <Help isError text={t("order.pastHelp")} />}
      </FormGroup>
      <FormGroup label={`${t("order.end")} (${format.timeZoneLabel})`} isRequired fieldId="plan-to">
        <TextInput id="plan-to" type="datetime-local" isRequired min={from} value={to} onChange={(_event, value) => setTo(value)} validated={isLate || (plannedTo !== "" && !isOrdered) ? "warning" : "default"} />
        {(isLate || (plannedTo !== "" && !isOrdered)) && <Help text={t(isLate ? "order.lateHelp" : "order.endFirst")} />}
      </FormGroup>
      <FormGroup label={t("order.assignee")} fieldId="plan-assignee">
        <FormSelect id="plan-assignee" value={assignee} onChange={(_event, value) => setAssignee(value)}>
          <FormSelectOption value="" label={t("technician.unassigned")} />
          {people.map((one) => (
            <FormSelectOption key={one.userName} value={one.userName} label={t("technician.option", { name: one.fullName ?? one.userName, user: one.userName, count: one.openOrders })} />
          ))}
        </FormSelect>
      </FormGroup>
    </FormDialog>
  );
}

function Help({ text, isError = false }: { text: string; isError?: boolean }) {
  return (
    <FormHelperText>
      <HelperText>
        <HelperTextItem variant={isError ? "error" : "warning"}>{text}</HelperTextItem>
      </HelperText>
    </FormHelperText>
  );
}

/** The list, with whoever has the work already. */
function withAssignee(listed: readonly Technician[], assignee: string): readonly Technician[] {
  return assignee === "" || listed.some((one) => one.userName === assignee) ? listed : [...listed, { userName: assignee, fullName: null, listed: false, openOrders: 1 }];
}
