import { Button, Label } from "@patternfly/react-core";
import PlusIcon from "@patternfly/react-icons/dist/esm/icons/plus-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { NothingState, QueryState, useActor, useHasRole } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { getOverview, listAlarmRules, listAssetTypes } from "../../api/client.ts";
import type { AlarmRule } from "../../api/types.ts";
import { PriorityLabel } from "../shared/Priority.tsx";
import { PLANNER } from "../shared/roles.ts";
import { useWords } from "../shared/useWords.ts";
import { DeleteRuleDialog } from "./DeleteRuleDialog.tsx";
import { RuleDialog } from "./RuleDialog.tsx";
import { useConditionText } from "./useConditionText.ts";

/** What makes alarms. Planners write rules, everybody may read them. */
export function RulesTab() {
  const { t } = useTranslation();
  const isPlanner = useHasRole(PLANNER);
  const [edited, setEdited] = useState<AlarmRule | "new" | undefined>();
  const [deleted, setDeleted] = useState<AlarmRule | undefined>();
  const query = useQuery({ queryKey: ["alarm-rules"], queryFn: ({ signal }) => listAlarmRules(signal) });
  const add = (
    <Button variant="primary" icon={<PlusIcon />} onClick={() => setEdited("new")}>
      {t("rules.new")}
    </Button>
  );
  return (
    <>
      <div className="ind-section-head">
        <p className="ind-subtle">{t(isPlanner ? "rules.help" : "rules.helpReader")}</p>
        {isPlanner && add}
      </div>
      <QueryState
        query={query}
        isEmpty={(found) => found.items.length === 0}
        empty={
          <NothingState title={t("rules.none")} actions={isPlanner ? add : undefined}>
            {t("rules.noneHelp")}
          </NothingState>
        }
      >
        {(found) => (
          <div className="ind-table-scroll" tabIndex={0} role="region" aria-label={t("alarms.tab_rules")}>
            <Table variant="compact" aria-label={t("alarms.tab_rules")} gridBreakPoint="">
              <Thead>
                <Tr>
                  <Th>{t("column.priority")}</Th>
                  <Th>{t("rules.name")}</Th>
                  <Th>{t("rules.appliesTo")}</Th>
                  <Th>{t("rules.condition")}</Th>
                  <Th>{t("rules.delays")}</Th>
                  <Th>{t("rules.suppressed")}</Th>
                  <Th>{t("rules.state")}</Th>
                  {isPlanner && <Th screenReaderText={t("column.acts")} />}
                </Tr>
              </Thead>
              <Tbody>
                {found.items.map((rule) => (
                  <RuleRow key={rule.ruleId} rule={rule} {...(isPlanner ? { onEdit: () => setEdited(rule), onDelete: () => setDeleted(rule) } : {})} />
                ))}
              </Tbody>
            </Table>
          </div>
        )}
      </QueryState>
      {edited !== undefined && <RuleDialog rule={edited === "new" ? undefined : edited} onClose={() => setEdited(undefined)} />}
      {deleted !== undefined && <DeleteRuleDialog rule={deleted} onClose={() => setDeleted(undefined)} />}
    </>
  );
}

function RuleRow({ rule, onEdit, onDelete }: { rule: AlarmRule; onEdit?: () => void; onDelete?: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const conditionText = useConditionText();
  const actorOf = useActor();
  const { suppressWhen } = rule;
  const types = useQuery({ queryKey: ["asset-types"], queryFn: ({ signal }) => listAssetTypes(signal), staleTime: 60_000 });
  const overview = useQuery({ queryKey: ["overview"], queryFn: ({ signal }) => getOverview(signal) });
  const asset = overview.data?.lines.flatMap((line) => line.assets).find((one) => one.assetId === rule.assetId);
  const tags = types.data?.items.find((type) => type.name === (rule.assetType ?? asset?.assetType))?.tags;
  const unitOf = (tag: string | null | undefined) => tags?.find((one) => one.name === tag)?.unit.code;
  return (
    <Tr>
      <Td>
        <PriorityLabel priority={rule.priority} />
      </Td>
      <Td className="ind-wide">
        {rule.name}
        <div className="ind-subtle">{t("rules.changed", { by: actorOf(rule.changedBy), at: words.format.dateTime(rule.changedAt) })}</div>
      </Td>
      <Td>{rule.assetType ?? asset?.name ?? t("rules.oneAsset")}</Td>
      <Td>{conditionText(rule, unitOf(rule.tag))}</Td>
      <Td className="tv-number">{rule.kind === "silence" ? "—" : t("rules.delaysOf", { on: rule.onDelaySeconds, off: rule.offDelaySeconds })}</Td>
      <Td>{suppressWhen == null ? "—" : `${suppressWhen.tag} ${suppressWhen.side === "low" ? "<" : ">"} ${words.quantity(suppressWhen.limit, unitOf(suppressWhen.tag))}`}</Td>
      <Td>
        <Label isCompact variant="outline" color={rule.enabled ? "blue" : "grey"}>
          {t(rule.enabled ? "rules.enabled" : "rules.disabled")}
        </Label>
      </Td>
      {onEdit !== undefined && (
        <Td className="ind-row-acts">
          <Button variant="secondary" size="sm" onClick={onEdit} aria-label={t("rules.editThis", { name: rule.name })}>
            {t("edit")}
          </Button>
          <Button variant="link" size="sm" onClick={onDelete} aria-label={t("rules.deleteThis", { name: rule.name })}>
            {t("delete")}
          </Button>
        </Td>
      )}
    </Tr>
  );
}
