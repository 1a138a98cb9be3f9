import { Alert, Button, Card, CardBody, CardTitle, PageSection, Title } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { QueryState, useHasRole, useUrlState } from "@trivium/webkit";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { getAsset, listAlarmRules, listAlarms, listTags } from "../../api/client.ts";
import type { Alarm, Asset } from "../../api/types.ts";
import { AlarmDrawer } from "../alarm/AlarmDrawer.tsx";
import { AlarmList } from "../alarm/AlarmList.tsx";
import { byUrgency, isAnnounced } from "../alarm/order.ts";
import { LostBanner } from "../live/LostBanner.tsx";
import { AssetOrders } from "../maintenance/AssetOrders.tsx";
import { ProposeDialog } from "../maintenance/ProposeDialog.tsx";
import { HealthMark } from "../shared/HealthMark.tsx";
import { PLANNER } from "../shared/roles.ts";
import { At, Since } from "../shared/Since.tsx";
import { AnomalyPanel } from "./AnomalyPanel.tsx";
import { CyclePanel, useCycles } from "./CyclePanel.tsx";
import { LifePanel } from "./LifePanel.tsx";
import { LiveTags } from "./LiveTags.tsx";
import { RenewalNote } from "./RenewalNote.tsx";
import { TrendPanel } from "./TrendPanel.tsx";
import { useLiveTags } from "./useLiveTags.ts";
import { assetView } from "./window.ts";

/** Tags that are plotted when the address names none: those that an alarm is about, else the first. */
const PLOTTED = 3;
const MOST_PLOTTED = 12;

export function AssetPage() {
  const { assetId = "" } = useParams();
  const query = useQuery({ queryKey: ["asset", assetId], queryFn: ({ signal }) => getAsset(assetId, signal), refetchInterval: 10_000 });
  return (
    <QueryState query={query}>
      {(asset) => <Loaded key={asset.assetId} asset={asset} />}
    </QueryState>
  );
}

