import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { GateResult } from "./contract.ts";
import { figureText } from "./figureText.ts";
import { PassedLabel } from "./LearningLabels.tsx";
import { useGateName } from "./useLearningText.ts";

/** What each gate measured, what it had to keep, and whether it did; those that were missed come first. */
export function GateTable({ gates, label }: { gates: readonly GateResult[]; label: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useGateName();
  if (gates.length === 0) return <p className="rt-subtle">{t("learning.noGates")}</p>;
  const ordered = [...gates].sort((a, b) => Number(a.passed) - Number(b.passed));
  return (
    <div className="rt-table-scroll rt-gates">
      <Table variant="compact" aria-label={label} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("models.gate")}</Th>
            <Th className="rt-right">{t("learning.figure")}</Th>
            <Th>{t("learning.limit")}</Th>
            <Th>{t("learning.result")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {ordered.map((gate) => (
            <Tr key={gate.gate} data-gate={gate.gate}>
              <Td className="rt-detail">
                {nameOf(gate.gate)}
                {gate.detail !== "" && <div className="rt-subtle">{gate.detail}</div>}
              </Td>
              <Td className="tv-number rt-right">{figureText(gate.figure, format)}</Td>
              <Td className="tv-number rt-wrap">{gate.limit}</Td>
              <Td>
                <PassedLabel passed={gate.passed} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
