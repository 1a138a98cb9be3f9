import { FormGroup, FormHelperText, FormSelect, FormSelectOption, HelperText, HelperTextItem, Switch, TextArea, TextInput } from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { getOverview, listAssetTypes, listTags, putAlarmRule } from "../../api/client.ts";
import { ALARM_KINDS, type AlarmRule, PRIORITIES } from "../../api/types.ts";
import { FormDialog } from "../shared/FormDialog.tsx";
import { useWords } from "../shared/useWords.ts";
import { type Draft, draftOf, ruleOf } from "./draft.ts";

/** Writes a rule, or changes the one that is given. */
export function RuleDialog({ rule, onClose }: { rule: AlarmRule | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => draftOf(rule));
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const types = useQuery({ queryKey: ["asset-types"], queryFn: ({ signal }) => listAssetTypes(signal) });
  const overview = useQuery({ queryKey: ["overview"], queryFn: ({ signal }) => getOverview(signal) });
  const ownTags = useQuery({ queryKey: ["tags", draft.assetId], queryFn: ({ signal }) => listTags(draft.assetId, signal), enabled: draft.assetId !== "" });
  const tags = draft.assetId === "" ? (types.data?.items.find((type) => type.name === draft.assetType)?.tags ?? []) : (ownTags.data?.items.map((tag) => tag.definition) ?? []);
  const tag = tags.find((one) => one.name === draft.tag);
  const unit = draft.kind === "limit" ? words.unit(tag?.unit.code) : draft.kind === "remaining-life" ? t("unit.cycles") : draft.kind === "cycle-defect" ? "" : t("rules.scoreUnit");
  const ready = ruleOf(draft, rule?.version ?? 0);
  const run = useMutation({
    mutationFn: (ruleId: string) => (ready === undefined ? Promise.reject(new Error("the form is not complete")) : putAlarmRule(ruleId, ready)),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ["alarm-rules"] }),
  });
  const target = draft.assetId === "" ? draft.assetType : draft.assetId;
  return (
    <FormDialog
      id="alarm-rule"
      title={rule === undefined ? t("rules.new") : t("rules.editThis", { name: rule.name })}
      description={t("rules.dialogHelp")}
      confirm={t("save")}
      isWide
      isReady={ready !== undefined}
      run={run}
      onSubmit={() => run.mutate(rule?.ruleId ?? crypto.randomUUID())}
      onClose={onClose}
    >
      <div className="ind-form-grid">
        <Text label={t("rules.name")} value={draft.name} isRequired onChange={(name) => set({ name })} />
        <FormGroup label={t("rules.appliesTo")} isRequired fieldId="rule-target">
          <FormSelect
            id="rule-target"
            value={target}
            onChange={(_event, value) => set(types.data?.items.some((type) => type.name === value) === true ? { assetType: value, assetId: "", tag: "" } : { assetType: "", assetId: value, tag: "" })}
          >
            <FormSelectOption value="" label={t("choose")} />
            {types.data?.items.map((type) => <FormSelectOption key={type.name} value={type.name} label={t("rules.everyOf", { type: type.name })} />)}
            {overview.data?.lines.flatMap((line) => line.assets).map((asset) => <FormSelectOption key={asset.assetId} value={asset.assetId} label={t("rules.onlyOf", { asset: asset.name })} />)}
          </FormSelect>
        </FormGroup>
        <Choice label={t("filter.kind")} value={draft.kind} options={ALARM_KINDS.map((one) => [one, t(`kind.${one}`)])} onChange={(kind) => set({ kind: kind as Draft["kind"] })} />
        <Choice label={t("column.priority")} value={draft.priority} options={PRIORITIES.map((one) => [one, t(`priority.${one}`)])} onChange={(priority) => set({ priority: priority as Draft["priority"] })} />
        {draft.kind === "limit" && (
          <>
            <Choice label={t("column.tag")} value={draft.tag} options={[["", t("choose")], ...tags.map((one): [string, string] => [one.name, one.name])]} onChange={(name) => set({ tag: name })} />
            <Choice label={t("rules.side")} value={draft.side} options={[["high", t("rules.side_high")], ["low", t("rules.side_low")]]} onChange={(side) => set({ side: side as Draft["side"] })} />
          </>
        )}
        {draft.kind !== "silence" && (
          <>
            <Text label={t("rules.limit")} value={draft.limit} unit={unit} isRequired isNumber onChange={(limit) => set({ limit })} />
            <Text label={t("rules.deadband")} value={draft.deadband} unit={unit} isNumber help={t("rules.deadbandHelp")} onChange={(deadband) => set({ deadband })} />
          </>
        )}
        <Text label={t("rules.onDelay")} value={draft.onDelaySeconds} unit="s" isNumber onChange={(onDelaySeconds) => set({ onDelaySeconds })} />
        <Text label={t("rules.offDelay")} value={draft.offDelaySeconds} unit="s" isNumber onChange={(offDelaySeconds) => set({ offDelaySeconds })} />
        <Choice label={t("rules.suppressTag")} value={draft.suppressTag} options={[["", t("rules.never")], ...tags.map((one): [string, string] => [one.name, one.name])]} onChange={(suppressTag) => set({ suppressTag })} />
        {draft.suppressTag !== "" && (
          <>
            <Choice label={t("rules.suppressSide")} value={draft.suppressSide} options={[["low", t("rules.side_low")], ["high", t("rules.side_high")]]} onChange={(side) => set({ suppressSide: side as Draft["side"] })} />
            <Text label={t("rules.suppressLimit")} value={draft.suppressLimit} isNumber isRequired onChange={(suppressLimit) => set({ suppressLimit })} />
          </>
        )}
        <Text label={t("rules.escalate")} value={draft.escalateAfterMinutes} unit="min" isNumber help={t("rules.escalateHelp")} onChange={(escalateAfterMinutes) => set({ escalateAfterMinutes })} />
        <Text label={t("alarm.cause")} value={draft.cause} help={t("rules.causeHelp")} onChange={(cause) => set({ cause })} />
      </div>
      <FormGroup label={t("alarm.advice")} fieldId="rule-advice">
        <TextArea id="rule-advice" rows={2} maxLength={500} value={draft.advice} onChange={(_event, advice) => set({ advice })} resizeOrientation="vertical" />
      </FormGroup>
      <Switch id="rule-enabled" label={t("rules.enabled")} isChecked={draft.enabled} onChange={(_event, enabled) => set({ enabled })} />
    </FormDialog>
  );
}

function Choice({ label, value, options, onChange }: { label: string; value: string; options: readonly (readonly [string, string])[]; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id}>
      <FormSelect id={id} value={value} onChange={(_event, next) => onChange(next)}>
        {options.map(([key, text]) => (
          <FormSelectOption key={key} value={key} label={text} />
        ))}
      </FormSelect>
    </FormGroup>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly unit?: string;
  readonly help?: string;
  readonly isRequired?: boolean;
  readonly isNumber?: boolean;
  readonly onChange: (value: string) => void;
}

function Text({ label, value, unit, help, isRequired = false, isNumber = false, onChange }: TextProps) {
  const id = useId();
  return (
    <FormGroup label={unit === undefined || unit === "" ? label : `${label} (${unit})`} isRequired={isRequired} fieldId={id}>
      <TextInput id={id} type={isNumber ? "number" : "text"} {...(isNumber ? { step: "any" } : {})} isRequired={isRequired} maxLength={120} value={value} onChange={(_event, next) => onChange(next)} />
      {help !== undefined && (
        <FormHelperText>
          <HelperText>
            <HelperTextItem>{help}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}
