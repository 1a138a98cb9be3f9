import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { deleteAlarmRule } from "../../api/client.ts";
import type { AlarmRule } from "../../api/types.ts";
import { FormDialog } from "../shared/FormDialog.tsx";

export function DeleteRuleDialog({ rule, onClose }: { rule: AlarmRule; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const run = useMutation({
    mutationFn: () => deleteAlarmRule(rule),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ["alarm-rules"] }),
  });
  return (
    <FormDialog id="delete-rule" title={t("rules.deleteThis", { name: rule.name })} confirm={t("delete")} isDanger isReady run={run} onSubmit={() => run.mutate()} onClose={onClose}>
      <p>{t("rules.deleteHelp")}</p>
    </FormDialog>
  );
}
