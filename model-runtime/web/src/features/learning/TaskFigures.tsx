import ThumbtackIcon from "@patternfly/react-icons/dist/esm/icons/thumbtack-icon";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Feed } from "../../api/learning.ts";
import type { Model } from "../../api/types.ts";
import { Figure, Figures } from "../figure/Figure.tsx";
import type { ReleaseView, UpdateView } from "./contract.ts";
import { taskHref } from "./taskAddress.ts";
import { releaseTone, updateTone } from "./timeline.ts";
import { isUnderWay, MOST, useCoverage, usePin, useSuspicions } from "./useLearning.ts";

interface Props {
  readonly task: string;
  /** Undefined when nothing has come in for the task yet. */
  readonly feed: Feed | undefined;
  readonly model: Model | undefined;
  readonly updates: readonly UpdateView[];
  readonly releases: readonly ReleaseView[];
}

/** State of a task in five figures. */
export function TaskFigures({ task, feed, model, updates, releases }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const pin = usePin(task).data;
  const suspicions = useSuspicions(task, "open").data;
  const coverage = useCoverage(task).data;
  const champion = model?.aliases.find((one) => one.alias === "champion");
  const last = updates[0];
  const release = releases.find(isUnderWay) ?? releases[0];
  const open = suspicions?.items.length;
  const labelled = coverage?.byAge.reduce((sum, age) => sum + age.labelled, 0);
  return (
    <div className="rt-task-figures">
      <Figures label={t("learning.figures")}>
        <Figure
          name={
            <>
              {t("alias.champion")} {pin != null && <ThumbtackIcon title={t("learning.pinned")} />}
            </>
          }
          value={model?.servingVersion === undefined ? "—" : t("models.version", { version: model.servingVersion })}
          note={pin != null ? t("learning.pinnedNote", { version: pin.version, by: pin.pinnedBy }) : champion === undefined ? t("front.noChampion") : t("learning.since", { time: format.dateTime(champion.changedAt) })}
        />
        <Figure name={t("learning.labelFeed")} value={feed === undefined ? "—" : t(feed.stalled ? "learning.feed.stalled" : "learning.feed.flowing")} note={feed?.lastLabelAt === undefined ? t("learning.feed.noLabel") : t("learning.feed.lastLabel", { time: format.dateTime(feed.lastLabelAt) })} isBad={feed?.stalled === true} />
        <Figure
          name={t("learning.labelled")}
          value={labelled === undefined ? "—" : format.number(labelled, 0)}
          note={coverage === undefined ? "—" : t("learning.labelledNote", { count: coverage.examples })}
        />
        <Figure name={t("learning.lastUpdate")} value={last === undefined ? "—" : t(`learning.updateState.${last.state}`)} note={last === undefined ? t("learning.noUpdate") : format.dateTime(last.finishedAt ?? last.startedAt ?? last.requestedAt)} isBad={last !== undefined && updateTone(last.state) === "bad"} />
        <Figure
          name={t(release !== undefined && isUnderWay(release) ? "learning.releaseNow" : "learning.lastRelease")}
          value={release === undefined ? "—" : t(`learning.releaseState.${release.state}`)}
          note={release === undefined ? t("learning.noRelease") : t("models.version", { version: release.version })}
          isBad={release !== undefined && releaseTone(release.state) === "bad"}
        />
        <Figure
          name={t("learning.suspicionsOpen")}
          value={open === undefined ? "—" : open >= MOST ? t("learning.orMore", { count: MOST }) : format.number(open, 0)}
          note={<Link to={taskHref(task, "labels")}>{t("learning.toQueue")}</Link>}
        />
      </Figures>
    </div>
  );
}
