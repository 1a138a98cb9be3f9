import { useMutation, useQueryClient } from "@tanstack/react-query";
import { performWorkOrderAct, type WorkOrderAct } from "../../api/maintenance.ts";
import type { WorkOrder } from "../../api/types.ts";

/** Changes a work order's state; lists and figures are loaded again, also when the service refused. */
export function useWorkOrderAct(onDone?: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ order, act }: { order: Pick<WorkOrder, "workOrderId" | "version">; act: WorkOrderAct }) => performWorkOrderAct(order, act),
    onSuccess: () => onDone?.(),
    onSettled: () => Promise.all(["work-orders", "maintenance-figures", "overview"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
