import { Button } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useTranslation } from "react-i18next";
import type { Recommendation } from "../../api/types.ts";
import { At } from "../shared/Since.tsx";
import { useWords } from "../shared/useWords.ts";

export function RecommendationTable({ items, selected, onSelect }: { items: readonly Recommendation[]; selected: string; onSelect: (recommendation: Recommendation) => void }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <div className="ind-table-scroll" tabIndex={0} role="region" aria-label={t("process.history")}>
      <Table variant="compact" aria-label={t("process.history")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("process.made")}</Th>
            <Th>{t("process.which")}</Th>
            <Th>{t("process.settings")}</Th>
            <Th className="ind-right">{t("process.heat")}</Th>
            <Th>{t("column.state")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {items.map((one) => (
            <Tr key={one.recommendationId} isRowSelected={one.recommendationId === selected}>
              <Td>
                <Button variant="link" isInline onClick={() => onSelect(one)}>
                  <At at={one.at} />
                </Button>
              </Td>
              <Td>{t(`weldingProcess.${one.process}`)}</Td>
              <Td className="tv-number">{one.settings.map((setting) => words.quantity(setting.value, setting.unit)).join(" · ")}</Td>
              <Td className="tv-number ind-right">{words.quantity(one.heat.expected, one.heat.unit)}</Td>
              <Td>
                {t(`recommendationState.${one.state}`)}
                {one.verdict != null && <span className="ind-subtle"> {one.verdict.by}</span>}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
