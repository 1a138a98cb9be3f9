import { Button } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { type KeyboardEvent, memo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Alarm } from "../../api/types.ts";
import { PriorityLabel, PriorityMark } from "../shared/Priority.tsx";
import { Since } from "../shared/Since.tsx";
import { useWords } from "../shared/useWords.ts";
import { AlarmStateLabel } from "./AlarmStateLabel.tsx";
import { isUnacknowledged } from "./order.ts";

interface Props {
  readonly label: string;
  readonly alarms: readonly Alarm[];
  readonly selected: string;
  /** Only the first few, until the user asks for the rest. */
  readonly isFolded?: boolean;
  /** Inside another panel: without asset and values. */
  readonly isBrief?: boolean;
  readonly onSelect: (alarmId: string) => void;
  readonly onAcknowledge?: (alarm: Alarm) => void;
  readonly onHide?: (alarm: Alarm) => void;
}

const FOLDED = 4;

export function AlarmList({ label, alarms, selected, isFolded = false, isBrief = false, onSelect, onAcknowledge, onHide }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const shown = isFolded && !isOpen ? alarms.slice(0, FOLDED) : alarms;
  return (
    <div className="ind-table-scroll" tabIndex={0} role="region" aria-label={label}>
      <Table variant="compact" aria-label={label} gridBreakPoint="">
        <Thead>
          <Tr>
            {isBrief ? <Th screenReaderText={t("column.priority")} className="ind-narrow" /> : <Th>{t("column.priority")}</Th>}
            <Th>{t("column.alarm")}</Th>
            {!isBrief && <Th>{t("column.asset")}</Th>}
            {!isBrief && <Th className="ind-right">{t("column.value")}</Th>}
            <Th>{t("column.since")}</Th>
            {!isBrief && <Th>{t("column.state")}</Th>}
            {onAcknowledge !== undefined && <Th screenReaderText={t("column.acts")} />}
          </Tr>
        </Thead>
        <Tbody>
          {shown.map((alarm) => (
            <AlarmRow key={alarm.alarmId} alarm={alarm} isSelected={alarm.alarmId === selected} isBrief={isBrief} onSelect={onSelect} onAcknowledge={onAcknowledge} onHide={onHide} />
          ))}
        </Tbody>
      </Table>
      {isFolded && alarms.length > FOLDED && (
        <Button variant="link" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
          {isOpen ? t("alarms.fold") : t("alarms.unfold", { count: alarms.length - FOLDED })}
        </Button>
      )}
    </div>
  );
}

interface RowProps {
  readonly alarm: Alarm;
  readonly isSelected: boolean;
  readonly isBrief: boolean;
  readonly onSelect: (alarmId: string) => void;
  readonly onAcknowledge: ((alarm: Alarm) => void) | undefined;
  readonly onHide: ((alarm: Alarm) => void) | undefined;
}

const AlarmRow = memo(function AlarmRow({ alarm, isSelected, isBrief, onSelect, onAcknowledge, onHide }: RowProps) {
  const { t } = useTranslation();
  const words = useWords();
  const isCalling = isUnacknowledged(alarm);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.target !== event.currentTarget) return;
    event.preventDefault();
    onSelect(alarm.alarmId);
  };
  return (
    <Tr
      data-alarm={alarm.alarmId}
      tabIndex={-1}
      className={`ind-alarm-row ind-edge-${alarm.priority}${isCalling ? " ind-alarm-calling" : ""}${alarm.active ? "" : " ind-alarm-over"}`}
      isRowSelected={isSelected}
      onKeyDown={onKeyDown}
    >
      <Td>
        {isBrief ? <PriorityMark priority={alarm.priority} isCalling={isCalling} /> : <PriorityLabel priority={alarm.priority} isCalling={isCalling} />}
      </Td>
      <Td className="ind-wide">
        <Button variant="link" isInline onClick={() => onSelect(alarm.alarmId)} data-alarm-button={alarm.alarmId}>
          {alarm.condition}
        </Button>
        {alarm.occurrences > 1 && <span className="ind-times tv-number"> {t("alarm.times", { count: alarm.occurrences })}</span>}
        {alarm.escalation > 0 && <span className="ind-escalated"> {t("alarm.escalated", { level: alarm.escalation })}</span>}
        {isBrief ? (
          <div>
            <AlarmStateLabel alarm={alarm} />
          </div>
        ) : (
          <div className="ind-subtle">{t(`kind.${alarm.kind}`)}</div>
        )}
      </Td>
      {!isBrief && (
        <Td>
          {alarm.assetName}
          <div className="ind-subtle">{alarm.path.slice(-2).join(" › ")}</div>
        </Td>
      )}
      {!isBrief && (
        <Td className="tv-number ind-right">
          {alarm.kind === "remaining-life" ? t("life.atLeast", { lower: words.quantity(alarm.value, alarm.unit) }) : words.quantity(alarm.value, alarm.unit)}
          {alarm.limit != null && (
            <div className="ind-subtle">
              {alarm.side === "low" ? "< " : "> "}
              {words.quantity(alarm.limit, alarm.unit)}
            </div>
          )}
        </Td>
      )}
      <Td>
        <Since at={alarm.activeSince} />
      </Td>
      {!isBrief && (
        <Td>
          <AlarmStateLabel alarm={alarm} />
          {alarm.verdict != null && <div className="ind-subtle">{t(`alarmVerdict.${alarm.verdict}`)}</div>}
        </Td>
      )}
      {onAcknowledge !== undefined && (
        <Td className="ind-row-acts">
          {isCalling && (
            <Button variant="secondary" size="sm" onClick={() => onAcknowledge(alarm)} aria-label={t("alarm.acknowledgeThis", { condition: alarm.condition, asset: alarm.assetName })}>
              {t("alarm.acknowledge")}
            </Button>
          )}
          {onHide !== undefined && alarm.state !== "shelved" && (
            <Button variant="link" size="sm" onClick={() => onHide(alarm)} aria-label={t("alarm.shelveThis", { condition: alarm.condition, asset: alarm.assetName })}>
              {t("alarm.shelve")}
            </Button>
          )}
        </Td>
      )}
    </Tr>
  );
});
