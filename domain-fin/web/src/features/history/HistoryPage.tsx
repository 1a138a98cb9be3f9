import { Button, FormSelect, FormSelectOption, PageSection, TextInput, Title, Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem } from "@patternfly/react-core";
import SyncAltIcon from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { fromLocalInput, NothingState, PREFIX, QueryState, toLocalInput, useFormat, useUrlState, usePageTitle } from "@trivium/webkit";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { listDecisions } from "../../api/client.ts";
import { exportAddress } from "../../api/exportAddress.ts";
import { DecisionDrawer } from "../decision/DecisionDrawer.tsx";
import { DecisionTable } from "../decision/DecisionTable.tsx";
import { FilterBar } from "../decision/FilterBar.tsx";
import { historyFilter, interval, type Range, RANGES } from "../decision/filters.ts";
import { useRowKeys } from "../decision/useRowKeys.ts";
import { SavedViews } from "../saved/SavedViews.tsx";

const PAGE_SIZE = 50;

export function HistoryPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const [filter, change] = useUrlState(historyFilter);
  const { outcome, minScore, selected, range, from, to, cursor, sort, order, skip } = filter;
  const isSorted = sort !== "decided";
  usePageTitle(t("history.title"));
  // A range such as "last hour" is counted from when it was asked for, so that paging stays in one list.
  const [asked, setAsked] = useState(() => Date.now());
  const span = useMemo(() => interval(range, from, to, asked), [range, from, to, asked]);
  const query = useQuery({
    queryKey: ["decisions", outcome, minScore, span, cursor, sort, order, skip],
    queryFn: ({ signal }) => listDecisions({ limit: PAGE_SIZE, outcomes: outcome, minScore, ...span, sort, descending: order === "descending", skip, ...(cursor === "" || isSorted ? {} : { cursor }) }, signal),
    placeholderData: keepPreviousData,
  });
  const refilter = (next: Parameters<typeof change>[0]) => {
    setAsked(Date.now());
    change({ ...next, cursor: "", skip: 0, selected: "" });
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
            <ToolbarItem>
              <SavedViews page="history" />
            </ToolbarItem>
            <ToolbarItem align={{ default: "alignEnd" }}>
              <Button variant="link" component="a" href={exportAddress(PREFIX, "decisions", { outcome, ...(minScore > 0 ? { minScore } : {}), ...span })} download="decisions.csv" title={t("list.csvHelp")}>
                {t("list.csv")}
              </Button>
            </ToolbarItem>
            <ToolbarItem>
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
              {isSorted && <p className="fin-help">{t("history.sorted")}</p>}
              <DecisionTable
                label={isSorted ? t("history.tableSorted") : t("history.table")}
                decisions={page.items}
                selected={selected}
                onSelect={select}
                withDate
                sort={{
                  by: sort,
                  descending: order === "descending",
                  // By time there is one order: the newest first.
                  onSort: (by, descending) => refilter({ sort: by, order: descending || by === "decided" ? "descending" : "ascending" }),
                }}
              />
              <nav className="fin-paging" aria-label={t("history.paging")}>
                <Button variant="secondary" isDisabled={cursor === "" && skip === 0} onClick={() => change({ cursor: "", skip: 0, selected: "" }, { push: true })}>
                  {isSorted ? t("queue.first") : t("paging.newest", { ns: "kit" })}
                </Button>
                <span>{t("history.shown", { count: page.items.length })}</span>
                <Button
                  variant="secondary"
                  isDisabled={(isSorted ? page.items.length < PAGE_SIZE : nextCursor === undefined) || query.isPlaceholderData}
                  onClick={() => change(isSorted ? { skip: skip + PAGE_SIZE, selected: "" } : { cursor: nextCursor ?? "", selected: "" }, { push: true })}
                >
                  {isSorted ? t("queue.more") : t("paging.older", { ns: "kit" })}
                </Button>
              </nav>
            </>
          )}
        </QueryState>
      </PageSection>
    </DecisionDrawer>
  );
}
