import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { Drift } from "../../api/learning.ts";
import { DriftLabel } from "./LearningLabels.tsx";

/** How far the labels and the `most` inputs that moved farthest are from the data set before. */
export function DriftTable({ drift, most }: { drift: Drift; most: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { inputs } = drift;
  const rows = [{ name: t("learning.labelShares"), drift: drift.labels }, ...inputs.slice(0, most).map((one) => ({ name: one.input, drift: one.drift }))];
  return (
    <>
      <div className="rt-table-scroll">
        <Table variant="compact" aria-label={t("learning.drift")} gridBreakPoint="">
          <Thead>
            <Tr>
              <Th>{t("learning.input")}</Th>
              <Th className="rt-right">{t("learning.psi")}</Th>
              <Th>{t("column.state")}</Th>
            </Tr>
          </Thead>
          <Tbody>
            {rows.map((row) => (
              <Tr key={row.name}>
                <Td className="rt-wrap">{row.name}</Td>
                <Td className="tv-number rt-right">{row.drift.index === undefined ? "—" : format.number(row.drift.index, 3, 3)}</Td>
                <Td>
                  <DriftLabel state={row.drift.state} />
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </div>
      <p className="rt-subtle">{inputs.length > most ? t("learning.driftNoteMore", { shown: most, of: inputs.length, floor: drift.floor }) : t("learning.driftNote", { floor: drift.floor })}</p>
    </>
  );
}
