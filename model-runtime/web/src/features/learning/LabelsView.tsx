import { Button, Card, CardBody, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import ClipboardCheckIcon from "@patternfly/react-icons/dist/esm/icons/clipboard-check-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { NothingState, QueryState, useFormat, useUrlState } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { SuspicionView } from "./contract.ts";
import { LABEL_LISTS, learningAddress } from "./taskAddress.ts";
import { LineageLink } from "./TaskLinks.tsx";
import { MOST, useShortlist, useSuspicions } from "./useLearning.ts";

/** Labels that look wrong, and examples whose label would teach most. */
export function LabelsView({ task }: { task: string }) {
  const { t } = useTranslation();
  const [{ list }, change] = useUrlState(learningAddress);
  return (
    <>
      <ToggleGroup aria-label={t("learning.labelLists")} className="rt-label-lists">
        {LABEL_LISTS.map((one) => (
          <ToggleGroupItem key={one} buttonId={`list-${one}`} text={t(`learning.list_${one}`)} isSelected={list === one} onChange={() => change({ list: one, selected: "" })} />
        ))}
      </ToggleGroup>
      <p className="rt-subtle rt-label-help">{t(`learning.list_${list}Help`)}</p>
      <Card isCompact>
        <CardBody>{list === "suspicions" ? <Suspicions task={task} /> : <Shortlist task={task} />}</CardBody>
      </Card>
    </>
  );
}

function Suspicions({ task }: { task: string }) {
  const { t } = useTranslation();
  const query = useSuspicions(task, "open");
  const nothing = (
    <NothingState title={t("learning.noSuspicions")} icon={ClipboardCheckIcon}>
      {t("learning.noSuspicionsHelp")}
    </NothingState>
  );
  return (
    <QueryState query={query} isEmpty={(page) => page.items.length === 0} empty={nothing}>
      {(page) => (
        <>
          <SuspicionTable suspicions={page.items} />
          <p className="rt-subtle">{page.nextAfter === undefined ? t("learning.suspicionsShown", { count: page.items.length }) : t("learning.suspicionsMore", { count: MOST })}</p>
        </>
      )}
    </QueryState>
  );
}

function SuspicionTable({ suspicions }: { suspicions: readonly SuspicionView[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ selected }, change] = useUrlState(learningAddress);
  return (
    <div className="rt-table-scroll">
      <Table variant="compact" aria-label={t("learning.list_suspicions")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("learning.example")}</Th>
            <Th>{t("learning.label")}</Th>
            <Th>{t("learning.suggested")}</Th>
            <Th className="rt-right">{t("learning.probability")}</Th>
            <Th>{t("learning.source")}</Th>
            <Th>{t("learning.observed")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {suspicions.map((one) => (
            <Tr key={one.id} isClickable isRowSelected={one.id === selected} onRowClick={() => change({ selected: one.id })}>
              <Td>
                <Button
                  variant="link"
                  isInline
                  className="rt-mono"
                  data-item={one.id}
                  aria-label={t("learning.openSuspicion", { example: one.example })}
                  onClick={(event) => {
                    event.stopPropagation();
                    change({ selected: one.id });
                  }}
                >
                  {one.example}
                </Button>
              </Td>
              <Td>{one.label}</Td>
              <Td>{one.suggested}</Td>
              <Td className="tv-number rt-right">{format.percent(one.probability, 1)}</Td>
              <Td>{one.source}</Td>
              <Td className="tv-number">{format.dateTime(one.observedAt)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}

function Shortlist({ task }: { task: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useShortlist(task);
  const nothing = <NothingState title={t("learning.noShortlist")} icon={ClipboardCheckIcon}>{t("learning.noShortlistHelp")}</NothingState>;
  return (
    <QueryState query={query} isEmpty={(items) => items.length === 0} empty={nothing}>
      {(items) => (
        <div className="rt-table-scroll">
          <Table variant="compact" aria-label={t("learning.list_shortlist")} gridBreakPoint="">
            <Thead>
              <Tr>
                <Th className="rt-right">{t("learning.rank")}</Th>
                <Th>{t("learning.example")}</Th>
                <Th>{t("learning.occurred")}</Th>
                <Th className="rt-right">{t("learning.worthScore")}</Th>
                <Th className="rt-right">{t("learning.uncertainty")}</Th>
                <Th>{t("learning.why")}</Th>
              </Tr>
            </Thead>
            <Tbody>
              {items.map((item) => (
                <Tr key={item.example} data-rank={item.rank}>
                  <Td className="tv-number rt-right">{format.number(item.rank, 0)}</Td>
                  <Td>
                    <LineageLink example={item.example} />
                  </Td>
                  <Td className="tv-number">{format.dateTime(item.occurredAt)}</Td>
                  <Td className="tv-number rt-right">{format.number(item.score, 3, 3)}</Td>
                  <Td className="tv-number rt-right">{format.number(item.uncertainty, 3, 3)}</Td>
                  <Td className="rt-detail">{t(`learning.worth.${item.reason}`, { defaultValue: item.reason })}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        </div>
      )}
    </QueryState>
  );
}
