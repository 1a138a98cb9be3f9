import { Alert, Card, CardBody, FormSelect, FormSelectOption, PageSection, Title, ToggleGroup, ToggleGroupItem, Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem } from "@patternfly/react-core";
import CubesIcon from "@patternfly/react-icons/dist/esm/icons/cubes-icon";
import { useQuery } from "@tanstack/react-query";
import { DetailDrawer, NothingState, QueryState, url, useFormat, usePageTitle, useUrlState } from "@trivium/webkit";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { getExperts } from "../../api/client.ts";
import { EXPERT_STATES, type ExpertGrid, type ExpertState, type Model } from "../../api/types.ts";
import { Figure, Figures } from "../figure/Figure.tsx";
import { expertsKey, useLive, useWatchedExperts } from "../live/LiveRuntime.tsx";
import { loadedVersions, useModels } from "../model/useModels.ts";
import { PageHead } from "../page/PageHead.tsx";
import { ExpertDetails } from "./ExpertDetails.tsx";
import { ExpertTable } from "./ExpertTable.tsx";
import { countStates, type Measure, MEASURES, scaleOf } from "./heat.ts";
import { HeatMap } from "./HeatMap.tsx";
import { Legend } from "./Legend.tsx";

const VIEWS = ["map", "table"] as const;
type View = (typeof VIEWS)[number];

const expertFilter = {
  model: url.text(),
  version: url.text(64),
  measure: url.oneOf<Measure>(MEASURES, "share"),
  view: url.oneOf<View>(VIEWS, "map"),
  state: url.oneOf<ExpertState | "all">([...EXPERT_STATES, "all"], "all"),
  selected: url.text(100),
};

/** How the experts of one model are doing, and what an operator may do with each. */
export function ExpertsPage() {
  const { t } = useTranslation();
  const query = useModels();
  const none = <NothingState title={t("experts.noneTitle")} icon={CubesIcon}>{t("experts.noneBody")}</NothingState>;
  return (
    <QueryState query={query} isEmpty={(models) => choices(models).length === 0} empty={none}>
      {(models) => <Experts models={models} />}
    </QueryState>
  );
}

/** Versions in memory that are made of experts, those that serve first. */
function choices(models: readonly Model[]) {
  return models
    .flatMap((model) => loadedVersions(model))
    .filter((version) => version.network === "moe")
    .sort((a, b) => Number(b.serving) - Number(a.serving));
}

