import { Label } from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import CircleIcon from "@patternfly/react-icons/dist/esm/icons/circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import InProgressIcon from "@patternfly/react-icons/dist/esm/icons/in-progress-icon";
import { useTranslation } from "react-i18next";
import type { DriftState, Feed } from "../../api/learning.ts";
import type { ReleaseState, UpdateState } from "./contract.ts";
import { releaseTone, type Tone, updateTone } from "./timeline.ts";

const COLORS = { good: "green", bad: "red", warning: "orange", running: "blue", neutral: "grey" } as const;
const DRIFT_TONES: Readonly<Record<DriftState, Tone>> = { stable: "good", moderate: "warning", shifted: "bad", "too-few": "neutral" };

export function ToneIcon({ tone }: { tone: Tone }) {
  switch (tone) {
    case "good":
      return <CheckCircleIcon />;
    case "bad":
      return <ExclamationCircleIcon />;
    case "warning":
      return <ExclamationTriangleIcon />;
    case "running":
      return <InProgressIcon />;
    case "neutral":
      return <CircleIcon />;
  }
}

function ToneLabel({ tone, text, help }: { tone: Tone; text: string; help?: string }) {
  return (
    <Label color={COLORS[tone]} icon={<ToneIcon tone={tone} />} isCompact {...(help === undefined ? {} : { title: help })}>
      {text}
    </Label>
  );
}

export function UpdateStateLabel({ state }: { state: UpdateState }) {
  const { t } = useTranslation();
  return <ToneLabel tone={updateTone(state)} text={t(`learning.updateState.${state}`)} help={t(`learning.updateState.${state}Help`)} />;
}

export function ReleaseStateLabel({ state }: { state: ReleaseState }) {
  const { t } = useTranslation();
  return <ToneLabel tone={releaseTone(state)} text={t(`learning.releaseState.${state}`)} help={t(`learning.releaseState.${state}Help`)} />;
}

export function PassedLabel({ passed }: { passed: boolean }) {
  const { t } = useTranslation();
  return (
    <Label color={passed ? "green" : "red"} icon={passed ? <CheckCircleIcon /> : <BanIcon />} isCompact>
      {passed ? t("models.passed") : t("models.missed")}
    </Label>
  );
}

export function DriftLabel({ state }: { state: DriftState }) {
  const { t } = useTranslation();
  return <ToneLabel tone={DRIFT_TONES[state]} text={t(`learning.driftState.${state}`)} help={t(`learning.driftState.${state}Help`)} />;
}

export function FeedLabel({ feed }: { feed: Feed }) {
  const { t } = useTranslation();
  if (!feed.hasModel) return <ToneLabel tone="neutral" text={t("learning.feed.noModel")} help={t("learning.feed.noModelHelp")} />;
  return feed.stalled ? <ToneLabel tone="bad" text={t("learning.feed.stalled")} help={t("learning.feed.stalledHelp")} /> : <ToneLabel tone="good" text={t("learning.feed.flowing")} />;
}
