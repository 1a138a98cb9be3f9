import { Button } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { NothingState, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { ToneIcon } from "./LearningLabels.tsx";
import type { TimelineItem } from "./timeline.ts";
import { useItemText } from "./useLearningText.ts";

/** What the lanes show, newest first, for those who read rather than look. */
export function EventList({ items, selected, onSelect }: { items: readonly TimelineItem[]; selected: string; onSelect: (id: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useItemText();
  const rows = [...items].sort((a, b) => b.from - a.from);
  if (rows.length === 0) return <NothingState title={t("learning.nothingInRange")} />;
  return (
    <div className="rt-table-scroll">
      <Table variant="compact" aria-label={t("learning.timeline")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("history.at")}</Th>
            <Th>{t("learning.what")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {rows.map((item) => (
            <Tr key={item.id} isClickable isRowSelected={item.id === selected} onRowClick={() => onSelect(item.id)}>
              <Td className="tv-number">{format.dateTime(item.from)}</Td>
              <Td className="rt-detail">
                <span className={`rt-event-sign rt-item-${item.tone}`}>
                  <ToneIcon tone={item.tone} />
                </span>
                <Button
                  variant="link"
                  isInline
                  data-item={item.id}
                  onClick={(event) => {
                    event.stopPropagation();
                    onSelect(item.id);
                  }}
                >
                  {text(item, false)}
                </Button>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
