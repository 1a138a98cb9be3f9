import { Label, Progress, ProgressSize } from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import InProgressIcon from "@patternfly/react-icons/dist/esm/icons/in-progress-icon";
import RobotIcon from "@patternfly/react-icons/dist/esm/icons/robot-icon";
import PendingIcon from "@patternfly/react-icons/dist/esm/icons/pending-icon";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RevisionState, StudyPriority } from "../../api/types.ts";

const STATE_LOOK: Readonly<Record<RevisionState, { status?: "success" | "warning" | "danger" | "info"; icon: ReactNode }>> = {
  queued: { icon: <PendingIcon /> },
  running: { status: "info", icon: <InProgressIcon /> },
  done: { status: "info", icon: <RobotIcon /> },
  refused: { status: "warning", icon: <BanIcon /> },
  failed: { status: "danger", icon: <ExclamationCircleIcon /> },
};

export function StateLabel({ state }: { state: RevisionState }) {
  const { t } = useTranslation();
  const { status, icon } = STATE_LOOK[state];
  return (
    <Label isCompact variant="outline" icon={icon} {...(status === undefined ? {} : { status })}>
      {t(`state.${state}`)}
    </Label>
  );
}

/** Read by a person, where the state only says what the models did. */
export function ReadLabel() {
  const { t } = useTranslation();
  return (
    <Label isCompact variant="outline" status="success" icon={<CheckCircleIcon />}>
      {t("worklist.read")}
    </Label>
  );
}

export function PriorityLabel({ priority }: { priority: StudyPriority }) {
  const { t } = useTranslation();
  const look = { stat: "red", high: "orange", routine: undefined, low: undefined }[priority] as "red" | "orange" | undefined;
  return (
    <Label isCompact {...(look === undefined ? { variant: "outline" as const } : { color: look, icon: <ExclamationTriangleIcon /> })}>
      {t(`priority.${priority}`)}
    </Label>
  );
}

export function ProcessingProgress({ id, stage, progress }: { id: string; stage: string | null | undefined; progress: number }) {
  const { t } = useTranslation();
  const text = stage == null ? t("state.running") : t(`stage.${stage}`, { defaultValue: stage });
  return <Progress id={`progress-${id}`} size={ProgressSize.sm} value={Math.round(progress * 100)} title={text} aria-label={text} className="med-progress" />;
}
