import { Button, ToggleGroup, ToggleGroupItem, ToolbarItem } from "@patternfly/react-core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { NothingState, PREFIX, QueryState, useRowKeys } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { listAlarms } from "../../api/client.ts";
import { AlarmList } from "./AlarmList.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { type AlarmFilter, historyQuery, RANGES } from "./filters.ts";

interface Props {
  readonly filter: AlarmFilter;
  readonly change: (next: Partial<AlarmFilter>, options?: { push?: boolean }) => void;
}

/** Where the journal of the time shown is taken. */
function journalAddress({ from, to }: { from?: string | null; to?: string | null }): string {
  return `${PREFIX}/v1/alarms/journal?${new URLSearchParams({ ...(from == null ? {} : { from }), ...(to == null ? {} : { to }) }).toString()}`;
}

/** Every alarm of a time, the newest first. */
export function AlarmHistoryTab({ filter, change }: Props) {
  const { t } = useTranslation();
  useRowKeys("data-alarm", t("alarms.next"), t("alarms.previous"));
  const request = historyQuery(filter, Date.now());
  const query = useQuery({ queryKey: ["alarms", "history", request], queryFn: ({ signal }) => listAlarms(request, signal), placeholderData: keepPreviousData });
  return (
    <>
      <FilterBar filter={filter} change={change}>
        <ToolbarItem>
          <ToggleGroup aria-label={t("filter.range")}>
            {RANGES.map((choice) => (
              <ToggleGroupItem key={choice} buttonId={`range-${choice}`} text={t(`range.${choice}`)} isSelected={filter.range === choice} onChange={() => change({ range: choice, after: "" })} />
            ))}
          </ToggleGroup>
        </ToolbarItem>
        <ToolbarItem>
          <Button variant="secondary" component="a" href={journalAddress(request)} download="alarm-journal.csv" title={t("alarms.exportHelp")}>
            {t("alarms.export")}
          </Button>
        </ToolbarItem>
      </FilterBar>
      <QueryState query={query} isEmpty={(page) => page.items.length === 0} empty={<NothingState title={t("alarms.noneInRange")}>{t("alarms.noneInRangeHelp")}</NothingState>}>
        {(page) => (
          <>
            <AlarmList label={t("alarms.tab_history")} alarms={page.items} selected={filter.selected} onSelect={(selected) => change({ selected })} />
            <nav className="ind-paging" aria-label={t("paging.label")}>
              <Button variant="secondary" isDisabled={filter.after === ""} onClick={() => change({ after: "" }, { push: true })}>
                {t("paging.newest")}
              </Button>
              <span>{t("paging.shown", { count: page.items.length })}</span>
              <Button variant="secondary" isDisabled={page.next == null || query.isPlaceholderData} onClick={() => change({ after: page.next ?? "" }, { push: true })}>
                {t("paging.older")}
              </Button>
            </nav>
          </>
        )}
      </QueryState>
    </>
  );
}
