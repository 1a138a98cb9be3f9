import { Button, PageSection, Tab, Tabs, TabTitleText, Title, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import PlusIcon from "@patternfly/react-icons/dist/esm/icons/plus-icon";
import WrenchIcon from "@patternfly/react-icons/dist/esm/icons/wrench-icon";
import { useQuery } from "@tanstack/react-query";
import { NothingState, QueryState, useHasRole, useSession, useShortcut, useUrlState } from "@trivium/webkit";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { listWorkOrders } from "../../api/maintenance.ts";
import { LostBanner } from "../live/LostBanner.tsx";
import { PLANNER } from "../shared/roles.ts";
import { Board } from "./Board.tsx";
import { MaintenanceFiguresTab } from "./MaintenanceFiguresTab.tsx";
import { plannerState, TABS, WHOSE } from "./orders.ts";
import { ProposeDialog } from "./ProposeDialog.tsx";
import { TechniciansDialog } from "./TechniciansDialog.tsx";
import { Timeline } from "./Timeline.tsx";
import { WorkOrderDrawer } from "./WorkOrderDrawer.tsx";

/** So many at once; older ones are with their asset. */
const LIMIT = 200;

/** What has to be done, when, and whether it helped. */
export function MaintenancePage() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [{ tab, whose, period, selected }, change] = useUrlState(plannerState);
  const [isProposing, setProposing] = useState(false);
  const [isListing, setListing] = useState(false);
  const isPlanner = useHasRole(PLANNER);
  const query = useQuery({ queryKey: ["work-orders", "all"], queryFn: ({ signal }) => listWorkOrders({ limit: LIMIT }, signal), refetchInterval: 30_000 });
  const close = useCallback(() => change({ selected: "" }), [change]);
  const select = useCallback((id: string) => change({ selected: id }), [change]);
  useShortcut("n", t("propose.title"), () => isPlanner && setProposing(true));
  useShortcut("m", t("planner.mineKey"), () => change({ whose: whose === "mine" ? "all" : "mine" }));
  const mine = (query.data?.items ?? []).filter((order) => whose === "all" || order.assignee === user);
  return (
    <WorkOrderDrawer selected={selected} onClose={close} known={query.data?.items.find((order) => order.workOrderId === selected)}>
      <PageSection className="ind-page">
        <div className="ind-page-head">
          <Title headingLevel="h1">{t("planner.title")}</Title>
          {tab !== "figures" && (
            <ToggleGroup aria-label={t("planner.whose")}>
              {WHOSE.map((choice) => (
                <ToggleGroupItem key={choice} buttonId={`whose-${choice}`} text={t(`planner.whose_${choice}`)} isSelected={whose === choice} onChange={() => change({ whose: choice })} />
              ))}
            </ToggleGroup>
          )}
          {isPlanner && (
            <Button variant="secondary" onClick={() => setListing(true)}>
              {t("technician.title")}
            </Button>
          )}
          {isPlanner && (
            <Button variant="primary" icon={<PlusIcon />} onClick={() => setProposing(true)}>
              {t("propose.title")}
            </Button>
          )}
        </div>
        <LostBanner />
        <Tabs activeKey={tab} aria-label={t("planner.title")} onSelect={(_event, key) => change({ tab: TABS.find((one) => one === key) ?? "board", selected: "" })}>
          {TABS.map((one) => (
            <Tab key={one} eventKey={one} tabContentId="planner-tab" title={<TabTitleText>{t(`planner.tab_${one}`)}</TabTitleText>} />
          ))}
        </Tabs>
        <div id="planner-tab" className="ind-tab" role="tabpanel" aria-label={t(`planner.tab_${tab}`)}>
          {tab === "figures" ? (
            <MaintenanceFiguresTab period={period} onPeriod={(next) => change({ period: next })} />
          ) : (
            <QueryState
              query={query}
              isEmpty={() => mine.length === 0}
              empty={
                <NothingState title={t(whose === "mine" ? "planner.noneMine" : "planner.none")} icon={WrenchIcon}>
                  {t(whose === "mine" ? "planner.noneMineHelp" : "planner.noneHelp")}
                </NothingState>
              }
            >
              {() => (tab === "board" ? <Board orders={mine} selected={selected} onSelect={select} /> : <Timeline orders={mine} selected={selected} onSelect={select} />)}
            </QueryState>
          )}
        </div>
        {isListing && <TechniciansDialog onClose={() => setListing(false)} />}
        {isProposing && <ProposeDialog onClose={() => setProposing(false)} />}
      </PageSection>
    </WorkOrderDrawer>
  );
}
