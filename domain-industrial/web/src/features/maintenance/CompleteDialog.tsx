import { Button, FormGroup, FormSelect, FormSelectOption, Radio, TextArea, TextInput } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getAsset } from "../../api/client.ts";
import { listFailureModes } from "../../api/maintenance.ts";
import { type Outcome, OUTCOMES, type WorkOrder } from "../../api/types.ts";
import { FormDialog } from "../shared/FormDialog.tsx";
import { useFailureMode, useModeName } from "../shared/OutlookList.tsx";
import { useWords } from "../shared/useWords.ts";
import { useWorkOrderAct } from "./useWorkOrderAct.ts";

/** Closes work with what was found: the model learns from it, and the figures rest on it. */
export function CompleteDialog({ order, onClose }: { order: WorkOrder; onClose: () => void }) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | undefined>();
  const [mode, setMode] = useState("");
  const [downtime, setDowntime] = useState("");
  const [cost, setCost] = useState("");
  const [note, setNote] = useState("");
  const asset = useQuery({ queryKey: ["asset", order.assetId], queryFn: ({ signal }) => getAsset(order.assetId, signal) });
  const assetType = asset.data?.assetType;
  const modes = useQuery({ queryKey: ["failure-modes", assetType], queryFn: ({ signal }) => listFailureModes(assetType ?? "", signal), enabled: assetType !== undefined });
  const { format } = useWords();
  const nameOf = useModeName();
  const codeName = useFailureMode();
  const expected = order.evidence?.outlook?.modes ?? [];
  const run = useWorkOrderAct(onClose);
  const isFailure = outcome === "confirmed" || outcome === "other-cause";
  const amount = (text: string) => (text.trim() === "" || !(Number(text) >= 0) ? undefined : Number(text));
  const [downtimeMinutes, paid] = [amount(downtime), amount(cost)];
  const isReady = outcome !== undefined && downtimeMinutes !== undefined && paid !== undefined && (!isFailure || mode !== "" || modes.data?.items.length === 0);
  return (
    <FormDialog
      id="complete-order"
      title={t("order.completeTitle", { number: order.number, asset: order.assetName })}
      description={t("order.completeHelp")}
      confirm={t("order.complete")}
      isReady={isReady}
      run={run}
      onSubmit={() => {
        if (outcome === undefined || downtimeMinutes === undefined || paid === undefined) return;
        run.mutate({
          order,
          act: { kind: "complete", outcome, downtimeMinutes: Math.round(downtimeMinutes), cost: paid, ...(isFailure && mode !== "" ? { failureMode: mode } : {}), ...(note.trim() === "" ? {} : { note: note.trim() }) },
        });
      }}
      onClose={onClose}
    >
      <FormGroup role="radiogroup" label={t("order.outcome")} isRequired fieldId="complete-outcome">
        {OUTCOMES.map((one) => (
          <Radio key={one} id={`outcome-${one}`} name="outcome" label={t(`outcome.${one}`)} description={t(`outcomeHelp.${one}`)} isChecked={outcome === one} onChange={() => setOutcome(one)} />
        ))}
      </FormGroup>
      {isFailure && (
        <FormGroup label={t("order.failureMode")} isRequired fieldId="complete-mode">
          <FormSelect id="complete-mode" value={mode} onChange={(_event, value) => setMode(value)}>
            <FormSelectOption value="" label={t("choose")} />
            {modes.data?.items.map((one) => <FormSelectOption key={one.code} value={one.code} label={codeName(one.code)} />)}
          </FormSelect>
          {expected.length > 0 && (
            <p className="ind-subtle">
              {t("outlook.expected")}{" "}
              {expected.map((one) => (
                <Button key={one.mode} variant="link" isInline className="ind-suggestion" aria-label={`${t("outlook.choose", { code: one.code })}: ${nameOf(one.mode)}, ${format.percent(one.probability, 0)}`} onClick={() => setMode(one.code)}>
                  {one.code} {nameOf(one.mode)} {format.percent(one.probability, 0)}
                </Button>
              ))}
            </p>
          )}
        </FormGroup>
      )}
      <FormGroup label={`${t("order.downtime")} (min)`} isRequired fieldId="complete-downtime">
        <TextInput id="complete-downtime" type="number" min={0} isRequired value={downtime} onChange={(_event, value) => setDowntime(value)} />
      </FormGroup>
      <FormGroup label={`${t("order.cost")} (${order.currency})`} isRequired fieldId="complete-cost">
        <TextInput id="complete-cost" type="number" min={0} step="any" isRequired value={cost} onChange={(_event, value) => setCost(value)} />
      </FormGroup>
      <FormGroup label={t("note")} fieldId="complete-note">
        <TextArea id="complete-note" rows={2} maxLength={1000} value={note} onChange={(_event, value) => setNote(value)} resizeOrientation="vertical" />
      </FormGroup>
    </FormDialog>
  );
}
