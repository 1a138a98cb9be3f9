import { Alert, Button, Form, FormGroup, FormSelect, FormSelectOption, Grid, Label, TextInput } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblemError, NothingState, ProblemDetail, QueryState, useHasRole, useProblemText } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createTokenList, LIST_KINDS, type ListKind, listTokenLists } from "../../api/rules.ts";
import { bundledText } from "./bundledText.ts";
import { EntriesPanel } from "./EntriesPanel.tsx";

interface Props {
  /** Name of the list whose entries are shown; "" for none. */
  readonly selected: string;
  readonly cursor: string;
  readonly onSelect: (name: string) => void;
  readonly onPage: (cursor: string) => void;
}

const NAME = /^[a-z][a-z0-9-]{1,63}$/;

/** The lists that rules look into. */
export function ListsPanel({ selected, cursor, onSelect, onPage }: Props) {
  const { t, i18n } = useTranslation();
  const isSupervisor = useHasRole("fin-supervisor");
  const query = useQuery({ queryKey: ["token-lists"], queryFn: ({ signal }) => listTokenLists(signal) });
  const chosen = query.data?.items.find((list) => list.name === selected);
  return (
    <>
      <p className="fin-help">{t("rules.listsHelp")}</p>
      {isSupervisor && <NewList onMade={onSelect} />}
      <QueryState query={query} isEmpty={(found) => found.items.length === 0} empty={<NothingState title={t("rules.noLists")} />}>
        {(found) => (
          <div className="fin-table-scroll" tabIndex={0} role="region" aria-label={t("rules.tabLists")}>
            <Table variant="compact" aria-label={t("rules.tabLists")} gridBreakPoint="">
              <Thead>
                <Tr>
                  <Th>{t("rules.listName")}</Th>
                  <Th>{t("rules.listKind")}</Th>
                  <Th>{t("rules.description")}</Th>
                  <Th className="fin-right">{t("rules.entriesActive")}</Th>
                  <Th className="fin-right">{t("rules.entriesPending")}</Th>
                </Tr>
              </Thead>
              <Tbody>
                {found.items.map((list) => (
                  <Tr key={list.name} isRowSelected={list.name === selected}>
                    <Td>
                      <Button variant="link" isInline aria-pressed={list.name === selected} onClick={() => onSelect(list.name)}>
                        {list.name}
                      </Button>
                    </Td>
                    <Td>
                      <Label isCompact color={list.kind === "block" ? "red" : list.kind === "allow" ? "green" : "blue"}>
                        {t(`rules.kind_${list.kind}`)}
                      </Label>
                    </Td>
                    <Td className="fin-detail">{bundledText(list.description, i18n.language)}</Td>
                    <Td className="tv-number fin-right">{list.active}</Td>
                    <Td className="tv-number fin-right">{list.pending}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          </div>
        )}
      </QueryState>
      {chosen !== undefined && <EntriesPanel key={chosen.name} list={chosen} cursor={cursor} onPage={onPage} />}
    </>
  );
}

function NewList({ onMade }: { onMade: (name: string) => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<ListKind>("watch");
  const [description, setDescription] = useState("");
  const make = useMutation({
    mutationFn: () => createTokenList(name, kind, description.trim()),
    onSuccess: async (list) => {
      setName("");
      setDescription("");
      await queries.invalidateQueries({ queryKey: ["token-lists"] });
      onMade(list.name);
    },
  });
  const isReady = NAME.test(name) && !make.isPending;
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) make.mutate();
      }}
    >
      {make.isError && (
        <Alert variant="danger" isInline isLiveRegion title={problemText(asProblemError(make.error).problem).title}>
          <ProblemDetail problem={asProblemError(make.error).problem} />
        </Alert>
      )}
      <Grid hasGutter md={3}>
        <FormGroup label={t("rules.listName")} isRequired fieldId="list-name">
          <TextInput id="list-name" className="fin-mono" isRequired maxLength={64} value={name} onChange={(_event, value) => setName(value)} />
        </FormGroup>
        <FormGroup label={t("rules.listKind")} fieldId="list-kind">
          <FormSelect id="list-kind" value={kind} onChange={(_event, value) => setKind(LIST_KINDS.find((one) => one === value) ?? "watch")}>
            {LIST_KINDS.map((one) => (
              <FormSelectOption key={one} value={one} label={t(`rules.kind_${one}`)} />
            ))}
          </FormSelect>
        </FormGroup>
        <FormGroup label={t("rules.description")} fieldId="list-description">
          <TextInput id="list-description" maxLength={1000} value={description} onChange={(_event, value) => setDescription(value)} />
        </FormGroup>
        <div className="fin-form-end">
          <Button type="submit" variant="secondary" isDisabled={!isReady} isLoading={make.isPending}>
            {t("rules.newList")}
          </Button>
        </div>
      </Grid>
    </Form>
  );
}
