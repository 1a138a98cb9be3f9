import { FormGroup, TextArea, TextInput } from "@patternfly/react-core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { giveVerdict, predict } from "../../api/process.ts";
import type { Recommendation } from "../../api/types.ts";
import { FormDialog } from "../shared/FormDialog.tsx";
import { useWords } from "../shared/useWords.ts";
import { PredictedBead } from "./RecommendationCard.tsx";

export type VerdictKind = "accept" | "reject" | "prefer";

/** What the operator says to a recommendation; own settings are shown with what they are expected to make. */
export function VerdictDialog({ recommendation, kind, onClose }: { recommendation: Recommendation; kind: VerdictKind; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(recommendation.settings.map((one) => [one.name, String(Math.round(one.value * 100) / 100)])));
  const settings = recommendation.settings.map(({ name, low, high }) => ({ name, value: (texts[name] ?? "").trim() === "" ? NaN : Number(texts[name]), low, high }));
  const isInRange = settings.every(({ value, low, high }) => value >= low && value <= high);
  const run = useMutation({
    mutationFn: () =>
      giveVerdict(recommendation, {
        verdict: kind,
        ...(kind === "prefer" ? { settings: settings.map(({ name, value }) => ({ name, value })) } : {}),
        ...(reason.trim() === "" ? {} : { reason: reason.trim() }),
      }),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ["recommendations"] }),
  });
  return (
    <FormDialog
      id="verdict"
      title={t(`verdict.title_${kind}`)}
      description={t(`verdict.help_${kind}`)}
      confirm={t(`verdict.${kind}`)}
      isWide={kind === "prefer"}
      isReady={kind === "accept" || (kind === "reject" ? reason.trim() !== "" : isInRange)}
      run={run}
      onSubmit={() => run.mutate()}
      onClose={onClose}
    >
      {kind === "prefer" && <OwnSettings recommendation={recommendation} texts={texts} isInRange={isInRange} onChange={(name, value) => setTexts((before) => ({ ...before, [name]: value }))} />}
      <FormGroup label={t("reason")} isRequired={kind === "reject"} fieldId="verdict-reason">
        <TextArea id="verdict-reason" rows={2} maxLength={500} isRequired={kind === "reject"} value={reason} onChange={(_event, value) => setReason(value)} resizeOrientation="vertical" />
      </FormGroup>
    </FormDialog>
  );
}

interface OwnProps {
  readonly recommendation: Recommendation;
  readonly texts: Readonly<Record<string, string>>;
  readonly isInRange: boolean;
  readonly onChange: (name: string, value: string) => void;
}

function OwnSettings({ recommendation, texts, isInRange, onChange }: OwnProps) {
  const { t } = useTranslation();
  const words = useWords();
  const asked = useDeferredValue(texts);
  const settings = recommendation.settings.map(({ name }) => ({ name, value: Number(asked[name]) }));
  const expected = useQuery({
    queryKey: ["prediction", recommendation.process, settings],
    queryFn: ({ signal }) => predict(recommendation.process, settings, signal),
    enabled: isInRange,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="ind-form-grid">
        {recommendation.settings.map(({ name, unit, low, high }) => {
          const value = Number(texts[name]);
          const isOut = (texts[name] ?? "").trim() === "" || !(value >= low && value <= high);
          return (
            <FormGroup key={name} label={`${t(`setting.${name}`, { defaultValue: name })} (${words.unit(unit)}, ${low}–${high})`} fieldId={`own-${name}`}>
              <TextInput id={`own-${name}`} type="number" min={low} max={high} step="any" value={texts[name] ?? ""} validated={isOut ? "error" : "default"} onChange={(_event, next) => onChange(name, next)} />
            </FormGroup>
          );
        })}
      </div>
      {!isInRange && <p role="alert">{t("verdict.outOfRange")}</p>}
      {expected.data !== undefined && isInRange && (
        <section aria-label={t("verdict.expected")}>
          <h3 className="ind-card-title">{t("verdict.expected")}</h3>
          <PredictedBead predicted={expected.data.predicted} />
          <p>
            {t("process.heat")} <strong className="tv-number">{words.quantity(expected.data.heat.expected, expected.data.heat.unit)}</strong>
          </p>
        </section>
      )}
    </>
  );
}
