import { Alert, Button, FormSelect, FormSelectOption, PageSection, SearchInput, TextInput, Title, ToggleGroup, ToggleGroupItem, Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import UploadIcon from "@patternfly/react-icons/dist/esm/icons/upload-icon";
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { ErrorState, ForbiddenState, isForbidden, LoadingState, NothingState, reportConnection, useEventStream, useFormat, useHasRole, useRowKeys, useShortcut, useUrlState } from "@trivium/webkit";
import { useCallback, useDeferredValue, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { getConnection, listStudies, STREAM_URL } from "../../api/client.ts";
import { MODALITIES } from "../../api/types.ts";
import { uploads } from "../upload/sendFile.ts";
import { UploadPanel, useUploads } from "../upload/UploadPanel.tsx";
import { useDropZone } from "../upload/useDropZone.ts";
import { statesOf, VIEWS, worklistFilters } from "./worklistFilters.ts";
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
  const isIntegrator = useHasRole("med-integrator");
  const mayUpload = mayDecide || isIntegrator;
  const [isUploading, setIsUploading] = useState(false);
  const uploaded = useUploads();
  const connection = useQuery({ queryKey: ["connection"], queryFn: ({ signal }) => getConnection(signal) });
  const largest = connection.data?.largestInstanceBytes;
  const dropZone = useDropZone(mayUpload, (files) => {
    setIsUploading(true);
    uploads.add(files, largest);
  });
  const states = statesOf(filter.view);
  const asked = {
    limit: PAGE_SIZE,
    undecidedOnly: filter.undecided === "only",
    sort: filter.sort,
    ...(filter.direction === "desc" ? { descending: true } : {}),
    ...(states.length === 0 ? {} : { states }),
    ...(filter.modality === "" ? {} : { modalities: [filter.modality] }),
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
  useRowKeys("data-study", t("worklist.shortcutDown"), t("worklist.shortcutUp"));
  useShortcut("/", t("worklist.shortcutSearch"), () => searchField.current?.focus());
  useShortcut("u", t("worklist.shortcutUndecided"), () => change({ undecided: filter.undecided === "only" ? "all" : "only" }));
  const studies = query.data?.pages.flatMap((page) => page.items) ?? [];
  const showsUpload = mayUpload && (isUploading || uploaded.total > 0);
  const isFiltered = filter.view !== "open" || filter.modality !== "" || filter.undecided === "only" || filter.from !== "" || filter.to !== "" || search !== "";

  return (
    <PageSection className={dropZone.isOver ? "med-page med-drop" : "med-page"} {...dropZone.handlers}>
      <div className="med-page-head">
        <Title headingLevel="h1">{t("worklist.title")}</Title>
        <span className="tv-time-zone">{t("timesIn", { zone: format.timeZoneLabel })}</span>
        {mayUpload && !showsUpload && (
          <Button variant="secondary" icon={<UploadIcon />} onClick={() => setIsUploading(true)}>
            {t("upload.open")}
          </Button>
        )}
      </div>
      {dropZone.isOver && <Alert isInline variant="info" title={t("upload.drop")} />}
      {showsUpload && (
        <UploadPanel
          largest={largest}
          onClose={() => {
            setIsUploading(false);
            uploads.clear();
          }}
        />
      )}
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
            <FormSelect aria-label={t("worklist.state")} value={filter.view} onChange={(_event, value) => change({ view: VIEWS.find((view) => view === value) ?? "open" })}>
              {VIEWS.map((view) => (
                <FormSelectOption key={view} value={view} label={view === "open" || view === "all" ? t(`worklist.view_${view}`) : t(`state.${view}`)} />
              ))}
            </FormSelect>
          </ToolbarItem>
          <ToolbarItem>
            <FormSelect aria-label={t("worklist.modality")} value={filter.modality} onChange={(_event, value) => change({ modality: MODALITIES.find((one) => one === value) ?? "" })}>
              <FormSelectOption value="" label={t("worklist.anyModality")} />
              {MODALITIES.map((one) => (
                <FormSelectOption key={one} value={one} label={one} />
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
                  change({ view: "open", modality: "", undecided: "all", from: "", to: "" });
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
        <NothingState
          title={t(isFiltered ? "worklist.noneMatches" : "worklist.empty")}
          icon={CheckCircleIcon}
          actions={
            isFiltered ? undefined : (
              <>
                <Button variant="link" onClick={() => change({ view: "refused" })}>
                  {t("worklist.showRefused")}
                </Button>
                <Link to="/connect">{t("nav.connect")}</Link>
              </>
            )
          }
        >
          {isFiltered
            ? t("worklist.noneMatchesHelp")
            : t("worklist.emptyHelp", { ae: connection.data?.aeTitles[0] ?? "TRIVIUM", port: connection.data?.port ?? connection.data?.tlsPort ?? "—" })}
        </NothingState>
      ) : (
        <>
          <p className="med-sub" id="worklist-order">
            {t(`worklist.sorted_${filter.sort}`)} {filter.view === "open" && t("worklist.refusedHidden")}
          </p>
          <WorklistTable studies={studies} sorting={{ sort: filter.sort, direction: filter.direction }} onSort={change} />
          <p className="med-sub">{t("worklist.estimateHelp")}</p>
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
