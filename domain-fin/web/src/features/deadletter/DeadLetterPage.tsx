import { Button, Label, PageSection, Title, ToggleGroup, ToggleGroupItem, Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import SyncAltIcon from "@patternfly/react-icons/dist/esm/icons/sync-alt-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { ForbiddenState, NothingState, QueryState, shortToken, url, useFormat, useSession, useUrlState } from "@trivium/webkit";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { listDeadLetters } from "../../api/client.ts";
import { DEAD_LETTER_STATES, type DeadLetter, type DeadLetterState } from "../../api/types.ts";
import { DeadLetterDialog } from "./DeadLetterDialog.tsx";

const PAGE_SIZE = 50;
const STATE_COLORS = { open: "orange", replayed: "green", discarded: "grey" } as const;
const ROLES = ["fin-supervisor"];

const deadLetterFilter = {
  state: url.oneOf<DeadLetterState | "all">([...DEAD_LETTER_STATES, "all"], "open"),
  cursor: url.text(500),
  selected: url.text(64),
};

const position = ({ originPartition, originOffset }: DeadLetter) => (originPartition == null || originOffset == null ? "" : `${originPartition}:${originOffset}`);

/** Records the pipeline refused: seen, corrected, replayed or discarded by a supervisor. */
export function DeadLetterPage() {
  const { roles, tenant } = useSession();
  return ROLES.some((role) => roles.includes(role)) ? <DeadLetters /> : <ForbiddenState roles={ROLES} tenant={tenant} />;
}

function DeadLetters() {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ state, cursor, selected }, change] = useUrlState(deadLetterFilter);
  const query = useQuery({
    queryKey: ["dead-letters", state, cursor],
    queryFn: ({ signal }) => listDeadLetters({ limit: PAGE_SIZE, ...(state === "all" ? {} : { state }), ...(cursor === "" ? {} : { cursor }) }, signal),
  });
  const close = useCallback(() => change({ selected: "" }), [change]);
  return (
    <PageSection className="fin-page">
      <div className="fin-page-head">
        <Title headingLevel="h1">{t("deadLetter.title")}</Title>
        <span className="tv-time-zone">{t("timesIn", { zone: format.timeZoneLabel })}</span>
      </div>
      <p className="fin-help">{t("deadLetter.help")}</p>
      <Toolbar className="fin-toolbar" aria-label={t("filter.label")}>
        <ToolbarContent>
          <ToolbarItem>
            <ToggleGroup aria-label={t("deadLetter.state")}>
              {[...DEAD_LETTER_STATES, "all" as const].map((choice) => (
                <ToggleGroupItem key={choice} buttonId={`state-${choice}`} text={t(`deadLetter.state_${choice}`)} isSelected={state === choice} onChange={() => change({ state: choice, cursor: "" })} />
              ))}
            </ToggleGroup>
          </ToolbarItem>
          <ToolbarItem align={{ default: "alignEnd" }}>
            <Button variant="plain" icon={<SyncAltIcon />} aria-label={t("history.refresh")} title={t("history.refresh")} onClick={() => void query.refetch()} />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      <QueryState
        query={query}
        isEmpty={(page) => page.items.length === 0}
        empty={
          <NothingState title={t("deadLetter.nothing")} icon={CheckCircleIcon}>
            {state === "open" ? t("deadLetter.nothingOpen") : t("deadLetter.nothingHere")}
          </NothingState>
        }
      >
        {(page) => (
          <>
            <div className="fin-table-scroll">
              <Table variant="compact" aria-label={t("deadLetter.title")} gridBreakPoint="">
                <Thead>
                  <Tr>
                    <Th>{t("deadLetter.failedAt")}</Th>
                    <Th>{t("deadLetter.reason")}</Th>
                    <Th>{t("deadLetter.detail")}</Th>
                    <Th>{t("deadLetter.origin")}</Th>
                    <Th>{t("deadLetter.key")}</Th>
                    <Th>{t("deadLetter.state")}</Th>
                    <Th screenReaderText={t("deadLetter.open")} />
                  </Tr>
                </Thead>
                <Tbody>
                  {page.items.map((letter) => (
                    <Tr key={letter.id} isClickable onRowClick={() => change({ selected: letter.id })}>
                      <Td className="tv-number fin-nowrap">{format.dateTime(letter.failedAt)}</Td>
                      <Td title={letter.reason}>{t(`reason.${letter.reason}`, { defaultValue: letter.reason })}</Td>
                      <Td className="fin-detail">{letter.detail}</Td>
                      <Td className="fin-mono fin-nowrap">
                        {letter.originTopic} {position(letter)}
                      </Td>
                      <Td className="fin-mono">{letter.key == null ? "—" : shortToken(letter.key, 8, 6)}</Td>
                      <Td>
                        <Label color={STATE_COLORS[letter.state]} isCompact>
                          {t(`deadLetter.state_${letter.state}`)}
                        </Label>
                      </Td>
                      <Td>
                        <Button
                          variant="link"
                          isInline
                          aria-label={t("deadLetter.openOne", { topic: letter.originTopic, position: position(letter) })}
                          onClick={(event) => {
                            event.stopPropagation();
                            change({ selected: letter.id });
                          }}
                        >
                          {t("deadLetter.open")}
                        </Button>
                      </Td>
                    </Tr>
                  ))}
                </Tbody>
              </Table>
            </div>
            <nav className="fin-paging" aria-label={t("history.paging")}>
              <Button variant="secondary" isDisabled={cursor === ""} onClick={() => change({ cursor: "" }, { push: true })}>
                {t("paging.newest", { ns: "kit" })}
              </Button>
              <span>{t("deadLetter.shown", { count: page.items.length })}</span>
              <Button variant="secondary" isDisabled={page.next == null} onClick={() => change({ cursor: page.next ?? "" }, { push: true })}>
                {t("paging.older", { ns: "kit" })}
              </Button>
            </nav>
          </>
        )}
      </QueryState>
      {selected !== "" && <DeadLetterDialog key={selected} id={selected} onClose={close} />}
    </PageSection>
  );
}
