import { Breadcrumb, BreadcrumbItem, PageSection, Tab, Tabs, TabTitleText } from "@patternfly/react-core";
import { DetailDrawer, NothingState, QueryState, usePageTitle, useUrlState } from "@trivium/webkit";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Link, useHref } from "react-router";
import type { Feed } from "../../api/learning.ts";
import type { Model } from "../../api/types.ts";
import { PageHead } from "../page/PageHead.tsx";
import { CardView } from "./CardView.tsx";
import { CompareView } from "./CompareView.tsx";
import { ItemDetails, useItemTitle } from "./ItemDetails.tsx";
import { LabelsView } from "./LabelsView.tsx";
import { LineageView } from "./LineageView.tsx";
import { SuspicionDetails } from "./SuspicionDetails.tsx";
import { learningAddress, taskHref, type TaskView, VIEWS } from "./taskAddress.ts";
import { TaskContext } from "./TaskLinks.tsx";
import { TimelineView } from "./TimelineView.tsx";
import { useModelOf, useSuspicions } from "./useLearning.ts";

const PANEL_ID = "learning-view";

/** One task: its timeline, a comparison of its versions, its labels, and the lineage of each answer. */
export function TaskPage({ task, feed }: { task: string; feed: Feed | undefined }) {
  const { t } = useTranslation();
  const { model, query } = useModelOf(task);
  if (feed === undefined && query.isSuccess && model === undefined) {
    return (
      <NothingState isPage title={t("learning.noSuchTask")} actions={<Link to="/learning">{t("nav.learning")}</Link>}>
        {t("learning.noSuchTaskHelp")}
      </NothingState>
    );
  }
  return (
    <TaskContext.Provider value={task}>
      <QueryState query={query}>{() => <Content task={task} feed={feed} model={model} />}</QueryState>
    </TaskContext.Provider>
  );
}

function Content({ task, feed, model }: { task: string; feed: Feed | undefined; model: Model | undefined }) {
  const { t } = useTranslation();
  const [{ view, selected, list }, change] = useUrlState(learningAddress);
  const close = useCallback(() => change({ selected: "" }), [change]);
  usePageTitle(task);
  const titleOf = useItemTitle(task, model);
  const doubted = useSuspicions(task, "open").data?.items.find((one) => one.id === selected);
  const hasDetails = view === "timeline" || (view === "labels" && list === "suspicions");
  const item = titleOf(selected);
  return (
    <DetailDrawer
      selected={hasDetails ? selected : ""}
      onClose={close}
      kind={view === "labels" ? t("learning.suspicion") : item.kind}
      title={view === "labels" ? (doubted?.example ?? "") : item.title}
      opener={(id) => document.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"]`)}
      details={view === "labels" ? <SuspicionDetails key={selected} task={task} id={selected} /> : <ItemDetails key={selected} task={task} model={model} selected={selected} />}
    >
      <PageSection className="rt-page">
        <Breadcrumb className="rt-breadcrumb" aria-label={t("learning.where")}>
          <BreadcrumbItem render={({ className }) => <Link to="/learning" className={className}>{t("nav.learning")}</Link>} />
          <BreadcrumbItem isActive>{task}</BreadcrumbItem>
        </Breadcrumb>
        <PageHead title={task} />
        <Views task={task} view={view} onView={(next) => change({ view: next, selected: "" }, { push: true })} />
        <div id={PANEL_ID} role="tabpanel" aria-label={t(`learning.view.${view}`)}>
          {view === "timeline" && <TimelineView task={task} feed={feed} model={model} />}
          {view === "compare" && <CompareView task={task} model={model} />}
          {view === "labels" && <LabelsView task={task} />}
          {view === "lineage" && <LineageView task={task} />}
          {view === "card" && <CardView model={model} />}
        </div>
      </PageSection>
    </DetailDrawer>
  );
}

function Views({ task, view, onView }: { task: string; view: TaskView; onView: (view: TaskView) => void }) {
  const { t } = useTranslation();
  const base = useHref("/").replace(/\/$/, "");
  return (
    <Tabs
      activeKey={view}
      tabListAriaLabel={t("learning.views")}
      className="rt-views"
      onSelect={(event, key) => {
        // A new tab of the browser stays one.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onView(key as TaskView);
      }}
    >
      {VIEWS.map((one) => (
        <Tab key={one} eventKey={one} tabContentId={PANEL_ID} href={`${base}${taskHref(task, one)}`} title={<TabTitleText>{t(`learning.view.${one}`)}</TabTitleText>} />
      ))}
    </Tabs>
  );
}
