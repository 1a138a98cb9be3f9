import { Button, Label } from "@patternfly/react-core";
import HistoryIcon from "@patternfly/react-icons/dist/esm/icons/history-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { NothingState, QueryState, useFormat } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listPromotions } from "../../api/client.ts";
import { AliasLabel } from "./ModelLabels.tsx";

const PAGE_SIZE = 20;
const COLORS = { promote: "green", rollback: "orange", remove: "grey" } as const;

export function historyKey(model: string): readonly string[] {
  return ["promotions", model];
}

/** Who moved which alias, when and why; newest first. */
export function PromotionHistory({ model }: { model: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [before, setBefore] = useState<number | undefined>();
  const query = useQuery({
    queryKey: [...historyKey(model), before],
    queryFn: ({ signal }) => listPromotions(model, before, PAGE_SIZE, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <QueryState query={query} isEmpty={(page) => page.items.length === 0} empty={<NothingState title={t("history.nothing")} icon={HistoryIcon} />}>
      {(page) => (
        <>
          <div className="rt-table-scroll">
            <Table variant="compact" aria-label={t("history.title")} gridBreakPoint="">
              <Thead>
                <Tr>
                  <Th>{t("history.at")}</Th>
                  <Th>{t("history.action")}</Th>
                  <Th>{t("history.alias")}</Th>
                  <Th>{t("history.change")}</Th>
                  <Th>{t("history.by")}</Th>
                  <Th>{t("reason.label")}</Th>
                </Tr>
              </Thead>
              <Tbody>
                {page.items.map((one) => (
                  <Tr key={one.id}>
                    <Td className="tv-number">{format.dateTime(one.at)}</Td>
                    <Td>
                      <Label color={COLORS[one.action]} isCompact>
                        {t(`history.${one.action}`)}
                      </Label>
                    </Td>
                    <Td>
                      <AliasLabel alias={one.alias} />
                    </Td>
                    <Td className="tv-number">
                      {one.previousVersion ?? "—"} → {one.version ?? "—"}
                    </Td>
                    <Td>{one.by}</Td>
                    <Td className="rt-detail">{one.reason}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          </div>
          {(before !== undefined || page.next !== undefined) && (
            <nav className="rt-paging" aria-label={t("history.paging")}>
              <Button variant="secondary" isDisabled={before === undefined} onClick={() => setBefore(undefined)}>
                {t("paging.newest", { ns: "kit" })}
              </Button>
              <Button variant="secondary" isDisabled={page.next === undefined || query.isPlaceholderData} onClick={() => setBefore(page.next)}>
                {t("paging.older", { ns: "kit" })}
              </Button>
            </nav>
          )}
        </>
      )}
    </QueryState>
  );
}
