import { Alert, Button, Form, FormGroup, FormSelect, FormSelectOption, Grid, Label, TextInput, Title } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblemError, ProblemDetail, QueryState, useActor, useFormat, useHasRole, useProblemText, useSession } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { actOnEntry, addEntry, type EntryAct, type ListEntry, listEntries, type TokenList } from "../../api/rules.ts";
import { ReasonDialog } from "./ReasonDialog.tsx";

const TOKEN = /^[A-Za-z0-9._-]{1,64}$/;
/** Days until expiry; 0 for none. */
const EXPIRIES = [1, 7, 30, 90, 365, 0] as const;
const DAY_MS = 86_400_000;
const COLORS = { pending: "orange", active: "green", rejected: "grey", removed: "grey" } as const;

/** The values on one list; those of a block list wait for a second person. */
export function EntriesPanel({ list, cursor, onPage }: { list: TokenList; cursor: string; onPage: (cursor: string) => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [value, setValue] = useState("");
  const [reason, setReason] = useState("");
  const [days, setDays] = useState<number>(90);
  const [asked, setAsked] = useState<{ entry: ListEntry; act: EntryAct } | undefined>();
  const key = ["list-entries", list.name];
  const query = useQuery({ queryKey: [...key, cursor], queryFn: ({ signal }) => listEntries(list.name, cursor, signal) });
  const changed = () => Promise.all([queries.invalidateQueries({ queryKey: key }), queries.invalidateQueries({ queryKey: ["token-lists"] })]);
  const add = useMutation({
    mutationFn: () => addEntry(list.name, value, reason.trim(), days === 0 ? undefined : new Date(Date.now() + days * DAY_MS).toISOString()),
    onSuccess: () => {
      setValue("");
      setReason("");
      return changed();
    },
  });
  const isReady = TOKEN.test(value) && reason.trim() !== "" && !add.isPending;
  return (
    <section aria-labelledby="entries-title">
      <Title headingLevel="h2" size="lg" id="entries-title" className="fin-section-title">
        {t("rules.entriesOf", { name: list.name })}
      </Title>
      {list.kind === "block" && <p className="fin-help">{t("rules.blockHelp")}</p>}
      {add.isError && (
        <Alert variant="danger" isInline isLiveRegion title={problemText(asProblemError(add.error).problem).title}>
          <ProblemDetail problem={asProblemError(add.error).problem} />
        </Alert>
      )}
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) add.mutate();
        }}
      >
        <Grid hasGutter md={3}>
          <FormGroup label={t("rules.value")} isRequired fieldId="entry-value">
            <TextInput id="entry-value" className="fin-mono" isRequired maxLength={64} value={value} onChange={(_event, next) => setValue(next)} />
          </FormGroup>
          <FormGroup label={t("rules.until")} fieldId="entry-until">
            <FormSelect id="entry-until" value={days} onChange={(_event, next) => setDays(Number(next))}>
              {EXPIRIES.map((one) => (
                <FormSelectOption key={one} value={one} label={one === 0 ? t("rules.noExpiry") : t("rules.forDays", { count: one })} />
              ))}
            </FormSelect>
          </FormGroup>
          <FormGroup label={t("rules.reason")} isRequired fieldId="entry-reason">
            <TextInput id="entry-reason" isRequired maxLength={500} value={reason} onChange={(_event, next) => setReason(next)} />
          </FormGroup>
          <div className="fin-form-end">
            <Button type="submit" variant="secondary" isDisabled={!isReady} isLoading={add.isPending}>
              {t("rules.addEntry")}
            </Button>
          </div>
        </Grid>
      </Form>
      <QueryState query={query} isEmpty={(page) => page.items.length === 0} empty={<p className="fin-help">{t("rules.noEntries")}</p>}>
        {(page) => (
          <>
            <div className="fin-table-scroll" tabIndex={0} role="region" aria-label={t("rules.entriesOf", { name: list.name })}>
              <Table variant="compact" aria-labelledby="entries-title" gridBreakPoint="">
                <Thead>
                  <Tr>
                    <Th>{t("rules.value")}</Th>
                    <Th>{t("rules.state")}</Th>
                    <Th>{t("rules.reason")}</Th>
                    <Th>{t("rules.createdBy")}</Th>
                    <Th>{t("rules.until")}</Th>
                    <Th screenReaderText={t("rules.actions")} />
                  </Tr>
                </Thead>
                <Tbody>
                  {page.items.map((entry) => (
                    <Entry key={entry.entryId} entry={entry} onAsk={(act) => setAsked({ entry, act })} />
                  ))}
                </Tbody>
              </Table>
            </div>
            {(cursor !== "" || page.next != null) && (
              <nav className="fin-paging" aria-label={t("history.paging")}>
                <Button variant="secondary" isDisabled={cursor === ""} onClick={() => onPage("")}>
                  {t("paging.newest", { ns: "kit" })}
                </Button>
                <Button variant="secondary" isDisabled={page.next == null} onClick={() => onPage(page.next ?? "")}>
                  {t("paging.older", { ns: "kit" })}
                </Button>
              </nav>
            )}
          </>
        )}
      </QueryState>
      {asked !== undefined && (
        <ReasonDialog
          title={t(`rules.askEntry_${asked.act}`, { value: asked.entry.value })}
          confirm={t(`rules.entryAct_${asked.act}`)}
          isDanger={asked.act === "removal"}
          onClose={() => setAsked(undefined)}
          act={(why) => actOnEntry(list.name, asked.entry.entryId, asked.act, why)}
          onDone={changed}
        />
      )}
    </section>
  );
}

function Entry({ entry, onAsk }: { entry: ListEntry; onAsk: (act: EntryAct) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actorOf = useActor();
  const { user } = useSession();
  const isSupervisor = useHasRole("fin-supervisor");
  const act = (what: EntryAct, isDisabled = false) => (
    <Button variant="link" isInline isDisabled={isDisabled} aria-label={t(`rules.askEntry_${what}`, { value: entry.value })} onClick={() => onAsk(what)}>
      {t(`rules.entryAct_${what}`)}
    </Button>
  );
  return (
    <Tr>
      <Td className="fin-mono">{entry.value}</Td>
      <Td>
        <Label isCompact color={entry.expired ? "grey" : COLORS[entry.state]}>
          {entry.expired ? t("rules.expired") : t(`rules.entry_${entry.state}`)}
        </Label>
      </Td>
      <Td className="fin-detail">{entry.reason}</Td>
      <Td>
        {actorOf(entry.addedBy)}
        {entry.approvedBy != null && ` → ${actorOf(entry.approvedBy)}`}
      </Td>
      <Td className="tv-number">{entry.expiresAt == null ? "—" : format.dateTime(entry.expiresAt)}</Td>
      <Td className="fin-entry-acts">
        {entry.state === "pending" && isSupervisor && (
          <>
            {act("approval", entry.addedBy === user)} {act("rejection")}
          </>
        )}
        {entry.state === "active" && isSupervisor && act("removal")}
      </Td>
    </Tr>
  );
}
