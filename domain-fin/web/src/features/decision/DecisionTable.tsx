import { Button, Label } from "@patternfly/react-core";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { shortToken, useFormat } from "@trivium/webkit";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Decision, DecisionSort } from "../../api/types.ts";
import { shortId } from "../entity/entityPath.ts";
import { type Sort, sortable } from "../sorting.ts";
import { OutcomeLabel } from "./OutcomeLabel.tsx";
import { moneyOf } from "./money.ts";
import { ScoreBar } from "./ScoreBar.tsx";

interface Props {
  readonly label: string;
  readonly decisions: readonly Decision[];
  readonly selected: string;
  readonly onSelect: (authorizationId: string) => void;
  /** Live rows are all of today. */
  readonly withDate: boolean;
  /** Absent where the list has one order. */
  readonly sort?: Sort<DecisionSort>;
}

export function DecisionTable({ label, decisions, selected, onSelect, withDate, sort }: Props) {
  const { t } = useTranslation();
  const { timeZoneLabel } = useFormat();
  return (
    <div className="fin-table-scroll">
      <Table variant="compact" aria-label={label} isStickyHeader gridBreakPoint="">
        <Thead>
          <Tr>
            <Th title={timeZoneLabel} {...sortable(sort, "decided")}>{t("column.decided")}</Th>
            <Th>{t("column.authorization")}</Th>
            <Th {...sortable(sort, "outcome")}>{t("column.outcome")}</Th>
            <Th {...sortable(sort, "score")}>{t("column.score")}</Th>
            <Th className="fin-right" {...sortable(sort, "amount")}>{t("column.amount")}</Th>
            <Th>{t("column.card")}</Th>
            <Th>{t("column.terminal")}</Th>
            <Th>{t("column.context")}</Th>
            <Th>{t("column.model")}</Th>
            <Th className="fin-right" {...sortable(sort, "latency")}>{t("column.latency")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {decisions.map((decision) => (
            <Row key={decision.authorizationId} decision={decision} isSelected={decision.authorizationId === selected} onSelect={onSelect} withDate={withDate} />
          ))}
        </Tbody>
      </Table>
    </div>
  );
}

const Row = memo(function Row({ decision, isSelected, onSelect, withDate }: { decision: Decision; isSelected: boolean; onSelect: Props["onSelect"]; withDate: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { authorizationId } = decision;
  return (
    <Tr isClickable isRowSelected={isSelected} onRowClick={() => onSelect(authorizationId)} data-outcome={decision.outcome}>
      <Td className="tv-number" dataLabel={t("column.decided")}>
        {withDate ? format.dateTime(decision.decidedAt) : format.time(decision.decidedAt)}
      </Td>
      <Td dataLabel={t("column.authorization")}>
        <Button
          variant="link"
          isInline
          className="fin-id"
          data-authorization={authorizationId}
          aria-label={t("table.open", { short: shortId(authorizationId), id: authorizationId })}
          title={authorizationId}
          onClick={(event) => {
            event.stopPropagation();
            onSelect(authorizationId);
          }}
        >
          {shortId(authorizationId)}
        </Button>
      </Td>
      <Td dataLabel={t("column.outcome")}>
        <span className="fin-outcome">
          <OutcomeLabel outcome={decision.outcome} isCompact />
          {decision.degraded && (
            <Label color="yellow" icon={<ExclamationTriangleIcon />} isCompact title={t("degraded.help")}>
              {t("degraded.short")}
            </Label>
          )}
        </span>
      </Td>
      <Td dataLabel={t("column.score")}>
        <ScoreBar decision={decision} />
      </Td>
      <Td className="tv-number fin-right" dataLabel={t("column.amount")}>
        {moneyOf(decision, format)}
      </Td>
      <Td className="fin-mono" dataLabel={t("column.card")} title={decision.panToken ?? undefined}>
        {shortId(decision.panToken ?? "—")}
      </Td>
      <Td className="fin-mono" dataLabel={t("column.terminal")} title={decision.terminalId ?? undefined}>
        {shortId(decision.terminalId ?? "—")}
      </Td>
      <Td dataLabel={t("column.context")}>
        {[decision.mcc, decision.country, decision.channel && t(`channel.${decision.channel}`, { defaultValue: decision.channel })]
          .filter((part) => typeof part === "string" && part !== "")
          .join(" · ") || "—"}
      </Td>
      <Td className="fin-mono" dataLabel={t("column.model")} title={`${decision.modelName}:${decision.modelVersion}`}>
        {shortToken(decision.modelVersion, 12, 4)}
      </Td>
      <Td className="tv-number fin-right" dataLabel={t("column.latency")}>
        {format.milliseconds(decision.latencyMs ?? NaN)}
      </Td>
    </Tr>
  );
});
