import { Button, FormGroup, FormSelect, FormSelectOption, TextArea, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { leaveLabelQueue, QueryState } from "@trivium/webkit";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { getCycle, tellCycle } from "../../api/client.ts";
import type { CycleCurve, CycleDefect, LabelQueueItem, ProcessCycle, ProcessCycleDetail } from "../../api/types.ts";
import { TrendPlot } from "../plot/TrendPlot.tsx";
import { Failure, FormDialog } from "../shared/FormDialog.tsx";
import { useWords } from "../shared/useWords.ts";
import { partsOf } from "../shared/cycles.ts";
import { useCycleWords } from "../shared/useCycleWords.ts";

const HEIGHT_PX = 150;
const GOOD = "good";
const LONGEST_NOTE = 500;

interface Props {
  readonly assetId: string;
  readonly cycle: ProcessCycle;
  readonly defects: readonly CycleDefect[];
}

/** One cycle: what it is said to be and by whom, its course against good ones, and a word of one's own. */
export function CycleDetails({ assetId, cycle, defects }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const { textOf } = useCycleWords();
  const query = useQuery({ queryKey: ["cycle", assetId, cycle.cycleId, cycle.version], queryFn: ({ signal }) => getCycle(assetId, cycle.cycleId, signal) });
  return (
    <section aria-label={t("cycle.title")}>
      <h3>{textOf(cycle)}</h3>
      <p className="ind-subtle">
        {t("cycle.when", { at: words.format.dateTime(cycle.beganAt), seconds: words.format.number((Date.parse(cycle.endedAt) - Date.parse(cycle.beganAt)) / 1_000, 1) })}
        {cycle.job != null && ` · ${t("cycle.job", { job: cycle.job })}`}
        {cycle.toldBy != null && ` · ${t("cycle.toldBy", { user: cycle.toldBy })}`}
      </p>
      {cycle.reason != null && <p>{cycle.reason}</p>}
      {cycle.note != null && <p>{cycle.note}</p>}
      {cycle.state !== "incomplete" && <Acts assetId={assetId} cycle={cycle} defects={defects} />}
      <QueryState query={query}>{(detail) => <Course detail={detail} />}</QueryState>
    </section>
  );
}

function Course({ detail }: { detail: ProcessCycleDetail }) {
  const { t } = useTranslation();
  const words = useWords();
  const { nameOf } = useCycleWords();
  const [tag, setTag] = useState<string | undefined>();
  const { curves, probabilities, shares, cycle } = detail;
  const shown = curves.find((curve) => curve.tag === (tag ?? shares[0]?.tag)) ?? curves[0];
  return (
    <>
      {probabilities.length > 0 && (
        <ul className="ind-shares" aria-label={t("cycle.probabilities")}>
          {probabilities.slice(0, 3).map(({ name, code, probability }) => (
            <li key={name}>
              <span>
                {nameOf(name)} {code != null && <span className="ind-subtle">{code}</span>}
              </span>
              <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect className="ind-track" width="100" height="8" />
                <rect className="ind-share" width={Math.max(1, probability * 100)} height="8" />
              </svg>
              <span className="tv-number">{words.format.percent(probability, 0)}</span>
            </li>
          ))}
        </ul>
      )}
      {shown !== undefined && (
        <>
          <ToggleGroup isCompact aria-label={t("cycle.tag")}>
            {curves.map((curve) => (
              <ToggleGroupItem key={curve.tag} buttonId={`cycle-${curve.tag}`} text={curve.tag} isSelected={curve.tag === shown.tag} onChange={() => setTag(curve.tag)} />
            ))}
          </ToggleGroup>
          <Curve curve={shown} cycle={cycle} />
        </>
      )}
      {cycle.modelVersion != null && <p className="ind-subtle">{t("cycle.model", { model: cycle.modelVersion, count: detail.reference })}</p>}
    </>
  );
}

function Curve({ curve, cycle }: { curve: CycleCurve; cycle: ProcessCycle }) {
  const { t } = useTranslation();
  const { tag, unit, values, lower, upper } = curve;
  const at = useMemo(() => partsOf(cycle.beganAt, cycle.endedAt, values.length), [cycle.beganAt, cycle.endedAt, values.length]);
  const traces = useMemo(() => {
    const gapMs = Date.parse(cycle.endedAt) - Date.parse(cycle.beganAt) + 1;
    const own = { label: tag, unit, at, mean: values, gapMs };
    if (lower.length !== values.length || upper.length !== values.length) return [own];
    const middle = lower.map((low, part) => (low + (upper[part] ?? low)) / 2);
    return [own, { label: t("cycle.band"), unit, at, mean: middle, lowest: lower, highest: upper, gapMs }];
  }, [tag, unit, at, values, lower, upper, cycle.beganAt, cycle.endedAt, t]);
  const outside = values.filter((value, part) => value < (lower[part] ?? value) || value > (upper[part] ?? value)).length;
  return <TrendPlot summary={t("cycle.summary", { tag, outside, parts: values.length })} traces={traces} from={Date.parse(cycle.beganAt)} to={Date.parse(cycle.endedAt)} height={HEIGHT_PX} />;
}

function Acts({ assetId, cycle, defects }: Props) {
  const { t } = useTranslation();
  const { nameOf } = useCycleWords();
  const queries = useQueryClient();
  const [isCorrecting, setCorrecting] = useState(false);
  const tell = useMutation({
    mutationFn: (said: { defect?: string; note?: string }) => tellCycle(assetId, cycle.cycleId, { version: cycle.version, ...said }),
    onSuccess: () => {
      setCorrecting(false);
      void leaveLabelQueue<LabelQueueItem>(queries, (item) => item.cycle.cycleId === cycle.cycleId);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["cycles", assetId] }),
  });
  const { defect } = cycle;
  return (
    <>
      {tell.isError && !isCorrecting && <Failure error={tell.error} />}
      <div className="ind-actions">
        {cycle.told == null && defect != null && (
          <Button variant="secondary" size="sm" isLoading={tell.isPending} onClick={() => tell.mutate({ defect })}>
            {t("cycle.confirm", { name: nameOf(defect) })}
          </Button>
        )}
        <Button variant="secondary" size="sm" onClick={() => setCorrecting(true)}>
          {t(defect == null ? "cycle.say" : "cycle.correct")}
        </Button>
        {cycle.told != null && (
          <Button variant="link" size="sm" onClick={() => tell.mutate({})}>
            {t("cycle.takeBack")}
          </Button>
        )}
      </div>
      {isCorrecting && <CorrectDialog names={[GOOD, ...defects.map(({ name }) => name)]} run={tell} onClose={() => setCorrecting(false)} />}
    </>
  );
}

