import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { shortToken, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CaseDetails } from "../../api/types.ts";
import { moneyOf } from "../decision/money.ts";
import { OutcomeLabel } from "../decision/OutcomeLabel.tsx";
import { useReasonTexts } from "../decision/useReasonTexts.ts";
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
  const texts = useReasonTexts();
  return (
    <div className="fin-table-scroll">
      <Table variant="compact" aria-labelledby="case-alerts" gridBreakPoint="">
        <Thead>
          <Tr>
            {mayChoose && <Th screenReaderText={t("case.choose")} />}
            <Th>{t("drawer.occurredAt")}</Th>
            <Th className="fin-right">{t("column.amount")}</Th>
            <Th>{t("column.outcome")}</Th>
            <Th className="fin-right">{t("case.score")}</Th>
            <Th>{t("case.reasons")}</Th>
            <Th>{t("case.where")}</Th>
            <Th>{t("case.finding")}</Th>
            <Th screenReaderText={t("case.decision")} />
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
              <Td className="tv-number">{format.dateTime(alert.occurredAt)}</Td>
              <Td className="tv-number fin-right">{moneyOf(alert, format)}</Td>
              <Td>
                <OutcomeLabel outcome={alert.outcome} isCompact />
              </Td>
              <Td className="tv-number fin-right" title={alert.modelVersion}>
                {alert.score == null ? "—" : format.number(alert.score, 4, 4)}
              </Td>
              <Td className="fin-detail">
                {alert.reasons.map(texts.reason).join(" · ")}
                {alert.contributions.length > 0 && (
                  <ul className="fin-contributions">
                    {alert.contributions.slice(0, 3).map((one) => (
                      <li key={one.feature}>{texts.contribution(one)}</li>
                    ))}
                  </ul>
                )}
              </Td>
              <Td>
                <span className="fin-mono" title={alert.terminalId ?? undefined}>
                  {shortToken(alert.terminalId ?? "—", 8, 4)}
                </span>
                {[alert.mcc, alert.country, alert.channel && t(`channel.${alert.channel}`, { defaultValue: alert.channel })]
                  .filter((part) => typeof part === "string" && part !== "")
                  .map((part) => ` · ${part}`)
                  .join("")}
              </Td>
              <Td>
                {alert.disposition == null ? t("case.noFinding") : <DispositionLabel disposition={alert.disposition} />}
                {alert.labels.map((label) => (
                  <div key={label.source} className="fin-help" title={format.dateTime(label.observedAt)}>
                    {t("case.labelled", { label: t(`label.${label.label}`, { defaultValue: label.label }), source: t(`label.source.${label.source}`, { defaultValue: label.source }) })}
                  </div>
                ))}
              </Td>
              <Td>
                <Link className="fin-target" to={`/history?range=all&selected=${encodeURIComponent(alert.authorizationId)}`} aria-label={t("case.openDecision", { id: alert.authorizationId })}>
                  {t("case.decision")}
                </Link>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {view.alerts.length < view.summary.alertCount && <p className="fin-help">{t("case.moreAlerts", { count: view.alerts.length })}</p>}
    </div>
  );
}
