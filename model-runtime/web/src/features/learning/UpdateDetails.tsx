import { Alert, Button, DescriptionList, Progress, ProgressStep, ProgressStepper } from "@patternfly/react-core";
import { useFormat, useHasRole } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cancelUpdate } from "../../api/learning.ts";
import { OPERATOR_ROLE } from "../../roles.ts";
import { Fact } from "../page/Fact.tsx";
import { ActDialog } from "./ActDialog.tsx";
import type { UpdateView } from "./contract.ts";
import { GateTable } from "./GateTable.tsx";
import { UpdateStateLabel } from "./LearningLabels.tsx";
import { Section } from "./Section.tsx";
import { CardLink, CompareLink, ItemLink } from "./TaskLinks.tsx";
import { updateTone } from "./timeline.ts";
import { type StepState, stepsOf } from "./updateSteps.ts";
import { isRunning } from "./useLearning.ts";
import { useDuration } from "./useLearningText.ts";

const VARIANTS: Readonly<Record<StepState, "pending" | "info" | "success" | "danger" | "warning">> = { waiting: "pending", running: "info", done: "success", failed: "danger", stopped: "warning" };

/** One run of the daily update: how far it came, what came out of it, what it cost. */
export function UpdateDetails({ update }: { update: UpdateView }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="rt-details">
      <Section id="update-state" title={t("column.state")}>
        <p className="rt-labels">
          <UpdateStateLabel state={update.state} />
        </p>
        <p className="rt-subtle">{t(`learning.updateState.${update.state}Help`)}</p>
        {update.message !== undefined && (
          <Alert variant={updateTone(update.state) === "bad" ? "danger" : "info"} isInline title={t("learning.message")}>
            <p className="rt-break">{update.message}</p>
            {update.code !== undefined && <p className="rt-mono rt-subtle">{update.code}</p>}
          </Alert>
        )}
        {isRunning(update) && <Progress aria-label={t("learning.progress")} value={Math.round(update.progress * 100)} size="sm" />}
      </Section>
      <Steps update={update} />
      <Section id="update-outcome" title={t("learning.outcome")}>
        <DescriptionList isCompact isHorizontal termWidth="10.5rem">
          <Fact term={t("alias.challenger")}>
            {update.challenger === undefined ? (
              t("learning.noChallenger")
            ) : (
              <span className="rt-labels">
                <span className="tv-number">{t("models.version", { version: update.challenger })}</span>
                <CompareLink left={update.champion} right={update.challenger} />
                <CardLink version={update.challenger} />
              </span>
            )}
          </Fact>
          {update.rival !== undefined && (
            <Fact term={t("learning.rival")}>
              <span className="rt-labels">
                <span className="tv-number">{t("models.version", { version: update.rival })}</span>
                <CompareLink left={update.champion} right={update.rival} />
                <CardLink version={update.rival} />
              </span>
            </Fact>
          )}
          <Fact term={t("learning.trainedFrom")}>
            <span className="tv-number">{t("models.version", { version: update.champion })}</span>
          </Fact>
          <Fact term={t("learning.item.manifest")}>{update.manifest === undefined ? "—" : <ItemLink id={`data:${update.manifest}`} text={update.manifest} />}</Fact>
          {update.examples !== undefined && (
            <Fact term={t("learning.examples")}>
              <span className="tv-number">
                {t("learning.examplesValue", { train: format.number(update.examples.train, 0), validation: format.number(update.examples.validation, 0), test: format.number(update.examples.test, 0) })}
              </span>
            </Fact>
          )}
          <Fact term={t("learning.id")}>
            <span className="rt-mono rt-break">{update.id}</span>
          </Fact>
          <Fact term={t("learning.item.release")}>{update.release === undefined ? "—" : <ItemLink id={`release:${update.release}`} text={t("learning.openRelease")} />}</Fact>
        </DescriptionList>
      </Section>
      <Acts update={update} />
      <Section id="update-gates" title={t("learning.lane.gate")}>
        <GateTable gates={update.gates} label={t("learning.lane.gate")} />
      </Section>
      {update.rivalGates.length > 0 && (
        <Section id="update-rival-gates" title={t("learning.rivalGates")}>
          <GateTable gates={update.rivalGates} label={t("learning.rivalGates")} />
        </Section>
      )}
      <Cost update={update} />
    </div>
  );
}

function Steps({ update }: { update: UpdateView }) {
  const { t } = useTranslation();
  return (
    <Section id="update-steps" title={t("learning.steps")}>
      <ProgressStepper aria-label={t("learning.steps")} className="rt-steps" isVertical>
        {stepsOf(update).map(({ step, state }) => (
          <ProgressStep key={step} id={`step-${step}`} titleId={`step-${step}-title`} variant={VARIANTS[state]} isCurrent={state === "running"} aria-label={t(`learning.stepState.${state}`)}>
            {t(`learning.updateState.${step}`)}
          </ProgressStep>
        ))}
      </ProgressStepper>
    </Section>
  );
}

function Cost({ update }: { update: UpdateView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const duration = useDuration();
  const from = update.startedAt;
  return (
    <Section id="update-cost" title={t("learning.cost")}>
      <DescriptionList isCompact isHorizontal termWidth="10.5rem">
        <Fact term={t("learning.trigger")}>{t(`learning.trigger_${update.trigger}`, { by: update.requestedBy })}</Fact>
        <Fact term={t("reason.label")}>
          <span className="rt-break">{update.reason}</span>
        </Fact>
        <Fact term={t("learning.requested")}>
          <span className="tv-number">{format.dateTime(update.requestedAt)}</span>
        </Fact>
        <Fact term={t("learning.took")}>
          <span className="tv-number">{from === undefined ? t("learning.notStarted") : duration((update.finishedAt === undefined ? Date.now() : Date.parse(update.finishedAt)) - Date.parse(from))}</span>
        </Fact>
        <Fact term={t("learning.cpu")}>
          <span className="tv-number">{duration(update.cpuSeconds * 1000)}</span>
        </Fact>
        <Fact term={t("learning.energy")}>
          <span className="tv-number">{update.energyJoules === undefined ? t("learning.noEnergy") : t("learning.wattHours", { value: format.number(update.energyJoules / 3600, 2) })}</span>
        </Fact>
        <Fact term={t("learning.peakMemory")}>
          <span className="tv-number">{update.peakMemoryBytes === undefined ? "—" : format.bytes(update.peakMemoryBytes)}</span>
        </Fact>
        <Fact term={t("learning.attempts")}>
          <span className="tv-number">{format.number(update.attempts, 0)}</span>
        </Fact>
      </DescriptionList>
    </Section>
  );
}

function Acts({ update }: { update: UpdateView }) {
  const { t } = useTranslation();
  const isOperator = useHasRole(OPERATOR_ROLE);
  const [isAsked, setAsked] = useState(false);
  if (!isRunning(update)) return null;
  return (
    <Section id="update-acts" title={t("act.title")}>
      {isOperator ? (
        <Button variant="danger" onClick={() => setAsked(true)}>
          {t("learning.cancelUpdate")}
        </Button>
      ) : (
        <p className="rt-subtle">{t("act.needsRole", { role: OPERATOR_ROLE })}</p>
      )}
      {isAsked && (
        <ActDialog title={t("learning.cancelTitle")} confirm={t("learning.cancelConfirm")} isDanger done={t("learning.cancelDone")} run={(reason) => cancelUpdate(update.id, reason)} onClose={() => setAsked(false)}>
          <p>{t("learning.cancelHelp")}</p>
        </ActDialog>
      )}
    </Section>
  );
}