interface CorrectProps {
  readonly names: readonly string[];
  readonly run: { readonly isPending: boolean; readonly isError: boolean; readonly error: unknown; readonly mutate: (said: { defect?: string; note?: string }) => void };
  readonly onClose: () => void;
}

function CorrectDialog({ names, run, onClose }: CorrectProps) {
  const { t } = useTranslation();
  const { nameOf } = useCycleWords();
  const [defect, setDefect] = useState("");
  const [note, setNote] = useState("");
  return (
    <FormDialog
      id="cycle-verdict"
      title={t("cycle.correctTitle")}
      description={t("cycle.correctHelp")}
      confirm={t("cycle.save")}
      isReady={defect !== ""}
      run={{ isPending: run.isPending, isError: run.isError, error: run.error }}
      onSubmit={() => run.mutate({ defect, ...(note.trim() === "" ? {} : { note: note.trim() }) })}
      onClose={onClose}
    >
      <FormGroup label={t("cycle.found")} fieldId="cycle-found" isRequired>
        <FormSelect id="cycle-found" value={defect} onChange={(_event, value) => setDefect(value)}>
          <FormSelectOption value="" label={t("cycle.choose")} isPlaceholder />
          {names.map((name) => (
            <FormSelectOption key={name} value={name} label={nameOf(name)} />
          ))}
        </FormSelect>
      </FormGroup>
      <FormGroup label={t("cycle.note")} fieldId="cycle-note">
        <TextArea id="cycle-note" value={note} maxLength={LONGEST_NOTE} onChange={(_event, value) => setNote(value)} />
      </FormGroup>
    </FormDialog>
  );
}
