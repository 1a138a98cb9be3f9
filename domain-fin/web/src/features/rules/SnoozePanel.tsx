import { Alert, Button, Form, FormGroup, FormSelect, FormSelectOption, Grid, Label, TextInput } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblemError, ProblemDetail, QueryState, useFormat, useProblemText } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ENTITY_KINDS, endSnooze, type EntityKind, listSnoozes, snoozeRule } from "../../api/rules.ts";

const HOURS = [24, 7 * 24, 30 * 24, 90 * 24] as const;
const HOUR_MS = 3_600_000;
const TOKEN = /^[A-Za-z0-9._-]{1,64}$/;

/** For whom a rule is silent, until when and why. */
export function SnoozePanel({ ruleId }: { ruleId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const key = ["snoozes", ruleId];
  const [kind, setKind] = useState<EntityKind>("card");
  const [entity, setEntity] = useState("");
  const [hours, setHours] = useState<number>(HOURS[1]);
  const [reason, setReason] = useState("");
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => listSnoozes(ruleId, signal) });
  const changed = () => Promise.all([queries.invalidateQueries({ queryKey: key }), queries.invalidateQueries({ queryKey: ["rule", ruleId] })]);
  const add = useMutation({
    mutationFn: () => snoozeRule(ruleId, kind, entity, new Date(Date.now() + hours * HOUR_MS).toISOString(), reason.trim()),
    onSuccess: () => {
      setEntity("");
      setReason("");
      return changed();
    },
  });
  const end = useMutation({ mutationFn: (id: string) => endSnooze(ruleId, id), onSuccess: changed });
  const failure = add.error ?? end.error;
  const isReady = TOKEN.test(entity) && reason.trim() !== "" && !add.isPending;
  return (
    <>
      <p className="fin-help">{t("rules.snoozeHelp")}</p>
      {failure !== null && (
        <Alert variant="danger" isInline isLiveRegion title={problemText(asProblemError(failure).problem).title}>
          <ProblemDetail problem={asProblemError(failure).problem} />
        </Alert>
      )}
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) add.mutate();
        }}
      >
        <Grid hasGutter md={3}>
          <FormGroup label={t("rules.entityKind")} fieldId="snooze-kind">
            <FormSelect id="snooze-kind" value={kind} onChange={(_event, value) => setKind(ENTITY_KINDS.find((one) => one === value) ?? "card")}>
              {ENTITY_KINDS.map((one) => (
                <FormSelectOption key={one} value={one} label={t(`rules.entity_${one}`)} />
              ))}
            </FormSelect>
          </FormGroup>
          <FormGroup label={t("rules.entity")} isRequired fieldId="snooze-entity">
            <TextInput id="snooze-entity" className="fin-mono" isRequired maxLength={64} value={entity} onChange={(_event, value) => setEntity(value)} />
          </FormGroup>
          <FormGroup label={t("rules.until")} fieldId="snooze-until">
            <FormSelect id="snooze-until" value={hours} onChange={(_event, value) => setHours(Number(value))}>
              {HOURS.map((one) => (
                <FormSelectOption key={one} value={one} label={t("rules.forDays", { count: one / 24 })} />
              ))}
            </FormSelect>
          </FormGroup>
          <FormGroup label={t("rules.reason")} isRequired fieldId="snooze-reason">
            <TextInput id="snooze-reason" isRequired maxLength={400} value={reason} onChange={(_event, value) => setReason(value)} />
          </FormGroup>
        </Grid>
        <div>
          <Button type="submit" variant="secondary" isDisabled={!isReady} isLoading={add.isPending}>
            {t("rules.snooze")}
          </Button>
        </div>
      </Form>
      <QueryState query={query} isEmpty={(found) => found.items.length === 0} empty={<p className="fin-help">{t("rules.noSnooze")}</p>}>
        {(found) => (
          <div className="fin-table-scroll" tabIndex={0} role="region" aria-label={t("rules.snoozes")}>
            <Table variant="compact" aria-label={t("rules.snoozes")} gridBreakPoint="">
              <Thead>
                <Tr>
                  <Th>{t("rules.entity")}</Th>
                  <Th>{t("rules.until")}</Th>
                  <Th>{t("rules.reason")}</Th>
                  <Th>{t("rules.createdBy")}</Th>
                  <Th>{t("rules.state")}</Th>
                  <Th screenReaderText={t("rules.endSnooze")} />
                </Tr>
              </Thead>
              <Tbody>
                {found.items.map((snooze) => (
                  <Tr key={snooze.snoozeId}>
                    <Td>
                      {t(`rules.entity_${snooze.entityKind}`)} <span className="fin-mono">{snooze.entity}</span>
                    </Td>
                    <Td className="tv-number">{format.dateTime(snooze.expiresAt)}</Td>
                    <Td className="fin-detail">{snooze.reason}</Td>
                    <Td>{snooze.createdBy}</Td>
                    <Td>
                      <Label isCompact color={snooze.active ? "blue" : "grey"}>
                        {snooze.active ? t("rules.inEffect") : snooze.endedBy == null ? t("rules.expired") : t("rules.endedBy", { name: snooze.endedBy })}
                      </Label>
                    </Td>
                    <Td>
                      {snooze.active && (
                        <Button variant="link" isInline isDisabled={end.isPending} aria-label={t("rules.endSnoozeOf", { entity: snooze.entity })} onClick={() => end.mutate(snooze.snoozeId)}>
                          {t("rules.endSnooze")}
                        </Button>
                      )}
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          </div>
        )}
      </QueryState>
    </>
  );
}
