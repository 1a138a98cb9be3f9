import { Alert, Button, Card, CardBody, FormSelect, FormSelectOption, PageSection, Title, ToggleGroup, ToggleGroupItem, Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblemError, NothingState, PREFIX, ProblemDetail, QueryState, useAnnounce, useFormat, useProblemText, useRowKeys, useShortcut, useUrlState, usePageTitle } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { listCases, listQueues, takeNextCase } from "../../api/client.ts";
import { exportAddress } from "../../api/exportAddress.ts";
import { CASE_PRIORITIES, type CaseQueue } from "../../api/types.ts";
import { SavedViews } from "../saved/SavedViews.tsx";
import { BulkBar } from "./BulkBar.tsx";
import { caseKey } from "./caseKey.ts";
import { queueFilter } from "./caseFilters.ts";
import { CaseTable } from "./CaseTable.tsx";
import { spanParts } from "./due.ts";
import { useNow } from "./useNow.ts";
import { WorthLook } from "../worth/WorthLook.tsx";

const PAGE_SIZE = 50;
const REFRESH_MS = 15_000;

/** What waits, and for whom: the start page of an analyst. */
export function QueuePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const [filter, change] = useUrlState(queueFilter);
  const { queue, show, whose, late, priority, sort, order, after } = filter;
  const [chosen, setChosen] = useState<readonly number[]>([]);
  usePageTitle(t("queue.title"));
  const queues = useQuery({ queryKey: ["case-queues"], queryFn: ({ signal }) => listQueues(signal), refetchInterval: REFRESH_MS });
  const list = {
    closed: show === "closed",
    mine: whose === "mine",
    overdue: late === "overdue",
    ...(queue === "" ? {} : { queue }),
    ...(priority === "all" ? {} : { priority }),
    ...(sort === "urgency" ? {} : { sort, descending: order === "descending" }),
  };
  const asked = { ...list, limit: PAGE_SIZE, ...(after === 0 ? {} : { after }) };
  const query = useQuery({
    queryKey: ["cases", asked],
    queryFn: ({ signal }) => listCases(asked, signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const next = useMutation({
    mutationFn: () => takeNextCase(queue === "" ? undefined : queue),
    onSuccess: (view) => {
      if (view === undefined) {
        announce(t("queue.nothingFree"));
        return;
      }
      queries.setQueryData(caseKey(view.summary.caseNumber), view);
      void navigate(`/cases/${view.summary.caseNumber}`);
    },
  });
  const refilter = (to: Parameters<typeof change>[0]) => {
    setChosen([]);
    change({ ...to, after: 0 });
  };
  useRowKeys("data-case", t("queue.shortcutDown"), t("queue.shortcutUp"));
  useShortcut("n", t("queue.shortcutNext"), () => next.mutate());
  useShortcut("m", t("queue.shortcutMine"), () => refilter({ whose: whose === "mine" ? "all" : "mine" }));
  const nextAfter = query.data?.nextAfter ?? undefined;

  return (
    <PageSection className="fin-page">
      <div className="fin-page-head">
        <Title headingLevel="h1">{t("queue.title")}</Title>
        <span className="tv-time-zone">{t("timesIn", { zone: format.timeZoneLabel })}</span>
        <Button variant="primary" isLoading={next.isPending} isDisabled={next.isPending} onClick={() => next.mutate()}>
          {t("queue.next")} <kbd className="fin-key">n</kbd>
        </Button>
      </div>
      {next.isSuccess && next.data === undefined && <Alert variant="info" isInline title={t("queue.nothingFree")} />}
      {next.isError && (
        <Alert variant="danger" isInline isLiveRegion title={problemText(asProblemError(next.error).problem).title}>
          <ProblemDetail problem={asProblemError(next.error).problem} />
        </Alert>
      )}
      <div className="fin-queues" role="group" aria-label={t("queue.queues")}>
        {queues.data?.map((one) => (
          <QueueCard key={one.name} queue={one} isSelected={one.name === queue} onSelect={() => refilter({ queue: one.name === queue ? "" : one.name })} />
        ))}
      </div>
      <Toolbar className="fin-toolbar" aria-label={t("filter.label")}>
        <ToolbarContent>
          <ToolbarItem>
            <ToggleGroup aria-label={t("queue.show")}>
              {(["open", "closed"] as const).map((choice) => (
                <ToggleGroupItem key={choice} buttonId={`show-${choice}`} text={t(`queue.show_${choice}`)} isSelected={show === choice} onChange={() => refilter({ show: choice })} />
              ))}
            </ToggleGroup>
          </ToolbarItem>
          <ToolbarItem>
            <ToggleGroup aria-label={t("queue.whose")}>
              {(["all", "mine"] as const).map((choice) => (
                <ToggleGroupItem key={choice} buttonId={`whose-${choice}`} text={t(`queue.whose_${choice}`)} isSelected={whose === choice} onChange={() => refilter({ whose: choice })} />
              ))}
            </ToggleGroup>
          </ToolbarItem>
          <ToolbarItem>
            <FormSelect aria-label={t("case.priority")} value={priority} onChange={(_event, value) => refilter({ priority: value as typeof priority })}>
              <FormSelectOption value="all" label={t("queue.anyPriority")} />
              {CASE_PRIORITIES.map((choice) => (
                <FormSelectOption key={choice} value={choice} label={t(`case.priority_${choice}`)} />
              ))}
            </FormSelect>
          </ToolbarItem>
          <ToolbarItem>
            <ToggleGroup aria-label={t("queue.deadline")}>
              <ToggleGroupItem buttonId="late-overdue" text={t("queue.overdueOnly")} isSelected={late === "overdue"} onChange={() => refilter({ late: late === "overdue" ? "all" : "overdue" })} />
            </ToggleGroup>
          </ToolbarItem>
          <ToolbarItem>
            <SavedViews page="queue" />
          </ToolbarItem>
          <ToolbarItem align={{ default: "alignEnd" }}>
            <Button variant="link" component="a" href={exportAddress(PREFIX, "cases", list)} download="cases.csv" title={t("list.csvHelp")}>
              {t("list.csv")}
            </Button>
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <QueryState
        query={query}
        isEmpty={(page) => page.items.length === 0}
        empty={
          <NothingState title={t("queue.empty")} icon={CheckCircleIcon}>
            {t("queue.emptyHelp")}
          </NothingState>
        }
      >
        {(page) => (
          <>
            <BulkBar cases={page.items.filter((one) => chosen.includes(one.caseNumber))} onChoose={setChosen} />
            {sort !== "urgency" && (
              <p className="fin-help">
                {t("queue.sorted")}{" "}
                <Button variant="link" isInline onClick={() => refilter({ sort: "urgency", order: "descending" })}>
                  {t("queue.sortByUrgency")}
                </Button>
              </p>
            )}
            <CaseTable
              label={sort === "urgency" ? t("queue.table") : t("queue.tableSorted")}
              cases={page.items}
              sort={{ by: sort, descending: order === "descending", onSort: (by, descending) => refilter({ sort: by, order: descending ? "descending" : "ascending" }) }}
              chosen={show === "open" ? chosen : undefined}
              onChoose={setChosen}
            />
            <nav className="fin-paging" aria-label={t("queue.paging")}>
              <Button variant="secondary" isDisabled={after === 0} onClick={() => change({ after: 0 }, { push: true })}>
                {t("queue.first")}
              </Button>
              <span>{t("queue.shown", { count: page.items.length })}</span>
              <Button variant="secondary" isDisabled={nextAfter === undefined || query.isPlaceholderData} onClick={() => change({ after: nextAfter ?? 0 }, { push: true })}>
                {t("queue.more")}
              </Button>
            </nav>
          </>
        )}
      </QueryState>
      <WorthLook />
    </PageSection>
  );
}

function QueueCard({ queue, isSelected, onSelect }: { queue: CaseQueue; isSelected: boolean; onSelect: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const age = queue.oldestOpenedAt == null ? undefined : spanParts(Math.max(0, Math.floor((now - Date.parse(queue.oldestOpenedAt)) / 60_000)));
  return (
    <Card isCompact className={isSelected ? "fin-queue fin-queue-selected" : "fin-queue"}>
      <CardBody>
        <Button variant="link" isInline aria-pressed={isSelected} onClick={onSelect}>
          {t(`queueName.${queue.name}`, { defaultValue: queue.name })}
        </Button>
        <div className="fin-figure-value tv-number">{format.number(queue.open, 0)}</div>
        <div className="fin-queue-facts">
          <span>{t("queue.unassigned", { count: queue.unassigned })}</span>
          <span>{t("queue.mine", { count: queue.mine })}</span>
          <span className={queue.overdue > 0 ? "fin-due fin-due-late" : undefined}>{t("queue.overdue", { count: queue.overdue })}</span>
          <span>{age === undefined ? t("queue.noOldest") : t("queue.oldest", { span: t(`span.${age.key}`, { a: age.a, b: age.b }) })}</span>
        </div>
      </CardBody>
    </Card>
  );
}
