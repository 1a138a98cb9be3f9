import { Alert, Button, ToggleGroup, ToggleGroupItem, ToolbarItem } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { NothingState, QueryState, useRowKeys, useShortcut } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { acknowledgeAll, getOverview, listAlarms, type Verdict } from "../../api/client.ts";
import type { Alarm } from "../../api/types.ts";
import { Failure } from "../shared/FormDialog.tsx";
import { AlarmList } from "./AlarmList.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { type AlarmFilter, isShown, openQuery, SHOWS } from "./filters.ts";
import { byCause, byUrgency, CROWD, isUnacknowledged } from "./order.ts";
import { type HidingAct, HideDialog } from "./HideDialog.tsx";
import { useAlarmAct } from "./useAlarmAct.ts";
import { WorthLook } from "./WorthLook.tsx";

interface Props {
  readonly filter: AlarmFilter;
  readonly change: (next: Partial<AlarmFilter>) => void;
}

/** Open alarms by urgency; many of one cause, as in a flood, are folded under it, so that the cause is one line and not forty. */
export function OpenAlarmsTab({ filter, change }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const request = openQuery(filter);
  const query = useQuery({ queryKey: ["alarms", "open", request], queryFn: ({ signal }) => listAlarms(request, signal), refetchInterval: 30_000, placeholderData: keepPreviousData });
  const overview = useQuery({ queryKey: ["overview"], queryFn: ({ signal }) => getOverview(signal) });
  const [hiding, setHiding] = useState<{ alarm: Alarm; act: HidingAct } | undefined>();
  const act = useAlarmAct();
  const acknowledge = useMutation({
    mutationFn: (alarms: readonly Alarm[]) => acknowledgeAll(alarms.map((alarm) => alarm.alarmId)),
    onSettled: () => Promise.all(["alarms", "alarm", "overview"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  const alarms = [...(query.data?.items ?? [])].filter(isShown(filter.show)).sort(byUrgency);
  const isFlood = overview.data?.figures.flood === true;
  const groups = filter.group === "none" ? [{ cause: "", alarms }] : byCause(alarms, filter.group === "cause" || isFlood ? 1 : CROWD);
  const isGrouped = filter.group === "cause" || groups.some((group) => group.cause !== "");
  const focused = useRowKeys("data-alarm", t("alarms.next"), t("alarms.previous"));
  const current = () => alarms.find((alarm) => alarm.alarmId === (focused() || filter.selected));

  useShortcut("a", t("alarm.acknowledge"), () => {
    const alarm = current();
    if (alarm !== undefined && isUnacknowledged(alarm)) act.mutate({ alarm, act: { kind: "acknowledge" } });
  });
  const judge = (verdict: Verdict) => {
    const alarm = current();
    if (alarm !== undefined && alarm.verdict !== verdict) act.mutate({ alarm, act: { kind: "verdict", verdict } });
  };
  useShortcut("1", t("alarmVerdict.key_real"), () => judge("real"));
  useShortcut("2", t("alarmVerdict.key_known-cause"), () => judge("known-cause"));
  useShortcut("3", t("alarmVerdict.key_nuisance"), () => judge("nuisance"));
  useShortcut("s", t("alarm.shelve"), () => {
    const alarm = current();
    if (alarm !== undefined && alarm.state !== "shelved") setHiding({ alarm, act: "shelve" });
  });
  useShortcut("c", t("alarms.groupKey"), () => change({ group: isGrouped ? "none" : "cause" }));

  return (
    <>
      {isFlood && (
        <Alert variant="danger" isInline title={t("flood.title", { count: overview.data?.figures.alarmsLast10Min ?? 0 })} className="ind-flood">
          {t("flood.grouped")}
        </Alert>
      )}
      {act.isError && <Failure error={act.error} />}
      {acknowledge.isError && <Failure error={acknowledge.error} />}
      <FilterBar filter={filter} change={change} end={<span className="ind-subtle">{t("alarms.keys")}</span>}>
        <ToolbarItem>
          <ToggleGroup aria-label={t("alarms.show")}>
            {SHOWS.map((choice) => (
              <ToggleGroupItem key={choice} buttonId={`show-${choice}`} text={t(`alarms.show_${choice}`)} isSelected={filter.show === choice} onChange={() => change({ show: choice })} />
            ))}
          </ToggleGroup>
        </ToolbarItem>
        <ToolbarItem>
          <ToggleGroup aria-label={t("alarms.group")}>
            <ToggleGroupItem buttonId="group-cause" text={t("alarms.byCause")} isSelected={isGrouped} onChange={() => change({ group: isGrouped ? "none" : "cause" })} />
          </ToggleGroup>
        </ToolbarItem>
      </FilterBar>
      <QueryState
        query={query}
        isEmpty={() => alarms.length === 0}
        empty={
          <NothingState title={t("alarms.none")} icon={CheckCircleIcon}>
            {t(filter.show === "announced" ? "alarms.noneHelp" : "alarms.noneMatch")}
          </NothingState>
        }
      >
        {() => (
          <>
            {groups.map((group) => (
              <section key={group.cause} className="ind-group">
                {isGrouped && (
                  <GroupHead cause={group.cause} alarms={group.alarms} isPending={acknowledge.isPending} onAcknowledge={(some) => acknowledge.mutate(some)} />
                )}
                <AlarmList
                  label={isGrouped ? t("alarms.tableOf", { cause: group.cause || t("alarms.others") }) : t("alarms.table")}
                  alarms={group.alarms}
                  selected={filter.selected}
                  isFolded={group.cause !== "" && group.alarms.length >= CROWD}
                  onSelect={(selected) => change({ selected })}
                  onAcknowledge={(alarm) => act.mutate({ alarm, act: { kind: "acknowledge" } })}
                  onHide={(alarm) => setHiding({ alarm, act: "shelve" })}
                />
              </section>
            ))}
            {query.data?.next != null && <p className="ind-subtle">{t("alarms.moreThanShown")}</p>}
          </>
        )}
      </QueryState>
      <WorthLook />
      {hiding !== undefined && <HideDialog alarm={hiding.alarm} act={hiding.act} onClose={() => setHiding(undefined)} />}
    </>
  );
}

function GroupHead({ cause, alarms, isPending, onAcknowledge }: { cause: string; alarms: readonly Alarm[]; isPending: boolean; onAcknowledge: (alarms: readonly Alarm[]) => void }) {
  const { t } = useTranslation();
  const calling = alarms.filter(isUnacknowledged);
  return (
    <div className="ind-group-head">
      <h2>{cause || t("alarms.others")}</h2>
      <span className="ind-subtle">{t("alarms.inGroup", { count: alarms.length })}</span>
      {cause !== "" && calling.length > 0 && (
        <Button variant="secondary" size="sm" isLoading={isPending} isDisabled={isPending} onClick={() => onAcknowledge(calling.slice(0, 200))}>
          {t("alarms.acknowledgeGroup", { count: calling.length })}
        </Button>
      )}
    </div>
  );
}
