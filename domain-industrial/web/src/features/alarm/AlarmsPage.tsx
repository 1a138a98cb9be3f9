import { PageSection, Tab, Tabs, TabTitleText, Title } from "@patternfly/react-core";
import { useHasRole, useUrlState } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Freshness } from "../live/Freshness.tsx";
import { LostBanner } from "../live/LostBanner.tsx";
import { NotificationsTab } from "../notifications/NotificationsTab.tsx";
import { RulesTab } from "../rules/RulesTab.tsx";
import { PLANNER } from "../shared/roles.ts";
import { AlarmDrawer } from "./AlarmDrawer.tsx";
import { AlarmFiguresTab } from "./AlarmFiguresTab.tsx";
import { AlarmHistoryTab } from "./AlarmHistoryTab.tsx";
import { alarmFilter, TABS } from "./filters.ts";
import { OpenAlarmsTab } from "./OpenAlarmsTab.tsx";

/** Alarms: those that are open, those that were, how many there are, and the rules that make them. */
export function AlarmsPage() {
  const { t } = useTranslation();
  const [filter, change] = useUrlState(alarmFilter);
  const isPlanner = useHasRole(PLANNER);
  const tab = filter.tab === "notifications" && !isPlanner ? "open" : filter.tab;
  return (
    <AlarmDrawer selected={filter.selected} onClose={() => change({ selected: "" })}>
      <PageSection className="ind-page">
        <div className="ind-page-head">
          <Title headingLevel="h1">{t("alarms.title")}</Title>
          <Freshness />
        </div>
        <LostBanner />
        <Tabs activeKey={tab} aria-label={t("alarms.title")} onSelect={(_event, key) => change({ tab: TABS.find((one) => one === key) ?? "open", after: "", selected: "" })}>
          {TABS.filter((one) => one !== "notifications" || isPlanner).map((one) => (
            <Tab key={one} eventKey={one} tabContentId="alarms-tab" title={<TabTitleText>{t(`alarms.tab_${one}`)}</TabTitleText>} />
          ))}
        </Tabs>
        <div id="alarms-tab" className="ind-tab" role="tabpanel" aria-label={t(`alarms.tab_${tab}`)}>
          {tab === "open" && <OpenAlarmsTab filter={filter} change={change} />}
          {tab === "history" && <AlarmHistoryTab filter={filter} change={change} />}
          {tab === "figures" && <AlarmFiguresTab range={filter.range} onRange={(range) => change({ range })} onSelect={(selected) => change({ selected })} />}
          {tab === "rules" && <RulesTab />}
          {tab === "notifications" && <NotificationsTab />}
        </div>
      </PageSection>
    </AlarmDrawer>
  );
}
