import { Button } from "@patternfly/react-core";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { Table, Tbody, Td, Th, Thead, type ThProps, Tr } from "@patternfly/react-table";
import { NothingState, useFormat } from "@trivium/webkit";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Expert } from "../../api/types.ts";
import { PinnedLabel, StateLabel } from "./StateLabel.tsx";
import { latencyText } from "./useExpertText.ts";

const COLUMNS = ["expert", "state", "share", "tokens", "latency", "memory"] as const;
type Column = (typeof COLUMNS)[number];
/** Rows drawn; an order or a state brings the ones that matter to the top. */
const ROWS = 400;

const VALUE: Readonly<Record<Column, (expert: Expert, place: number) => number | string>> = {
  expert: (_expert, place) => place,
  state: (expert) => expert.state,
  share: (expert) => expert.activationShare,
  tokens: (expert) => expert.tokens,
  latency: (expert) => expert.latencyMs ?? -1,
  memory: (expert) => expert.bytes,
};

/** What the map shows, for those who read rather than look. */
export function ExpertTable({ experts, selected, onSelect }: { experts: readonly Expert[]; selected: string; onSelect: (id: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [order, setOrder] = useState<{ column: Column; direction: "asc" | "desc" }>({ column: "expert", direction: "asc" });
  const rows = useMemo(() => {
    const value = VALUE[order.column];
    const sign = order.direction === "asc" ? 1 : -1;
    const keyed = experts.map((expert, place) => ({ expert, place, key: value(expert, place) }));
    return keyed.sort((a, b) => (a.key === b.key ? a.place - b.place : a.key < b.key ? -sign : sign)).map(({ expert }) => expert);
  }, [experts, order]);
  const sort = (column: Column): ThProps["sort"] => ({
    sortBy: { index: COLUMNS.indexOf(order.column), direction: order.direction },
    columnIndex: COLUMNS.indexOf(column),
    onSort: (_event, index, direction) => setOrder({ column: COLUMNS[index] ?? "expert", direction }),
  });
  if (rows.length === 0) return <NothingState title={t("experts.nothingInState")} icon={SearchIcon} />;
  return (
    <>
      <div className="rt-table-scroll">
        <Table variant="compact" aria-label={t("experts.table")} gridBreakPoint="">
          <Thead>
            <Tr>
              {COLUMNS.map((column) => (
                <Th key={column} sort={sort(column)} className={column === "expert" || column === "state" ? "" : "rt-right"}>
                  {t(`column.${column}`)}
                </Th>
              ))}
              <Th>{t("column.lastError")}</Th>
            </Tr>
          </Thead>
          <Tbody>
            {rows.slice(0, ROWS).map((expert) => (
              <Tr key={expert.id} isClickable isRowSelected={expert.id === selected} onRowClick={() => onSelect(expert.id)}>
                <Td>
                  <Button
                    variant="link"
                    isInline
                    className="rt-mono"
                    data-expert={expert.id}
                    onClick={(event) => {
                      event.stopPropagation();
                      onSelect(expert.id);
                    }}
                  >
                    {expert.id}
                  </Button>
                </Td>
                <Td>
                  <span className="rt-labels">
                    <StateLabel state={expert.state} />
                    {expert.pinned && <PinnedLabel />}
                  </span>
                </Td>
                <Td className="tv-number rt-right">{format.percent(expert.activationShare, 2)}</Td>
                <Td className="tv-number rt-right">{format.number(expert.tokens, 0)}</Td>
                <Td className="tv-number rt-right">{expert.latencyMs === undefined ? "—" : latencyText(expert.latencyMs, format)}</Td>
                <Td className="tv-number rt-right">{format.bytes(expert.bytes)}</Td>
                <Td className="rt-detail">{expert.lastError ?? "—"}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </div>
      <p className="rt-subtle">{t("experts.shown", { count: Math.min(rows.length, ROWS), of: rows.length })}</p>
    </>
  );
}
