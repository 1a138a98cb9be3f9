import { Button, FormSelect, FormSelectOption, PageSection, TextInput, Title, Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem } from "@patternfly/react-core";
import SyncAltIcon from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { fromLocalInput, NothingState, QueryState, toLocalInput, useFormat, useUrlState } from "@trivium/webkit";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { listDecisions } from "../../api/client.ts";
import { DecisionDrawer } from "../decision/DecisionDrawer.tsx";
import { DecisionTable } from "../decision/DecisionTable.tsx";
import { FilterBar } from "../decision/FilterBar.tsx";
import { historyFilter, interval, type Range, RANGES } from "../decision/filters.ts";
import { useRowKeys } from "../decision/useRowKeys.ts";

const PAGE_SIZE = 50;

export function HistoryPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const [filter, change] = useUrlState(historyFilter);
  const { outcome, minScore, selected, range, from, to, cursor } = filter;
  // A range such as "last hour" is counted from when it was asked for, so that paging stays in one list.
  const [asked, setAsked] = useState(() => Date.now());
  const span = useMemo(() => interval(range, from, to, asked), [range, from, to, asked]);
  const query = useQuery({
    queryKey: ["decisions", outcome, minScore, span, cursor],
    queryFn: ({ signal }) => listDecisions({ limit: PAGE_SIZE, outcomes: outcome, minScore, ...span, ...(cursor === "" ? {} : { cursor }) }, signal),
    placeholderData: keepPreviousData,
  });
  const refilter = (next: Parameters<typeof change>[0]) => {
    setAsked(Date.now());
    change({ ...next, cursor: "", selected: "" });
  };
  const rows = query.data?.items ?? [];
  const nextCursor = query.data?.nextCursor ?? undefined;
  const select = useCallback((id: string) => change({ selected: id }), [change]);
  const close = useCallback(() => change({ selected: "" }), [change]);
  useRowKeys(rows, selected, select);

  return (
    <DecisionDrawer selected={selected} onClose={close} known={rows.find((row) => row.authorizationId === selected)}>
      <PageSection className="fin-page">
        <div className="fin-page-head">
          <Title headingLevel="h1">{t("history.title")}</Title>
          <span className="tv-time-zone">{t("timesIn", { zone: format.timeZoneLabel })}</span>
        </div>
        <Toolbar className="fin-toolbar" aria-label={t("filter.label")}>
          <ToolbarContent>
            <ToolbarGroup>
              <ToolbarItem>
                <FormSelect aria-label={t("history.range")} value={range} onChange={(_event, value) => refilter({ range: value as Range })}>
                  {RANGES.map((choice) => (
                    <FormSelectOption key={choice} value={choice} label={t(`history.range_${choice}`)} />
                  ))}
                </FormSelect>
              </ToolbarItem>
              {range === "custom" && (
                <>
                  <ToolbarItem>
                    <TextInput type="datetime-local" aria-label={t("history.from")} value={toLocalInput(from, format.timeZone)} onChange={(_event, value) => refilter({ from: fromLocalInput(value, format.timeZone) })} />
                  </ToolbarItem>
                  <ToolbarItem alignSelf="center">–</ToolbarItem>
                  <ToolbarItem>
                    <TextInput type="datetime-local" aria-label={t("history.to")} value={toLocalInput(to, format.timeZone)} onChange={(_event, value) => refilter({ to: fromLocalInput(value, format.timeZone) })} />
                  </ToolbarItem>
                </>
              )}
              <FilterBar filter={filter} onChange={refilter} />
            </ToolbarGroup>
            <ToolbarItem align={{ default: "alignEnd" }}>
              <Button
                variant="plain"
                icon={<SyncAltIcon />}
                aria-label={t("history.refresh")}
                title={t("history.refresh")}
                onClick={() => {
                  refilter({});
                  void query.refetch();
                }}
              />
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
        <QueryState
          query={query}
          isEmpty={(page) => page.items.length === 0}
          empty={
            <NothingState
              title={t("filter.nothing")}
              actions={
                <Button variant="link" onClick={() => refilter({ outcome: [], minScore: 0, range: "all", from: "", to: "" })}>
                  {t("filter.clear")}
                </Button>
              }
            >
              {t("history.nothing")}
            </NothingState>
          }
        >
          {(page) => (
            <>
              <DecisionTable label={t("history.table")} decisions={page.items} selected={selected} onSelect={select} withDate />
              <nav className="fin-paging" aria-label={t("history.paging")}>
                <Button variant="secondary" isDisabled={cursor === ""} onClick={() => change({ cursor: "", selected: "" }, { push: true })}>
                  {t("paging.newest", { ns: "kit" })}
                </Button>
                <span>{t("history.shown", { count: page.items.length })}</span>
                <Button
                  variant="secondary"
                  isDisabled={nextCursor === undefined || query.isPlaceholderData}
                  onClick={() => change({ cursor: nextCursor ?? "", selected: "" }, { push: true })}
                >
                  {t("paging.older", { ns: "kit" })}
                </Button>
              </nav>
            </>
          )}
        </QueryState>
      </PageSection>
    </DecisionDrawer>
  );
}
