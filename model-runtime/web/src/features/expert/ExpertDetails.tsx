import { Alert, Button, DescriptionList } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useAnnounce, useFormat, useHasRole } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeExperts } from "../../api/client.ts";
import type { Expert, ExpertAct, ExpertGrid } from "../../api/types.ts";
import { OPERATOR_ROLE } from "../../roles.ts";
import { ReasonDialog } from "../confirm/ReasonDialog.tsx";
import { expertsKey } from "../live/LiveRuntime.tsx";
import { Fact } from "../page/Fact.tsx";
import { PinnedLabel, StateLabel } from "./StateLabel.tsx";
import { latencyText } from "./useExpertText.ts";

/** Everything known of one expert, and the acts an operator has. */
export function ExpertDetails({ expert, grid }: { expert: Expert; grid: ExpertGrid }) {
  const { t } = useTranslation();
  const format = useFormat();
  const perLayer = grid.groups.reduce((sum, group) => sum + group.size, 0);
  return (
    <div className="rt-details">
      <section aria-labelledby="expert-state-title">
        <h3 id="expert-state-title" className="rt-section-title">
          {t("expert.state")}
        </h3>
        <p className="rt-labels">
          <StateLabel state={expert.state} />
          {expert.pinned && <PinnedLabel />}
        </p>
        <p className="rt-subtle">{t(`expertState.${expert.state}Help`)}</p>
        {expert.lastError !== undefined && (
          <Alert variant={expert.state === "quarantined" ? "danger" : "info"} isInline isPlain title={t("expert.lastError")}>
            <p className="rt-break">{expert.lastError}</p>
          </Alert>
        )}
        {expert.state === "quarantined" && <p className="rt-subtle">{t("expert.probeHelp")}</p>}
      </section>

      <section aria-labelledby="expert-figures-title">
        <h3 id="expert-figures-title" className="rt-section-title">
          {t("expert.figures")}
        </h3>
        <DescriptionList isCompact isHorizontal termWidth="10.5rem">
          <Fact term={t("column.share")}>
            <span className="tv-number">{format.percent(expert.activationShare, 2)}</span> <span className="rt-subtle">{t("expert.shareNote", { even: format.percent(1 / perLayer, 2) })}</span>
          </Fact>
          <Fact term={t("expert.activations")}>
            <span className="tv-number">{format.number(expert.activations, 0)}</span> <span className="rt-subtle">{t("expert.sinceLoad")}</span>
          </Fact>
          <Fact term={t("column.tokens")}>
            <span className="tv-number">{format.number(expert.tokens, 0)}</span> <span className="rt-subtle">{t("expert.sinceLoad")}</span>
          </Fact>
          <Fact term={t("column.latency")}>
            {expert.latencyMs === undefined ? t("expert.noLatency") : <span className="tv-number">{latencyText(expert.latencyMs, format)}</span>} <span className="rt-subtle">{t("expert.latencyNote")}</span>
          </Fact>
          <Fact term={t("column.memory")}>
            <span className="tv-number">{format.bytes(expert.bytes)}</span>
          </Fact>
        </DescriptionList>
      </section>

      <section aria-labelledby="expert-place-title">
        <h3 id="expert-place-title" className="rt-section-title">
          {t("expert.place")}
        </h3>
        <DescriptionList isCompact isHorizontal termWidth="10.5rem">
          <Fact term={t("column.model")}>
            <span className="rt-mono">
              {grid.model} {grid.version}
            </span>
          </Fact>
          <Fact term={t("expert.layer")}>
            {expert.layer} <span className="rt-subtle">{t("expert.layerNote", { last: grid.layers - 1 })}</span>
          </Fact>
          <Fact term={t("expert.group")}>
            <span className="rt-mono">{expert.group}</span>
          </Fact>
          <Fact term={t("expert.index")}>{expert.index}</Fact>
        </DescriptionList>
      </section>

      <Acts expert={expert} grid={grid} />
    </div>
  );
}

function Acts({ expert, grid }: { expert: Expert; grid: ExpertGrid }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const isOperator = useHasRole(OPERATOR_ROLE);
  const [asked, setAsked] = useState<ExpertAct | undefined>();
  const change = useMutation({
    mutationFn: ({ act, reason }: { act: ExpertAct; reason: string }) => changeExperts(act, grid, [expert.id], reason),
    onSuccess: (after, { act }) => {
      queries.setQueryData(expertsKey(grid.model, grid.version), after);
      setAsked(undefined);
      announce(t(`act.${act}Done`, { expert: expert.id }));
    },
  });
  const acts: readonly ExpertAct[] = [expert.state === "masked" ? "unmask" : "mask", expert.pinned ? "unpin" : "pin"];
  const ask = (act: ExpertAct) => {
    change.reset();
    setAsked(act);
  };
  return (
    <section aria-labelledby="expert-acts-title">
      <h3 id="expert-acts-title" className="rt-section-title">
        {t("act.title")}
      </h3>
      {change.isSuccess && asked === undefined && <Alert variant="success" isInline isPlain title={t(`act.${change.variables.act}Done`, { expert: expert.id })} />}
      {isOperator ? (
        <div className="rt-acts">
          {acts.map((act) => (
            <Button key={act} variant={act === "mask" ? "danger" : "secondary"} onClick={() => ask(act)}>
              {t(`act.${act}`)}
            </Button>
          ))}
        </div>
      ) : (
        <p className="rt-subtle">{t("act.needsRole", { role: OPERATOR_ROLE })}</p>
      )}
      {asked !== undefined && (
        <ReasonDialog
          title={t(`act.${asked}Title`)}
          confirm={t(`act.${asked}Confirm`)}
          isDanger={asked === "mask"}
          isPending={change.isPending}
          error={change.error}
          onConfirm={(reason) => change.mutate({ act: asked, reason })}
          onClose={() => setAsked(undefined)}
        >
          <p>
            <strong className="rt-mono">{expert.id}</strong> · <span className="rt-mono">{grid.model} {grid.version}</span>
          </p>
          <p>{t(`act.${asked}Help`)}</p>
        </ReasonDialog>
      )}
    </section>
  );
}
