import { Card, CardBody, FormSelect, FormSelectOption, Title, ToggleGroup, ToggleGroupItem, Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem } from "@patternfly/react-core";
import HistoryIcon from "@patternfly/react-icons/dist/esm/icons/history-icon";
import { ErrorState, ForbiddenState, isForbidden, LoadingState, NothingState, useUrlState } from "@trivium/webkit";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Feed } from "../../api/learning.ts";
import type { Model } from "../../api/types.ts";
import { EventList } from "./EventList.tsx";
import { QualityChart } from "./QualityChart.tsx";
import { learningAddress, RANGES, SHOWN_AS } from "./taskAddress.ts";
import { TaskActs } from "./TaskActs.tsx";
import { TaskFigures } from "./TaskFigures.tsx";
import { Timeline } from "./Timeline.tsx";
import { earliestOf, rangeMs, timelineOf } from "./timeline.ts";
import { useRecorded } from "./useRecorded.ts";

/** So that what runs now does not end on the very edge. */
const MARGIN = 0.03;

/** Recent events of a task, its state, and the quality of its champions. */
export function TimelineView({ task, feed, model }: { task: string; feed: Feed | undefined; model: Model | undefined }) {
  const { t } = useTranslation();
  const [{ days, as, selected }, change] = useUrlState(learningAddress);
  const { recorded, isPending, error, at, isCut, refetch } = useRecorded(task, model?.name);
  const select = useCallback((id: string) => change({ selected: id }), [change]);
  const earliest = useMemo(() => earliestOf(recorded, at), [recorded, at]);
  const range = rangeMs(days, at, earliest);
  const to = at + range * MARGIN;
  const from = to - range;
  const items = useMemo(() => timelineOf(recorded, to - range, at), [recorded, to, range, at]);
  if (error !== undefined) return isForbidden(error) ? <ForbiddenState /> : <ErrorState error={error} onRetry={refetch} />;
  if (isPending) return <LoadingState />;
  const isEmpty = recorded.manifests.length + recorded.updates.length + recorded.releases.length + recorded.promotions.length === 0;
  return (
    <>
      <TaskFigures task={task} feed={feed} model={model} updates={recorded.updates} releases={recorded.releases} />
      <TaskActs task={task} model={model} updates={recorded.updates} />
      {isEmpty ? (
        <NothingState title={t("learning.nothingYet")} icon={HistoryIcon}>
          {t("learning.nothingYetHelp")}
        </NothingState>
      ) : (
        <>
          <Card isCompact className="rt-card">
            <CardBody>
              <div className="rt-timeline-head">
                <Title headingLevel="h2" size="md">
                  {t("learning.timeline")}
                </Title>
                <Toolbar className="rt-toolbar" aria-label={t("learning.timelineChoices")}>
                  <ToolbarContent>
                    <ToolbarGroup>
                      <ToolbarItem>
                        <FormSelect aria-label={t("learning.range")} value={days} onChange={(_event, value) => change({ days: value as (typeof RANGES)[number] })}>
                          {RANGES.map((one) => (
                            <FormSelectOption key={one} value={one} label={one === "auto" ? t("learning.rangeAuto") : one === "1h" ? t("learning.rangeHour") : t("learning.rangeDays", { count: Number(one) })} />
                          ))}
                        </FormSelect>
                      </ToolbarItem>
                      <ToolbarItem>
                        <ToggleGroup aria-label={t("learning.shownAs")}>
                          {SHOWN_AS.map((one) => (
                            <ToggleGroupItem key={one} buttonId={`as-${one}`} text={t(`learning.as_${one}`)} isSelected={as === one} onChange={() => change({ as: one })} />
                          ))}
                        </ToggleGroup>
                      </ToolbarItem>
                    </ToolbarGroup>
                  </ToolbarContent>
                </Toolbar>
              </div>
              {as === "lanes" ? <Timeline items={items} from={from} to={to} selected={selected} onSelect={select} /> : <EventList items={items} selected={selected} onSelect={select} />}
              {isCut && <p className="rt-subtle">{t("learning.isCut")}</p>}
            </CardBody>
          </Card>
          <QualityChart releases={recorded.releases} from={from} to={to} />
        </>
      )}
    </>
  );
}
