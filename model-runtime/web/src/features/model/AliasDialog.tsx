import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useAnnounce } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { approveProposal, propose, removeAlias, removeProposal, rollBackAlias, setAlias } from "../../api/client.ts";
import { ReasonDialog } from "../confirm/ReasonDialog.tsx";
import { proposalKey } from "./PendingProposal.tsx";
import { historyKey } from "./PromotionHistory.tsx";
import { MODELS_KEY } from "./useModels.ts";

export interface AliasAct {
  readonly kind: "promote" | "rollback" | "remove" | "propose" | "approve" | "withdraw";
  readonly model: string;
  readonly alias: string;
  /** The version the alias names now, "" for none. */
  readonly from: string;
  /** The version it is to name, "" for none. */
  readonly version: string;
}

function perform({ kind, model, alias, version }: AliasAct, reason: string): Promise<void> {
  switch (kind) {
    case "promote":
      return setAlias(model, alias, version, reason);
    case "rollback":
      return rollBackAlias(model, alias, reason);
    case "remove":
      return removeAlias(model, alias, reason);
    case "propose":
      return propose(model, version, reason);
    case "approve":
      return approveProposal(model, version, reason);
    case "withdraw":
      return removeProposal(model, reason);
  }
}

/** Asks before an alias moves: what answers from now on, what answered until now. */
export function AliasDialog({ act, onClose }: { act: AliasAct; onClose: () => void }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const helpOf = ({ kind, alias: name }: AliasAct) => {
    if (kind === "propose" || kind === "withdraw") return t(`aliasAct.${kind}Help`);
    return name === "champion" ? t("aliasAct.championHelp") : t("aliasAct.otherHelp");
  };
  const alias = t(`alias.${act.alias}`, { defaultValue: act.alias });
  // In English the name of an alias is a common noun inside a sentence.
  const words = { alias: alias.toLocaleLowerCase(), model: act.model, version: act.version, from: act.from };
  const change = useMutation({
    mutationFn: (reason: string) => perform(act, reason),
    onSuccess: async () => {
      await Promise.all([MODELS_KEY, historyKey(act.model), proposalKey(act.model)].map((queryKey) => queries.invalidateQueries({ queryKey })));
      announce(t(`aliasAct.${act.kind}Done`, words));
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={t(`aliasAct.${act.kind}Title`, words)}
      confirm={t(`aliasAct.${act.kind}Confirm`)}
      isDanger={act.kind === "rollback" || act.kind === "remove"}
      isPending={change.isPending}
      error={change.error}
      onConfirm={(reason) => change.mutate(reason)}
      onClose={onClose}
    >
      <p>
        <strong className="rt-mono">{act.model}</strong> · {alias}: <span className="tv-number">{act.from === "" ? "—" : act.from}</span> →{" "}
        <strong className="tv-number">{act.version === "" ? "—" : act.version}</strong>
      </p>
      <p>{helpOf(act)}</p>
    </ReasonDialog>
  );
}
