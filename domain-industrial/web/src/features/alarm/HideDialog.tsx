import { FormGroup, Radio, TextArea } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Alarm } from "../../api/types.ts";
import { FormDialog } from "../shared/FormDialog.tsx";
import { useWords } from "../shared/useWords.ts";
import { useAlarmAct } from "./useAlarmAct.ts";

/** Ways of taking an alarm out of sight, each with a reason. */
export type HidingAct = "shelve" | "out-of-service";

/** Durations that are offered, minutes; the service refuses what is longer than it allows. */
const MINUTES = [15, 30, 60, 120, 240, 480] as const;
const REASON_LIMIT = 500;

/** Shelves an alarm for a time, or takes it out of service until an operator returns it. */
export function HideDialog({ alarm, act, onClose }: { alarm: Pick<Alarm, "alarmId" | "version" | "condition" | "assetName">; act: HidingAct; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const [minutes, setMinutes] = useState<number>(30);
  const [reason, setReason] = useState("");
  const run = useAlarmAct(onClose);
  const why = reason.trim();
  return (
    <FormDialog
      id="hide-alarm"
      title={t(act === "shelve" ? "hide.shelve" : "hide.outOfService", { condition: alarm.condition, asset: alarm.assetName })}
      description={t(act === "shelve" ? "hide.shelveHelp" : "hide.outOfServiceHelp")}
      confirm={t(act === "shelve" ? "alarm.shelve" : "alarm.outOfService")}
      isReady={why !== ""}
      run={run}
      onSubmit={() => run.mutate({ alarm, act: act === "shelve" ? { kind: "shelve", minutes, reason: why } : { kind: "out-of-service", reason: why } })}
      onClose={onClose}
    >
      {act === "shelve" && (
        <FormGroup role="radiogroup" label={t("hide.duration")} fieldId="hide-duration" isInline>
          {MINUTES.map((choice) => (
            <Radio key={choice} id={`hide-${choice}`} name="hide-minutes" label={words.span(choice * 60_000)} isChecked={minutes === choice} onChange={() => setMinutes(choice)} />
          ))}
        </FormGroup>
      )}
      <FormGroup label={t("reason")} isRequired fieldId="hide-reason">
        <TextArea id="hide-reason" isRequired autoFocus rows={2} maxLength={REASON_LIMIT} value={reason} onChange={(_event, value) => setReason(value)} resizeOrientation="vertical" />
      </FormGroup>
    </FormDialog>
  );
}