/** One asset: condition, current values, trends, past and planned work. */
function Loaded({ asset }: { asset: Asset }) {
  const { t } = useTranslation();
  const { assetId } = asset;
  const [view, change] = useUrlState(assetView);
  const [isProposing, setProposing] = useState(false);
  const paint = useLiveTags(assetId);
  const tags = useQuery({ queryKey: ["tags", assetId], queryFn: ({ signal }) => listTags(assetId, signal), staleTime: 60_000 });
  const alarms = useQuery({ queryKey: ["alarms", "asset", assetId], queryFn: ({ signal }) => listAlarms({ state: "open", assetId, limit: 50 }, signal), refetchInterval: 30_000 });
  const rules = useQuery({ queryKey: ["alarm-rules"], queryFn: ({ signal }) => listAlarmRules(signal), staleTime: 60_000 });
  const limits = useMemo(() => (rules.data?.items ?? []).filter((rule) => rule.kind === "limit" && rule.enabled && (rule.assetId === assetId || (rule.assetType != null && rule.assetType === asset.assetType))), [rules.data, assetId, asset.assetType]);
  const cycles = useCycles(assetId);
  const open = [...(alarms.data?.items ?? [])].sort(byUrgency);
  const definitions = tags.data?.items.map((tag) => tag.definition) ?? [];
  const names = new Set(definitions.map((tag) => tag.name));
  const plotted = (view.tags === "" ? defaultTags(open, definitions.map((tag) => tag.name)) : view.tags.split("\t")).filter((tag) => names.has(tag));
  const plot = (tag: string, isPlotted: boolean) => change({ tags: (isPlotted ? [...plotted, tag].slice(-MOST_PLOTTED) : plotted.filter((one) => one !== tag)).join("\t") || "\t" });
  const closeAlarm = useCallback(() => change({ alarm: "" }), [change]);
  return (
    <AlarmDrawer selected={view.alarm} onClose={closeAlarm} page={asset.name}>
      <PageSection className="ind-page">
        <Head asset={asset} onPropose={() => setProposing(true)} />
        <LostBanner />
        {asset.silentSince != null && (
          <Alert variant="warning" isInline className="ind-lost" title={t("asset.silent")}>
            {t("asset.silentHelp", { source: asset.source ?? "—" })} <At at={asset.silentSince} />
          </Alert>
        )}
        <div className="ind-asset">
          <div className="ind-asset-main">
            <Panel title={t("asset.trends")}>
              <TrendPanel assetId={assetId} tags={plotted} view={view} change={change} alarms={open.filter(isAnnounced)} rules={limits} />
            </Panel>
            <Panel title={t("asset.tags")}>
              <QueryState query={tags} isEmpty={(found) => found.items.length === 0} empty={<p className="ind-subtle">{t("asset.noTags")}</p>}>
                {(found) => <LiveTags tags={found.items.map((tag) => tag.definition)} paint={paint} plotted={plotted} onPlot={plot} />}
              </QueryState>
            </Panel>
          </div>
          <div className="ind-asset-side">
            {cycles.data !== undefined && cycles.data.items.length > 0 && (
              <Panel title={t("cycle.panel")}>
                <CyclePanel assetId={assetId} cycles={cycles.data.items} defects={cycles.data.defects} chosen={view.cycle} onChoose={(cycle) => change({ cycle })} />
              </Panel>
            )}
            {(asset.life != null || asset.renewal != null) && (
              <Panel title={t("kind.remaining-life")}>
                {asset.life != null && <LifePanel life={asset.life} />}
                {asset.renewal != null && <RenewalNote renewal={asset.renewal} isEstimated={asset.life != null} />}
              </Panel>
            )}
            {asset.anomaly != null && (
              <Panel title={t("kind.anomaly")}>
                <AnomalyPanel asset={asset} anomaly={asset.anomaly} />
              </Panel>
            )}
            <Panel title={t("alarms.title")}>
              {open.length === 0 ? (
                <p className="ind-subtle">{t("asset.noAlarms")}</p>
              ) : (
                <AlarmList label={t("asset.alarmsOf", { asset: asset.name })} alarms={open} selected={view.alarm} isBrief onSelect={(alarm) => change({ alarm })} />
              )}
              <Link to={`/alarms?tab=history&asset=${assetId}&range=30d`}>{t("asset.alarmHistory")}</Link>
            </Panel>
            <Panel title={t("asset.workOrders")}>
              <AssetOrders assetId={assetId} />
            </Panel>
          </div>
        </div>
        {isProposing && <ProposeDialog assetId={assetId} onClose={() => setProposing(false)} />}
      </PageSection>
    </AlarmDrawer>
  );
}

function Head({ asset, onPropose }: { asset: Asset; onPropose: () => void }) {
  const { t } = useTranslation();
  const isPlanner = useHasRole(PLANNER);
  return (
    <div className="ind-page-head">
      <div>
        <nav className="ind-subtle" aria-label={t("asset.where")}>
          <Link to="/">{t("nav.overview")}</Link> › {asset.path.join(" › ")}
        </nav>
        <Title headingLevel="h1">{asset.name}</Title>
        <div className="ind-asset-facts">
          <HealthMark health={asset.health} />
          <span className="ind-subtle">
            {asset.assetType} · {asset.description}
          </span>
          {asset.lastReadingAt != null && (
            <span className="ind-subtle">
              {t("asset.lastReading")} <Since at={asset.lastReadingAt} />
            </span>
          )}
        </div>
      </div>
      {isPlanner && (
        <Button variant="secondary" onClick={onPropose} className="ind-push">
          {t("alarm.propose")}
        </Button>
      )}
    </div>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card isCompact>
      <CardTitle component="h2">{title}</CardTitle>
      <CardBody>{children}</CardBody>
    </Card>
  );
}

function defaultTags(alarms: readonly Alarm[], names: readonly string[]): string[] {
  const ill = alarms.flatMap((alarm) => [alarm.tag ?? "", ...(alarm.evidence?.tags ?? [])]).filter((tag) => names.includes(tag));
  return [...new Set([...ill, ...names])].slice(0, PLOTTED);
}
