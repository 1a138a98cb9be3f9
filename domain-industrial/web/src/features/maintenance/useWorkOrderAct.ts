import { useMutation, useQueryClient } from "@tanstack/react-query";
import { performWorkOrderAct, type WorkOrderAct } from "../../api/maintenance.ts";
import type { WorkOrder } from "../../api/types.ts";

/** Moves a work order on; lists and figures are asked for anew, also when the service refused. */
export function useWorkOrderAct(onDone?: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ order, act }: { order: Pick<WorkOrder, "workOrderId" | "version">; act: WorkOrderAct }) => performWorkOrderAct(order, act),
    onSuccess: () => onDone?.(),
    onSettled: () => Promise.all(["work-orders", "maintenance-figures", "overview"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
