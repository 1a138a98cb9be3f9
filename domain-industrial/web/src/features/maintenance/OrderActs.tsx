import { Button, FormGroup, TextArea } from "@patternfly/react-core";
import { useHasRole } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WorkOrder } from "../../api/types.ts";
import { Failure, FormDialog } from "../shared/FormDialog.tsx";
import { PLANNER } from "../shared/roles.ts";
import { CompleteDialog } from "./CompleteDialog.tsx";
import { isOpen } from "./orders.ts";
import { PlanDialog } from "./PlanDialog.tsx";
import { useWorkOrderAct } from "./useWorkOrderAct.ts";

/** What can be done with it now. Planners plan and cancel; whoever does the work starts and completes it. */
export function OrderActs({ order }: { order: WorkOrder }) {
  const { t } = useTranslation();
  const isPlanner = useHasRole(PLANNER);
  const [dialog, setDialog] = useState<"plan" | "complete" | "cancel" | undefined>();
  const start = useWorkOrderAct();
  if (!isOpen(order)) return null;
  const close = () => setDialog(undefined);
  const isBegun = order.state === "in-progress";
  return (
    <>
      {start.isError && <Failure error={start.error} />}
      <div className="ind-actions">
        {isBegun && (
          <Button variant="primary" onClick={() => setDialog("complete")}>
            {t("order.complete")}
          </Button>
        )}
        {order.state === "planned" && (
          <Button variant="primary" isLoading={start.isPending} onClick={() => start.mutate({ order, act: { kind: "start" } })}>
            {t("order.start")}
          </Button>
        )}
        {!isBegun && isPlanner && (
          <Button variant={order.state === "proposed" ? "primary" : "secondary"} onClick={() => setDialog("plan")}>
            {t(order.state === "proposed" ? "order.plan" : "order.replan")}
          </Button>
        )}
        {isPlanner && (
          <Button variant="link" isDanger onClick={() => setDialog("cancel")}>
            {t("order.cancel")}
          </Button>
        )}
      </div>
      {dialog === "plan" && <PlanDialog order={order} onClose={close} />}
      {dialog === "complete" && <CompleteDialog order={order} onClose={close} />}
      {dialog === "cancel" && <CancelDialog order={order} onClose={close} />}
    </>
  );
}

function CancelDialog({ order, onClose }: { order: WorkOrder; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const run = useWorkOrderAct(onClose);
  const why = reason.trim();
  return (
    <FormDialog id="cancel-order" title={t("order.cancelTitle", { number: order.number })} confirm={t("order.cancel")} isDanger isReady={why !== ""} run={run} onSubmit={() => run.mutate({ order, act: { kind: "cancel", reason: why } })} onClose={onClose}>
      <FormGroup label={t("reason")} isRequired fieldId="cancel-reason">
        <TextArea id="cancel-reason" isRequired autoFocus rows={2} maxLength={500} value={reason} onChange={(_event, value) => setReason(value)} resizeOrientation="vertical" />
      </FormGroup>
    </FormDialog>
  );
}
