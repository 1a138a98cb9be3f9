import { FormGroup, FormSelect, FormSelectOption, TextArea, TextInput } from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { fromLocalInput, useFormat } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getOverview } from "../../api/client.ts";
import { proposeWorkOrder } from "../../api/maintenance.ts";
import { type Alarm, PRIORITIES, type Priority, type WorkOrderDraft } from "../../api/types.ts";
import { FormDialog } from "../shared/FormDialog.tsx";

interface Props {
  /** What the work order is for; its evidence goes along. */
  readonly alarm?: Pick<Alarm, "alarmId" | "assetId" | "assetName" | "condition" | "priority">;
  readonly assetId?: string;
  readonly onClose: () => void;
}

/** Proposes work: what, on which asset, by when. */
export function ProposeDialog({ alarm, assetId, onClose }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const format = useFormat();
  const [asset, setAsset] = useState(alarm?.assetId ?? assetId ?? "");
  const [title, setTitle] = useState(alarm === undefined ? "" : t("propose.titleFor", { condition: alarm.condition }));
  const [priority, setPriority] = useState<Priority>(alarm?.priority ?? "medium");
  const [windowTo, setWindowTo] = useState("");
  const [cost, setCost] = useState("");
  const [note, setNote] = useState("");
  const overview = useQuery({ queryKey: ["overview"], queryFn: ({ signal }) => getOverview(signal) });
  const run = useMutation({
    mutationFn: (draft: WorkOrderDraft) => proposeWorkOrder(draft),
    onSuccess: onClose,
    onSettled: () => Promise.all(["work-orders", "alarms", "alarm", "overview"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const until = fromLocalInput(windowTo, format.timeZone);
  const draft: WorkOrderDraft = {
    assetId: asset,
    title: title.trim(),
    priority,
    ...(alarm === undefined ? {} : { alarmId: alarm.alarmId }),
    ...(until === "" ? {} : { windowTo: until }),
    ...(cost.trim() !== "" && Number(cost) >= 0 ? { estimatedCost: Number(cost) } : {}),
    ...(note.trim() === "" ? {} : { note: note.trim() }),
  };
  return (
    <FormDialog id="propose" title={t("propose.title")} description={alarm === undefined ? t("propose.help") : t("propose.helpAlarm")} confirm={t("propose.confirm")} isReady={asset !== "" && draft.title !== ""} run={run} onSubmit={() => run.mutate(draft)} onClose={onClose}>
      <FormGroup label={t("column.asset")} isRequired fieldId="propose-asset">
        <FormSelect id="propose-asset" value={asset} isDisabled={alarm !== undefined} onChange={(_event, value) => setAsset(value)}>
          <FormSelectOption value="" label={t("choose")} />
          {overview.data?.lines.flatMap((line) => line.assets).map((one) => <FormSelectOption key={one.assetId} value={one.assetId} label={one.name} />)}
        </FormSelect>
      </FormGroup>
      <FormGroup label={t("propose.what")} isRequired fieldId="propose-what">
        <TextInput id="propose-what" isRequired maxLength={200} value={title} onChange={(_event, value) => setTitle(value)} />
      </FormGroup>
      <FormGroup label={t("column.priority")} fieldId="propose-priority">
        <FormSelect id="propose-priority" value={priority} onChange={(_event, value) => setPriority(value as Priority)}>
          {PRIORITIES.map((one) => (
            <FormSelectOption key={one} value={one} label={t(`priority.${one}`)} />
          ))}
        </FormSelect>
      </FormGroup>
      <FormGroup label={t("propose.before")} fieldId="propose-before">
        <TextInput id="propose-before" type="datetime-local" value={windowTo} onChange={(_event, value) => setWindowTo(value)} />
      </FormGroup>
      <FormGroup label={t("propose.cost")} fieldId="propose-cost">
        <TextInput id="propose-cost" type="number" min={0} step="any" value={cost} onChange={(_event, value) => setCost(value)} />
      </FormGroup>
      <FormGroup label={t("note")} fieldId="propose-note">
        <TextArea id="propose-note" rows={2} maxLength={1000} value={note} onChange={(_event, value) => setNote(value)} resizeOrientation="vertical" />
      </FormGroup>
    </FormDialog>
  );
}
