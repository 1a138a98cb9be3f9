import { Button, FormSelect, FormSelectOption, PageSection, SearchInput, TextInput, Title, ToggleGroup, ToggleGroupItem, Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import { keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { ErrorState, ForbiddenState, isForbidden, LoadingState, NothingState, reportConnection, useEventStream, useFormat, useHasRole, useShortcut, useUrlState } from "@trivium/webkit";
import { useCallback, useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { listStudies, STREAM_URL } from "../../api/client.ts";
import { STATES } from "../../api/types.ts";
import { worklistFilters } from "./worklistFilters.ts";
import { WorklistTable } from "./WorklistTable.tsx";
import { WorthLook } from "./WorthLook.tsx";

const PAGE_SIZE = 50;

/** What is to be read, the most urgent first. */
export function WorklistPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const mayDecide = useHasRole("med-radiologist");
  const queries = useQueryClient();
  const [filter, change] = useUrlState(worklistFilters);
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const searchField = useRef<HTMLInputElement>(null);
  const asked = {
    limit: PAGE_SIZE,
    undecidedOnly: filter.undecided === "only",
    ...(filter.states.length === 0 ? {} : { states: [...filter.states] }),
    ...(search === "" ? {} : { search }),
    ...(isDate(filter.from) ? { from: filter.from } : {}),
    ...(isDate(filter.to) ? { to: filter.to } : {}),
  };
  const query = useInfiniteQuery({
    queryKey: ["worklist", asked],
    queryFn: ({ pageParam, signal }) => listStudies({ ...asked, ...(pageParam === "" ? {} : { after: pageParam }) }, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextAfter ?? undefined,
    placeholderData: keepPreviousData,
  });
  const onChanged = useCallback(() => void queries.invalidateQueries({ queryKey: ["worklist"] }), [queries]);
  const live = useEventStream(STREAM_URL, onChanged);
  useEffect(() => {
    reportConnection(live.state);
    return () => reportConnection(undefined);
  }, [live.state]);
  const walk = (step: 1 | -1) => {
    const rows = [...document.querySelectorAll<HTMLElement>("[data-study]")];
    const at = rows.findIndex((row) => row === document.activeElement);
    rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
  };
  useShortcut("j", t("worklist.shortcutDown"), () => walk(1));
  useShortcut("k", t("worklist.shortcutUp"), () => walk(-1));
  useShortcut("/", t("worklist.shortcutSearch"), () => searchField.current?.focus());
  useShortcut("u", t("worklist.shortcutUndecided"), () => change({ undecided: filter.undecided === "only" ? "all" : "only" }));
  const studies = query.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = filter.states.length > 0 || filter.undecided === "only" || filter.from !== "" || filter.to !== "" || search !== "";

  return (
    <PageSection className="med-page">
      <div className="med-page-head">
        <Title headingLevel="h1">{t("worklist.title")}</Title>
        <span className="tv-time-zone">{t("timesIn", { zone: format.timeZoneLabel })}</span>
      </div>
      <Toolbar className="med-toolbar" aria-label={t("filter.label")}>
        <ToolbarContent>
          <ToolbarItem>
            <SearchInput
              ref={searchField}
              aria-label={t("worklist.search")}
              placeholder={t("worklist.search")}
              value={typed}
              onChange={(_event, value) => setTyped(value.slice(0, 64))}
              onClear={() => setTyped("")}
              className="med-search"
            />
          </ToolbarItem>
          <ToolbarItem>
            <FormSelect aria-label={t("worklist.state")} value={filter.states[0] ?? "all"} onChange={(_event, value) => change({ states: STATES.filter((state) => state === value) })}>
              <FormSelectOption value="all" label={t("worklist.anyState")} />
              {STATES.map((state) => (
                <FormSelectOption key={state} value={state} label={t(`state.${state}`)} />
              ))}
            </FormSelect>
          </ToolbarItem>
          <ToolbarItem>
            <ToggleGroup aria-label={t("worklist.decisions")}>
              <ToggleGroupItem
                buttonId="undecided-only"
                text={t("worklist.undecidedOnly")}
                isSelected={filter.undecided === "only"}
                onChange={() => change({ undecided: filter.undecided === "only" ? "all" : "only" })}
              />
            </ToggleGroup>
          </ToolbarItem>
          <ToolbarItem>
            <div className="med-dates">
              <TextInput type="date" aria-label={t("worklist.from")} value={filter.from} onChange={(_event, value) => change({ from: value })} />
              <span aria-hidden>–</span>
              <TextInput type="date" aria-label={t("worklist.to")} value={filter.to} onChange={(_event, value) => change({ to: value })} />
            </div>
          </ToolbarItem>
          {isFiltered && (
            <ToolbarItem>
              <Button
                variant="link"
                onClick={() => {
                  setTyped("");
                  change({ states: [], undecided: "all", from: "", to: "" });
                }}
              >
                {t("filter.clear")}
              </Button>
            </ToolbarItem>
          )}
        </ToolbarContent>
      </Toolbar>
      {query.isPending ? (
        <LoadingState />
      ) : query.isError ? (
        isForbidden(query.error) ? (
          <ForbiddenState />
        ) : (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        )
      ) : studies.length === 0 ? (
        <NothingState title={t(isFiltered ? "worklist.noneMatches" : "worklist.empty")} icon={CheckCircleIcon}>
          {t(isFiltered ? "worklist.noneMatchesHelp" : "worklist.emptyHelp")}
        </NothingState>
      ) : (
        <>
          <WorklistTable studies={studies} />
          <div className="med-paging">
            <span>{t("worklist.shown", { count: studies.length })}</span>
            {query.hasNextPage && (
              <Button variant="secondary" isLoading={query.isFetchingNextPage} isDisabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t("worklist.more")}
              </Button>
            )}
          </div>
        </>
      )}
      {mayDecide && <WorthLook />}
    </PageSection>
  );
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}
