import { Label, Title } from "@patternfly/react-core";
import { useFormat, useHasRole } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { Delivery, Study } from "../../api/types.ts";
import { ProcessingProgress, StateLabel } from "../worklist/labels.tsx";
import { RemoveStudy } from "./RemoveStudy.tsx";
import { RevisionOutcome } from "./RevisionOutcome.tsx";

const DELIVERY_LOOK = { pending: "info", sent: "success", committed: "success", dead: "danger" } as const;

export function DeliveryLabel({ state }: { state: string }) {
  const { t } = useTranslation();
  return (
    <Label isCompact variant="outline" status={DELIVERY_LOOK[state as keyof typeof DELIVERY_LOOK]}>
      {t(`delivery.${state}`)}
    </Label>
  );
}

/** Revisions, results of the shown one, and its deliveries. */
export function StudyRecord({ study, onRevision }: { study: Study; onRevision: (revision: number) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayRemove = useHasRole("med-integrator");
  return (
    <div className="med-record">
      <section aria-labelledby="revisions-title">
        <Title id="revisions-title" headingLevel="h2" size="md">
          {t("revision.title")}
        </Title>
        {study.revisions.length === 0 && <p>{t("revision.none")}</p>}
        <ol className="med-revisions">
          {study.revisions.map((revision, index) => (
            <li key={revision.revision}>
              <button
                type="button"
                className="med-chip"
                aria-pressed={revision.revision === study.shownRevision}
                onClick={() => onRevision(revision.revision)}
              >
                {t("revision.number", { number: revision.revision })}
              </button>{" "}
              <StateLabel state={revision.state} />
              <div className="med-sub">
                {t("revision.complete", { count: revision.instances, time: format.dateTime(revision.completedAt) })}
                {revision.finishedAt != null && ` · ${t("revision.finished", { time: format.dateTime(revision.finishedAt) })}`}
              </div>
              {revision.modelId != null && (
                <div className="med-sub">
                  {revision.modelId} {revision.modelVersion}
                </div>
              )}
              {revision.state === "running" && <ProcessingProgress id={`revision-${revision.revision}`} stage={revision.stage} progress={revision.progress} />}
              <RevisionOutcome study={study.studyInstanceUid} revision={revision} isNewest={index === 0} />
            </li>
          ))}
        </ol>
      </section>
      <section aria-labelledby="results-title">
        <Title id="results-title" headingLevel="h2" size="md">
          {t("result.title")}
        </Title>
        {study.results.length === 0 ? (
          <p className="med-sub">{t("result.none")}</p>
        ) : (
          <ul className="med-results">
            {study.results.map((result) => (
              <li key={result.role}>{t(`role.${result.role}`, { defaultValue: result.role })}</li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="deliveries-title">
        <Title id="deliveries-title" headingLevel="h2" size="md">
          {t("delivery.title")}
        </Title>
        {study.deliveries.length === 0 ? <p className="med-sub">{t("delivery.none")}</p> : <Deliveries deliveries={study.deliveries} />}
      </section>
      {mayRemove && <RemoveStudy study={study} />}
    </div>
  );
}

function Deliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className="med-results">
      {deliveries.map((delivery) => (
        <li key={`${delivery.destination}/${delivery.sopInstanceUid}`}>
          <strong>{delivery.destination}</strong> · {t(`role.${delivery.role}`, { defaultValue: delivery.role })} <DeliveryLabel state={delivery.state} />
          <div className="med-sub">
            {delivery.committedAt != null
              ? t("delivery.committedAt", { time: format.dateTime(delivery.committedAt) })
              : delivery.sentAt != null
                ? t("delivery.sentAt", { time: format.dateTime(delivery.sentAt) })
                : t("delivery.attempts", { count: delivery.attempts })}
          </div>
          {delivery.lastError != null && delivery.sentAt == null && <div className="med-sub">{delivery.lastError}</div>}
        </li>
      ))}
    </ul>
  );
}
