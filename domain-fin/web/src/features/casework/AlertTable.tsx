import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CaseDetails } from "../../api/types.ts";
import { moneyOf } from "../decision/money.ts";
import { OutcomeLabel } from "../decision/OutcomeLabel.tsx";
import { Causes, Contributions } from "../decision/Causes.tsx";
import { EntityName } from "../entity/EntityName.tsx";
import { DispositionLabel } from "./CaseLabels.tsx";

interface Props {
  readonly view: CaseDetails;
  readonly mayChoose: boolean;
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

/** The alerts with the sentences that say why, and what was found. */
export function AlertTable({ view, mayChoose, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="fin-table-scroll">
      <Table variant="compact" aria-labelledby="case-alerts" gridBreakPoint="">
        <Thead>
          <Tr>
            {mayChoose && <Th screenReaderText={t("case.choose")} />}
            <Th>{t("drawer.occurredAt")}</Th>
            <Th className="fin-right">{t("column.amount")}</Th>
            <Th>{`${t("column.outcome")} · ${t("case.score")}`}</Th>
            <Th>{t("case.reasons")}</Th>
            <Th>{t("case.where")}</Th>
            <Th>{t("case.finding")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {view.alerts.map((alert, index) => (
            <Tr key={alert.authorizationId}>
              {mayChoose && (
                <Td
                  select={{
                    rowIndex: index,
                    isSelected: chosen.includes(alert.authorizationId),
                    onSelect: (_event, isSelected) => onChoose(isSelected ? [...chosen, alert.authorizationId] : chosen.filter((id) => id !== alert.authorizationId)),
                  }}
                />
              )}
              <Td className="tv-number fin-wrap">
                {format.dateTime(alert.occurredAt)}
                <div>
                  <Link className="fin-target" to={`/history?range=all&selected=${encodeURIComponent(alert.authorizationId)}`} aria-label={t("case.openDecision", { id: alert.authorizationId })}>
                    {t("case.decision")}
                  </Link>
                </div>
              </Td>
              <Td className="tv-number fin-right">{moneyOf(alert, format)}</Td>
              <Td>
                <OutcomeLabel outcome={alert.outcome} isCompact />
                <div className="tv-number" title={alert.modelVersion}>
                  {alert.score == null ? "—" : format.number(alert.score, 4, 4)}
                </div>
              </Td>
              <Td className="fin-detail">
                <Causes reasons={alert.reasons} contributions={alert.contributions} most={3} />
                <Contributions contributions={alert.contributions.slice(0, 3)} currency={alert.currency} />
              </Td>
              <Td className="fin-wrap">
                <EntityName type="terminal" value={alert.terminalId} of={{ authorizationId: alert.authorizationId }} />
                {[alert.mcc, alert.country, alert.channel && t(`channel.${alert.channel}`, { defaultValue: alert.channel })]
                  .filter((part) => typeof part === "string" && part !== "")
                  .map((part) => ` · ${part}`)
                  .join("")}
                {alert.merchantId != null && (
                  <div>
                    {t("entity.type_merchant")} <EntityName type="merchant" value={alert.merchantId} of={{ authorizationId: alert.authorizationId }} />
                  </div>
                )}
                {alert.deviceId != null && (
                  <div>
                    {t("entity.type_device")} <EntityName type="device" value={alert.deviceId} of={{ authorizationId: alert.authorizationId }} />
                  </div>
                )}
                {alert.counterpartyId != null && (
                  <div>
                    {t("entity.type_counterparty")} <EntityName type="counterparty" value={alert.counterpartyId} of={{ authorizationId: alert.authorizationId }} />
                  </div>
                )}
              </Td>
              <Td className="fin-wrap">
                {alert.disposition == null ? t("case.noFinding") : <DispositionLabel disposition={alert.disposition} />}
                {alert.labels.map((label) => (
                  <div key={label.source} className="fin-help" title={format.dateTime(label.observedAt)}>
                    {t("case.labelled", { label: t(`label.${label.label}`, { defaultValue: label.label }), source: t(`label.source.${label.source}`, { defaultValue: label.source }) })}
                  </div>
                ))}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {view.alerts.length < view.summary.alertCount && <p className="fin-help">{t("case.moreAlerts", { count: view.alerts.length })}</p>}
    </div>
  );
}
