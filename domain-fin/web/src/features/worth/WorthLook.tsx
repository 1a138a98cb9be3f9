import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { pageOf, useFormat, useLabelQueue, WorthPanel, WorthReason } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listLabelQueue } from "../../api/client.ts";
import type { LabelQueueItem } from "../../api/types.ts";
import { moneyOf } from "../decision/money.ts";
import { OutcomeLabel } from "../decision/OutcomeLabel.tsx";
import { shortId } from "../entity/entityPath.ts";
import { ScoreBar } from "../decision/ScoreBar.tsx";

/** Payments whose label would teach the model most, each with a way to where it is given. */
export function WorthLook() {
  const { t } = useTranslation();
  const query = useLabelQueue(listLabelQueue);
  return (
    <WorthPanel query={query} help={t("worth.help")}>
      {(items) => <Payments items={items} />}
    </WorthPanel>
  );
}

function Payments({ items }: { items: readonly LabelQueueItem[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="fin-table-scroll">
      <Table variant="compact" aria-labelledby="worth-title" gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("worth.where")}</Th>
            <Th>{t("worth.why", { ns: "kit" })}</Th>
            <Th>{t("drawer.occurredAt")}</Th>
            <Th className="fin-right">{t("column.amount")}</Th>
            <Th>{t("column.card")}</Th>
            <Th>{t("worth.merchant")}</Th>
            <Th>{t("column.outcome")}</Th>
            <Th>{t("column.score")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {items.map(({ decision, worth, caseNumber, link }) => (
            <Tr key={decision.authorizationId}>
              <Td>
                <Link to={pageOf(link)} className="fin-id" data-worth={decision.authorizationId} title={decision.authorizationId}>
                  {caseNumber == null ? shortId(decision.authorizationId) : t("case.number", { number: caseNumber })}
                </Link>
              </Td>
              <Td>
                <WorthReason worth={worth} />
              </Td>
              <Td className="tv-number">{format.dateTime(decision.occurredAt)}</Td>
              <Td className="tv-number fin-right">{moneyOf(decision, format)}</Td>
              <Td className="fin-mono">{shortId(decision.panToken ?? "—")}</Td>
              <Td className="fin-mono">{shortId(decision.merchantId ?? decision.terminalId ?? "—")}</Td>
              <Td>
                <OutcomeLabel outcome={decision.outcome} isCompact />
              </Td>
              <Td>
                <ScoreBar decision={decision} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
