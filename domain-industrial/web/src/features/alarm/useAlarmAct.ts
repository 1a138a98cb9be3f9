import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type AlarmAct, performAlarmAct } from "../../api/client.ts";
import type { Alarm } from "../../api/types.ts";

export interface Acting {
  readonly alarm: Pick<Alarm, "alarmId" | "version">;
  readonly act: AlarmAct;
}

/** Acts on an alarm; every list that shows alarms is loaded again, also when the service refused. */
export function useAlarmAct(onDone?: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ alarm, act }: Acting) => performAlarmAct(alarm, act),
    onSuccess: () => onDone?.(),
    onSettled: () => Promise.all(["alarms", "alarm", "overview"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
