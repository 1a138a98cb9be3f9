import { Button, FormGroup, TextArea } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { QueryState } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DeadLetter, discardDeadLetter, listDeadLetters, replayDeadLetter } from "../../api/deadLetters.ts";
import { Failure, FormDialog } from "../shared/FormDialog.tsx";
import { Since } from "../shared/Since.tsx";

/** Readings of unknown sources or tags: replayed once the plant's model knows them, or discarded with a reason. */
export function DeadLetters() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [cursor, setCursor] = useState("");
  const [discarded, setDiscarded] = useState<DeadLetter | undefined>();
  const query = useQuery({ queryKey: ["dead-letters", cursor], queryFn: ({ signal }) => listDeadLetters(cursor, signal) });
  const replay = useMutation({ mutationFn: (id: string) => replayDeadLetter(id), onSettled: () => queries.invalidateQueries({ queryKey: ["dead-letters"] }) });
  return (
    <>
      {replay.isError && <Failure error={replay.error} />}
      <QueryState query={query} isEmpty={(page) => page.items.length === 0 && cursor === ""} empty={<p className="ind-subtle">{t("deadLetters.none")}</p>}>
        {(page) => (
          <>
            <div className="ind-table-scroll" tabIndex={0} role="region" aria-label={t("deadLetters.title")}>
              <Table variant="compact" aria-label={t("deadLetters.title")} gridBreakPoint="">
                <Thead>
                  <Tr>
                    <Th>{t("dataQuality.reason")}</Th>
                    <Th>{t("dataQuality.source")}</Th>
                    <Th>{t("deadLetters.detail")}</Th>
                    <Th>{t("deadLetters.since")}</Th>
                    <Th screenReaderText={t("column.acts")} />
                  </Tr>
                </Thead>
                <Tbody>
                  {page.items.map((letter) => (
                    <Tr key={letter.id}>
                      <Td>{t(`deadLetterReason.${letter.reason}`, { defaultValue: letter.reason })}</Td>
                      <Td className="ind-tag">{letter.key ?? "—"}</Td>
                      <Td className="ind-wide">{letter.detail}</Td>
                      <Td>
                        <Since at={letter.failedAt} />
                      </Td>
                      <Td className="ind-row-acts">
                        <Button variant="secondary" size="sm" isLoading={replay.isPending && replay.variables === letter.id} isDisabled={replay.isPending} onClick={() => replay.mutate(letter.id)} aria-label={t("deadLetters.replayThis", { detail: letter.detail })}>
                          {t("deadLetters.replay")}
                        </Button>
                        <Button variant="link" size="sm" onClick={() => setDiscarded(letter)} aria-label={t("deadLetters.discardThis", { detail: letter.detail })}>
                          {t("deadLetters.discard")}
                        </Button>
                      </Td>
                    </Tr>
                  ))}
                </Tbody>
              </Table>
            </div>
            <nav className="ind-paging" aria-label={t("paging.label")}>
              <Button variant="secondary" isDisabled={cursor === ""} onClick={() => setCursor("")}>
                {t("paging.newest")}
              </Button>
              <Button variant="secondary" isDisabled={page.next == null} onClick={() => setCursor(page.next ?? "")}>
                {t("paging.older")}
              </Button>
            </nav>
          </>
        )}
      </QueryState>
      {discarded !== undefined && <DiscardDialog letter={discarded} onClose={() => setDiscarded(undefined)} />}
    </>
  );
}

function DiscardDialog({ letter, onClose }: { letter: DeadLetter; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const why = reason.trim();
  const run = useMutation({ mutationFn: () => discardDeadLetter(letter.id, why), onSuccess: onClose, onSettled: () => queries.invalidateQueries({ queryKey: ["dead-letters"] }) });
  return (
    <FormDialog id="discard" title={t("deadLetters.discardTitle")} description={letter.detail} confirm={t("deadLetters.discard")} isDanger isReady={why !== ""} run={run} onSubmit={() => run.mutate()} onClose={onClose}>
      <FormGroup label={t("reason")} isRequired fieldId="discard-reason">
        <TextArea id="discard-reason" isRequired autoFocus rows={2} maxLength={500} value={reason} onChange={(_event, value) => setReason(value)} resizeOrientation="vertical" />
      </FormGroup>
    </FormDialog>
  );
}
