import { Card, CardBody, CardTitle } from "@patternfly/react-core";
import { QueryState, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ManifestSummary } from "../../api/learning.ts";
import { DriftTable } from "../learning/DriftTable.tsx";
import { taskHref } from "../learning/taskAddress.ts";
import { useDrift, useManifests } from "../learning/useLearning.ts";
import { driftCounts } from "./driftCounts.ts";

const MOST_INPUTS = 5;

/** How far the newest data of a model's task moved from the data before, with the way to that data set. */
export function ModelDrift({ task }: { task: string }) {
  const { t } = useTranslation();
  const query = useManifests(task);
  return (
    <Card isCompact className="rt-card">
      <CardTitle component="h2">{t("models.drift")}</CardTitle>
      <CardBody>
        <QueryState query={query}>
          {([newest, before]) =>
            newest === undefined || before === undefined ? (
              <p className="rt-subtle">
                {t("models.noDrift")} <Link to={taskHref(task)}>{t("models.toTask", { task })}</Link>
              </p>
            ) : (
              <Moved task={task} newest={newest} before={before} />
            )
          }
        </QueryState>
      </CardBody>
    </Card>
  );
}

function Moved({ task, newest, before }: { task: string; newest: ManifestSummary; before: ManifestSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useDrift(newest.id, true);
  return (
    <>
      <p>
        {t("models.driftBetween", { newest: format.dateTime(newest.createdAt), before: format.dateTime(before.createdAt) })} <Link to={taskHref(task, "timeline", { selected: `data:${newest.id}` })}>{t("models.toDataSet")}</Link>
      </p>
      <QueryState query={query}>
        {(drift) => (
          <>
            <p>{t("models.driftCounts", driftCounts(drift))}</p>
            <DriftTable drift={drift} most={MOST_INPUTS} />
          </>
        )}
      </QueryState>
    </>
  );
}
