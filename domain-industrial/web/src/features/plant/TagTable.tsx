import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { QueryState } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { listTags } from "../../api/client.ts";
import { useWords } from "../shared/useWords.ts";

/** Rows drawn; an asset may have thousands, and the asset's own page searches in them. */
const ROWS = 200;

export function TagTable({ assetId }: { assetId: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const query = useQuery({ queryKey: ["tags", assetId], queryFn: ({ signal }) => listTags(assetId, signal) });
  return (
    <QueryState query={query} isEmpty={(found) => found.items.length === 0} empty={<p className="ind-subtle">{t("asset.noTags")}</p>}>
      {(found) => (
        <div className="ind-table-scroll" tabIndex={0} role="region" aria-label={t("asset.tags")}>
          <Table variant="compact" aria-label={t("asset.tags")} gridBreakPoint="">
            <Thead>
              <Tr>
                <Th>{t("column.tag")}</Th>
                <Th>{t("column.unit")}</Th>
                <Th className="ind-right">{t("plant.range")}</Th>
                <Th className="ind-right">{t("plant.sampling")}</Th>
                <Th>{t("plant.description")}</Th>
              </Tr>
            </Thead>
            <Tbody>
              {found.items.slice(0, ROWS).map(({ definition }) => (
                <Tr key={definition.name}>
                  <Td className="ind-tag">{definition.name}</Td>
                  <Td>
                    {words.unit(definition.unit.code) || "1"} {words.unit(definition.unit.code) !== definition.unit.code && <span className="ind-subtle ind-tag">{definition.unit.code}</span>}
                  </Td>
                  <Td className="tv-number ind-right">{definition.low === undefined || definition.high === undefined ? "—" : `${words.format.number(definition.low, 3)} – ${words.format.number(definition.high, 3)}`}</Td>
                  <Td className="tv-number ind-right">{words.format.milliseconds(definition.samplingMs)}</Td>
                  <Td className="ind-wide">{definition.description}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
          {found.items.length > ROWS && <p className="ind-subtle">{t("plant.moreTags", { count: found.items.length - ROWS })}</p>}
        </div>
      )}
    </QueryState>
  );
}
