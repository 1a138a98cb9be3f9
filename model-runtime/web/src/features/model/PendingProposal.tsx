import { Alert, AlertActionLink } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { useFormat, useHasRole, useSession } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { getProposal } from "../../api/client.ts";
import type { Model } from "../../api/types.ts";
import { OPERATOR_ROLE } from "../../roles.ts";
import type { AliasAct } from "./AliasDialog.tsx";

export function proposalKey(model: string): readonly string[] {
  return ["proposal", model];
}

/** Whether a champion of the model needs a second person, and the proposal that waits for one. */
export function useProposal(model: string) {
  return useQuery({ queryKey: proposalKey(model), queryFn: ({ signal }) => getProposal(model, signal) });
}

/** The version that one operator proposed as champion; another operator approves it. */
export function PendingProposal({ model, onAct }: { model: Model; onAct: (act: AliasAct) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isOperator = useHasRole(OPERATOR_ROLE);
  const { user } = useSession();
  const pending = useProposal(model.name).data?.pending;
  if (pending === undefined) return null;
  const act = (kind: AliasAct["kind"]) => {
    const from = model.aliases.find((alias) => alias.alias === "champion")?.version ?? "";
    onAct({ kind, model: model.name, alias: "champion", from, version: pending.version });
  };
  return (
    <Alert
      variant="info"
      isInline
      title={t("models.proposed", { version: pending.version })}
      actionLinks={
        isOperator && (
          <>
            {user !== pending.proposedBy && <AlertActionLink onClick={() => act("approve")}>{t("aliasAct.approveConfirm")}</AlertActionLink>}
            <AlertActionLink onClick={() => act("withdraw")}>{t("aliasAct.withdrawConfirm")}</AlertActionLink>
          </>
        )
      }
    >
      <p>{t("models.since", { time: format.dateTime(pending.proposedAt), by: pending.proposedBy })}</p>
      <p className="rt-alias-reason">{t("models.because", { reason: pending.reason })}</p>
      <p>{t("models.proposedHelp")}</p>
    </Alert>
  );
}
