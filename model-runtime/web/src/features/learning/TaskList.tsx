import { Card, CardBody, PageSection } from "@patternfly/react-core";
import BookOpenIcon from "@patternfly/react-icons/dist/esm/icons/book-open-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { NothingState, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Feed } from "../../api/learning.ts";
import { PageHead } from "../page/PageHead.tsx";
import { FeedLabel, ReleaseStateLabel, UpdateStateLabel } from "./LearningLabels.tsx";
import { taskHref } from "./taskAddress.ts";
import { isUnderWay, MOST, useModelOf, useReleases, useSuspicions, useUpdates } from "./useLearning.ts";

/** Every task that something was learned of: whether labels come, who answers, what is under way. */
export function TaskList({ feeds, at }: { feeds: readonly Feed[]; at: number }) {
  const { t } = useTranslation();
  return (
    <PageSection className="rt-page">
      <PageHead title={t("learning.title")} at={at} />
      {feeds.length === 0 ? (
        <NothingState title={t("learning.noTasks")} icon={BookOpenIcon}>
          {t("learning.noTasksHelp")}
        </NothingState>
      ) : (
        <Card isCompact>
          <CardBody>
            <div className="rt-table-scroll">
              <Table variant="compact" borders={false} aria-label={t("learning.tasks")} gridBreakPoint="">
                <Thead>
                  <Tr>
                    <Th>{t("models.task")}</Th>
                    <Th>{t("learning.labelFeed")}</Th>
                    <Th>{t("alias.champion")}</Th>
                    <Th>{t("learning.lastUpdate")}</Th>
                    <Th>{t("learning.releaseNow")}</Th>
                    <Th className="rt-right">{t("learning.suspicionsOpen")}</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {feeds.map((feed) => (
                    <TaskRow key={feed.task} feed={feed} />
                  ))}
                </Tbody>
              </Table>
            </div>
          </CardBody>
        </Card>
      )}
    </PageSection>
  );
}

function TaskRow({ feed }: { feed: Feed }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { model } = useModelOf(feed.task);
  const last = useUpdates(feed.task).data?.items[0];
  const release = useReleases(feed.task).data?.items.find(isUnderWay);
  const open = useSuspicions(feed.task, "open").data?.items.length;
  return (
    <Tr data-task={feed.task}>
      <Td>
        <Link to={taskHref(feed.task)} className="rt-mono">
          {feed.task}
        </Link>
      </Td>
      <Td>
        <FeedLabel feed={feed} />
        <div className="rt-subtle tv-number">{feed.lastLabelAt === undefined ? t("learning.feed.noLabel") : t("learning.feed.lastLabel", { time: format.dateTime(feed.lastLabelAt) })}</div>
      </Td>
      <Td className="tv-number">{model?.servingVersion === undefined ? <span className="rt-subtle">{t("front.noChampion")}</span> : t("models.version", { version: model.servingVersion })}</Td>
      <Td>
        {last === undefined ? (
          <span className="rt-subtle">{t("learning.noUpdate")}</span>
        ) : (
          <>
            <UpdateStateLabel state={last.state} />
            <div className="rt-subtle tv-number">{format.dateTime(last.finishedAt ?? last.startedAt ?? last.requestedAt)}</div>
          </>
        )}
      </Td>
      <Td>
        {release === undefined ? (
          "—"
        ) : (
          <span className="rt-labels">
            <span className="tv-number">{t("models.version", { version: release.version })}</span>
            <ReleaseStateLabel state={release.state} />
          </span>
        )}
      </Td>
      <Td className="tv-number rt-right">{open === undefined || open === 0 ? "—" : <Link to={taskHref(feed.task, "labels")}>{open >= MOST ? t("learning.orMore", { count: MOST }) : format.number(open, 0)}</Link>}</Td>
    </Tr>
  );
}
