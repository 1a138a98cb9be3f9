import {
  Alert,
  Button,
  Checkbox,
  CodeBlock,
  CodeBlockCode,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Form,
  FormGroup,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextArea,
} from "@patternfly/react-core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblemError, ProblemDetail, QueryState, useFormat, useProblemText } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { discardDeadLetter, getDeadLetter, replayDeadLetter } from "../../api/client.ts";
import type { DeadLetter } from "../../api/types.ts";
import { maskNumbers } from "./maskNumbers.ts";

type Act = { readonly kind: "replay"; readonly note: string; readonly payload: string | undefined } | { readonly kind: "discard"; readonly note: string };
type Step = "view" | "replay" | "discard";
const NOTE_LIMIT = 500;

/** One refused record, and what a supervisor may do with it; both acts are asked for twice and audited by the service. */
export function DeadLetterDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["dead-letter", id], queryFn: ({ signal }) => getDeadLetter(id, signal) });
  const [step, setStep] = useState<Step>("view");
  const [isCorrecting, setCorrecting] = useState(false);
  const [payload, setPayload] = useState("");
  const [note, setNote] = useState("");
  const act = useMutation({
    mutationFn: (what: Act) => (what.kind === "replay" ? replayDeadLetter(id, what.note, what.payload) : discardDeadLetter(id, what.note)),
    onSuccess: async () => {
      setStep("view");
      await Promise.all([queries.invalidateQueries({ queryKey: ["dead-letter", id] }), queries.invalidateQueries({ queryKey: ["dead-letters"] })]);
    },
  });
  const isOpen = query.data?.state === "open";
  return (
    <Modal variant="medium" isOpen onClose={onClose} aria-labelledby="dead-letter-title">
      <ModalHeader title={step === "view" ? t("deadLetter.one") : t(`deadLetter.${step}Title`)} labelId="dead-letter-title" />
      <ModalBody>
        {act.isSuccess && step === "view" && <Alert variant="success" isInline isLiveRegion title={t(`deadLetter.${act.variables.kind}Done`)} />}
        {act.isError && (
          <Alert variant="danger" isInline isLiveRegion title={problemText(asProblemError(act.error).problem).title}>
            <ProblemDetail problem={asProblemError(act.error).problem} />
          </Alert>
        )}
        {step === "view" && <QueryState query={query}>{(letter) => <View letter={letter} />}</QueryState>}
        {step === "replay" && (
          <Form>
            <p>{t("deadLetter.replayHelp")}</p>
            <Checkbox
              id="correct-payload"
              label={t("deadLetter.correct")}
              description={t("deadLetter.correctHelp")}
              isChecked={isCorrecting}
              isDisabled={query.data?.payloadTruncated === true}
              onChange={(_event, checked) => {
                setCorrecting(checked);
                setPayload(query.data?.payload ?? "");
              }}
            />
            {isCorrecting && (
              <FormGroup label={t("deadLetter.payload")} fieldId="payload">
                <TextArea id="payload" className="fin-mono" rows={12} value={payload} onChange={(_event, value) => setPayload(value)} resizeOrientation="vertical" />
              </FormGroup>
            )}
            <Note note={note} onChange={setNote} />
          </Form>
        )}
        {step === "discard" && (
          <Form>
            <p>{t("deadLetter.discardHelp")}</p>
            <Note note={note} onChange={setNote} />
          </Form>
        )}
      </ModalBody>
      <ModalFooter>
        {step === "view" && isOpen && (
          <>
            <Button variant="primary" onClick={() => setStep("replay")}>
              {t("deadLetter.replay")}
            </Button>
            <Button variant="danger" onClick={() => setStep("discard")}>
              {t("deadLetter.discard")}
            </Button>
          </>
        )}
        {step === "replay" && (
          <Button
            variant="primary"
            isLoading={act.isPending}
            isDisabled={act.isPending || note.trim() === "" || (isCorrecting && payload.trim() === "")}
            onClick={() => act.mutate({ kind: "replay", note: note.trim(), payload: isCorrecting ? payload : undefined })}
          >
            {t("deadLetter.replayConfirm")}
          </Button>
        )}
        {step === "discard" && (
          <Button variant="danger" isLoading={act.isPending} isDisabled={act.isPending || note.trim() === ""} onClick={() => act.mutate({ kind: "discard", note: note.trim() })}>
            {t("deadLetter.discardConfirm")}
          </Button>
        )}
        {step === "view" ? (
          <Button variant="link" onClick={onClose}>
            {t("close", { ns: "kit" })}
          </Button>
        ) : (
          <Button
            variant="link"
            onClick={() => {
              act.reset();
              setStep("view");
            }}
          >
            {t("cancel")}
          </Button>
        )}
      </ModalFooter>
    </Modal>
  );
}

/** The reason: required for every act, and kept in the audit log with the user. */
function Note({ note, onChange }: { note: string; onChange: (note: string) => void }) {
  const { t } = useTranslation();
  return (
    <FormGroup label={t("deadLetter.note")} isRequired fieldId="act-note">
      <TextArea id="act-note" isRequired rows={3} maxLength={NOTE_LIMIT} value={note} onChange={(_event, value) => onChange(value)} resizeOrientation="vertical" />
    </FormGroup>
  );
}

function View({ letter }: { letter: DeadLetter }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { originTopic, originPartition, originOffset } = letter;
  const origin =
    originPartition == null || originOffset == null ? originTopic : t("deadLetter.position", { topic: originTopic, partition: originPartition, offset: originOffset });
  const facts: [string, string][] = [
    [t("deadLetter.reason"), `${t(`reason.${letter.reason}`, { defaultValue: letter.reason })} (${letter.reason})`],
    [t("deadLetter.detail"), letter.detail],
    [t("deadLetter.failedAt"), format.exactTime(letter.failedAt)],
    [t("deadLetter.origin"), origin],
    [t("deadLetter.key"), letter.key ?? "—"],
    [t("deadLetter.size"), t("deadLetter.bytes", { count: letter.payloadBytes })],
    [t("deadLetter.state"), t(`deadLetter.state_${letter.state}`) + (letter.corrected === true ? ` · ${t("deadLetter.corrected")}` : "")],
    ...(letter.settledAt == null ? [] : [[t("deadLetter.settled"), `${format.exactTime(letter.settledAt)} · ${letter.settledBy ?? "—"}`] as [string, string]]),
    ...(letter.settledNote == null ? [] : [[t("deadLetter.note"), letter.settledNote] as [string, string]]),
  ];
  return (
    <>
      <DescriptionList isCompact isHorizontal termWidth="9.5rem">
        {facts.map(([term, value]) => (
          <DescriptionListGroup key={term}>
            <DescriptionListTerm>{term}</DescriptionListTerm>
            <DescriptionListDescription>{value}</DescriptionListDescription>
          </DescriptionListGroup>
        ))}
      </DescriptionList>
      <h3 className="fin-section-title">{t("deadLetter.payload")}</h3>
      <p className="fin-help">
        {t("deadLetter.masked")}
        {letter.payloadTruncated === true && ` ${t("deadLetter.truncated")}`}
      </p>
      {/* Long records scroll, so the block must be reachable by keyboard. */}
      <div className="fin-payload" tabIndex={0} role="region" aria-label={t("deadLetter.payload")}>
        <CodeBlock>
          <CodeBlockCode>{letter.payload == null ? t("deadLetter.noPayload") : maskNumbers(letter.payload)}</CodeBlockCode>
        </CodeBlock>
      </div>
    </>
  );
}
