import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { pageOf, useLabelQueue, WorthPanel, WorthReason } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listLabelQueue } from "../../api/client.ts";
import type { LabelQueueItem } from "../../api/types.ts";
import { useCycleWords } from "../shared/useCycleWords.ts";
import { useWords } from "../shared/useWords.ts";

/** Cycles that an operator should label, each with a link to where that is done. */
export function WorthLook() {
  const { t } = useTranslation();
  const query = useLabelQueue(listLabelQueue);
  return (
    <WorthPanel query={query} help={t("worth.help")}>
      {(items) => <Cycles items={items} />}
    </WorthPanel>
  );
}

function Cycles({ items }: { items: readonly LabelQueueItem[] }) {
  const { t } = useTranslation();
  const { format } = useWords();
  const { textOf } = useCycleWords();
  return (
    <div className="ind-table-scroll" tabIndex={0} role="region" aria-label={t("worth.cycles")}>
      <Table variant="compact" aria-label={t("worth.cycles")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("column.asset")}</Th>
            <Th>{t("worth.why", { ns: "kit" })}</Th>
            <Th>{t("worth.cycle")}</Th>
            <Th>{t("worth.judged")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {items.map(({ cycle, assetName, path, worth, link }) => (
            <Tr key={cycle.cycleId}>
              <Td>
                <Link to={pageOf(link)} data-worth={cycle.cycleId} aria-label={t("worth.open", { asset: assetName, at: format.dateTime(cycle.beganAt) })}>
                  {assetName}
                </Link>{" "}
                <span className="ind-subtle">{path.slice(-1).join("")}</span>
              </Td>
              <Td>
                <WorthReason worth={worth} />
              </Td>
              <Td className="tv-number">
                {format.dateTime(cycle.beganAt)}
                {cycle.job != null && <span className="ind-subtle"> · {t("cycle.job", { job: cycle.job })}</span>}
              </Td>
              <Td>{textOf(cycle)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
