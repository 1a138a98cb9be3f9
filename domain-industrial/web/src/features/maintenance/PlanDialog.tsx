import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from "@patternfly/react-core";
import { fromLocalInput, toLocalInput, useFormat } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WorkOrder } from "../../api/types.ts";
import { FormDialog } from "../shared/FormDialog.tsx";
import { isTooLate } from "./orders.ts";
import { useWorkOrderAct } from "./useWorkOrderAct.ts";

/** Gives work a time and somebody to do it. */
export function PlanDialog({ order, onClose }: { order: WorkOrder; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [from, setFrom] = useState(toLocalInput(order.plannedFrom ?? order.windowFrom ?? "", format.timeZone));
  const [to, setTo] = useState(toLocalInput(order.plannedTo ?? "", format.timeZone));
  const [assignee, setAssignee] = useState(order.assignee ?? "");
  const run = useWorkOrderAct(onClose);
  const [plannedFrom, plannedTo] = [fromLocalInput(from, format.timeZone), fromLocalInput(to, format.timeZone)];
  const isOrdered = Date.parse(plannedTo) > Date.parse(plannedFrom);
  const isLate = isOrdered && isTooLate({ plannedTo, windowTo: order.windowTo });
  return (
    <FormDialog
      id="plan-order"
      title={t("order.planTitle", { number: order.number })}
      description={order.windowTo == null ? t("order.planHelp") : t("order.planWindow", { from: format.dateTime(order.windowFrom ?? order.createdAt), to: format.dateTime(order.windowTo) })}
      confirm={t("order.plan")}
      isReady={isOrdered}
      run={run}
      onSubmit={() => run.mutate({ order, act: { kind: "plan", plannedFrom, plannedTo, ...(assignee.trim() === "" ? {} : { assignee: assignee.trim() }) } })}
      onClose={onClose}
    >
      <FormGroup label={`${t("order.begin")} (${format.timeZoneLabel})`} isRequired fieldId="plan-from">
        <TextInput id="plan-from" type="datetime-local" isRequired value={from} onChange={(_event, value) => setFrom(value)} />
      </FormGroup>
      <FormGroup label={`${t("order.end")} (${format.timeZoneLabel})`} isRequired fieldId="plan-to">
        <TextInput id="plan-to" type="datetime-local" isRequired value={to} onChange={(_event, value) => setTo(value)} validated={isLate || (plannedTo !== "" && !isOrdered) ? "warning" : "default"} />
        {(isLate || (plannedTo !== "" && !isOrdered)) && (
          <FormHelperText>
            <HelperText>
              <HelperTextItem variant="warning">{t(isLate ? "order.lateHelp" : "order.endFirst")}</HelperTextItem>
            </HelperText>
          </FormHelperText>
        )}
      </FormGroup>
      <FormGroup label={t("order.assignee")} fieldId="plan-assignee">
        <TextInput id="plan-assignee" maxLength={100} value={assignee} onChange={(_event, value) => setAssignee(value)} />
      </FormGroup>
    </FormDialog>
  );
}