function Experts({ models }: { models: readonly Model[] }) {
  const { t } = useTranslation();
  const [{ model, version, measure, view, state, selected }, change] = useUrlState(expertFilter);
  const all = choices(models);
  const chosen = all.find((one) => one.name === model && (version === "" || one.version === version)) ?? all[0];
  const [name, number] = [chosen?.name ?? "", chosen?.version ?? ""];
  useWatchedExperts(name, number);
  const { status } = useLive();
  const query = useQuery({ queryKey: expertsKey(name, number), queryFn: ({ signal }) => getExperts(name, number, signal) });
  const close = useCallback(() => change({ selected: "" }), [change]);
  const select = useCallback((id: string) => change({ selected: id }), [change]);
  const expert = query.data?.experts.find((one) => one.id === selected);
  usePageTitle(expert === undefined ? undefined : `${expert.id} · ${name} ${number}`);
  return (
    <DetailDrawer
      selected={expert === undefined ? "" : selected}
      onClose={close}
      kind={t("expert.kind")}
      title={selected}
      opener={opener}
      details={expert !== undefined && query.data !== undefined && <ExpertDetails key={selected} expert={expert} grid={query.data} />}
    >
      <PageSection className="rt-page">
        <PageHead title={t("experts.title")} at={query.data?.at} />
        {status.state === "waiting" && <Alert variant="warning" isInline isPlain title={t("live.reconnecting")} />}
        <Toolbar className="rt-toolbar" aria-label={t("experts.choices")}>
          <ToolbarContent>
            <ToolbarGroup>
              <ToolbarItem className="rt-choice">
                <FormSelect
                  aria-label={t("experts.model")}
                  value={`${name} ${number}`}
                  onChange={(_event, value) => {
                    const [toModel = "", toVersion = ""] = value.split(" ");
                    change({ model: toModel, version: toVersion, selected: "" });
                  }}
                >
                  {all.map((one) => (
                    <FormSelectOption key={`${one.name} ${one.version}`} value={`${one.name} ${one.version}`} label={`${one.name} ${one.version}${one.aliases.length === 0 ? "" : ` (${one.aliases.map((alias) => t(`alias.${alias}`, { defaultValue: alias })).join(", ")})`}`} />
                  ))}
                </FormSelect>
              </ToolbarItem>
              <ToolbarItem>
                <ToggleGroup aria-label={t("experts.view")}>
                  {VIEWS.map((choice) => (
                    <ToggleGroupItem key={choice} buttonId={`view-${choice}`} text={t(`experts.view_${choice}`)} isSelected={view === choice} onChange={() => change({ view: choice })} />
                  ))}
                </ToggleGroup>
              </ToolbarItem>
              {view === "map" ? (
                <ToolbarItem>
                  <ToggleGroup aria-label={t("experts.measure")}>
                    {MEASURES.map((choice) => (
                      <ToggleGroupItem key={choice} buttonId={`measure-${choice}`} text={t(`measure.${choice}`)} isSelected={measure === choice} onChange={() => change({ measure: choice })} />
                    ))}
                  </ToggleGroup>
                </ToolbarItem>
              ) : (
                <ToolbarItem>
                  <FormSelect aria-label={t("expert.state")} value={state} onChange={(_event, value) => change({ state: value as ExpertState | "all" })}>
                    {(["all", ...EXPERT_STATES] as const).map((choice) => (
                      <FormSelectOption key={choice} value={choice} label={t(`expertState.${choice}`)} />
                    ))}
                  </FormSelect>
                </ToolbarItem>
              )}
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
        <QueryState query={query} isEmpty={(grid) => grid.experts.length === 0} empty={<NothingState title={t("experts.noneTitle")} icon={CubesIcon}>{t("experts.noneBody")}</NothingState>}>
          {(grid) => (
            <>
              <ExpertFigures grid={grid} />
              {view === "map" ? (
                <Map grid={grid} measure={measure} selected={selected} onSelect={select} />
              ) : (
                <ExpertTable experts={grid.experts.filter((one) => state === "all" || one.state === state)} selected={selected} onSelect={select} />
              )}
            </>
          )}
        </QueryState>
      </PageSection>
    </DetailDrawer>
  );
}

function opener(id: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-expert="${CSS.escape(id)}"]`);
}

function ExpertFigures({ grid }: { grid: ExpertGrid }) {
  const { t } = useTranslation();
  const format = useFormat();
  const counts = useMemo(() => countStates(grid.experts), [grid]);
  const perLayer = grid.groups.reduce((sum, group) => sum + group.size, 0);
  const asked = counts.masked + counts.quarantined;
  return (
    <Figures label={t("experts.figures")}>
      <Figure name={t("experts.total")} value={format.number(grid.experts.length, 0)} note={t("experts.totalNote", { layers: grid.layers, perLayer })} />
      <Figure name={t("experts.routing")} value={t("experts.routingValue", { k: grid.topK })} note={t("experts.routingNote", { groups: grid.topGroups, of: grid.groups.length })} />
      <Figure name={t("experts.inMemory")} value={format.number(counts.resident, 0)} note={t("experts.pagedNote", { count: counts.paged })} />
      <Figure
        name={t("experts.memory")}
        value={format.bytes(grid.residentBytes)}
        note={t("experts.budgetNote", { budget: format.bytes(grid.memoryBudgetBytes) })}
      />
      <Figure name={t("experts.out")} value={format.number(asked, 0)} note={t("experts.outNote", { masked: counts.masked, quarantined: counts.quarantined })} isBad={counts.quarantined > 0} />
    </Figures>
  );
}

function Map({ grid, measure, selected, onSelect }: { grid: ExpertGrid; measure: Measure; selected: string; onSelect: (id: string) => void }) {
  const { t } = useTranslation();
  const scale = useMemo(() => scaleOf(grid.experts, measure), [grid, measure]);
  const counts = useMemo(() => countStates(grid.experts), [grid]);
  return (
    <Card isCompact>
      <CardBody>
        <Title headingLevel="h2" size="md" className="rt-map-title">
          {t(`measure.${measure}Title`)}
        </Title>
        <HeatMap grid={grid} scale={scale} measure={measure} selected={selected} onSelect={onSelect} />
        <Legend scale={scale} counts={counts} pinned={grid.experts.filter((one) => one.pinned).length} />
      </CardBody>
    </Card>
  );
}
