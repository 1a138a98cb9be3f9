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

type Act = { readonly kind: "replay"; readonly payload: string | undefined } | { readonly kind: "discard"; readonly reason: string };
type Step = "view" | "replay" | "discard";
const REASON_LIMIT = 500;

/** One refused record, and what a supervisor may do with it; both acts are asked for twice and audited by the service. */
export function DeadLetterDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["dead-letter", id], queryFn: ({ signal }) => getDeadLetter(id, signal) });
  const [step, setStep] = useState<Step>("view");
  const [isCorrecting, setCorrecting] = useState(false);
  const [payload, setPayload] = useState("");
  const [reason, setReason] = useState("");
  const act = useMutation({
    mutationFn: (what: Act) => (what.kind === "replay" ? replayDeadLetter(id, what.payload) : discardDeadLetter(id, what.reason)),
    onSuccess: async () => {
      setStep("view");
      await Promise.all([queries.invalidateQueries({ queryKey: ["dead-letter", id] }), queries.invalidateQueries({ queryKey: ["dead-letters"] })]);
    },
  });
  const isOpen = query.data?.status === "open";
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
          </Form>
        )}
        {step === "discard" && (
          <Form>
            <p>{t("deadLetter.discardHelp")}</p>
            <FormGroup label={t("deadLetter.discardReason")} isRequired fieldId="discard-reason">
              <TextArea id="discard-reason" isRequired rows={3} maxLength={REASON_LIMIT} value={reason} onChange={(_event, value) => setReason(value)} resizeOrientation="vertical" />
            </FormGroup>
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
            isDisabled={act.isPending || (isCorrecting && payload.trim() === "")}
            onClick={() => act.mutate({ kind: "replay", payload: isCorrecting ? payload : undefined })}
          >
            {t("deadLetter.replayConfirm")}
          </Button>
        )}
        {step === "discard" && (
          <Button variant="danger" isLoading={act.isPending} isDisabled={act.isPending || reason.trim() === ""} onClick={() => act.mutate({ kind: "discard", reason: reason.trim() })}>
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

function View({ letter }: { letter: DeadLetter }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts: [string, string][] = [
    [t("deadLetter.reason"), `${t(`reason.${letter.reason}`, { defaultValue: letter.reason })} (${letter.reason})`],
    [t("deadLetter.detail"), letter.detail ?? "—"],
    [t("deadLetter.failedAt"), format.exactTime(letter.failedAt)],
    [t("deadLetter.origin"), letter.partition == null || letter.offset == null ? letter.topic : t("deadLetter.position", { topic: letter.topic, partition: letter.partition, offset: letter.offset })],
    [t("deadLetter.key"), letter.key ?? "—"],
    [t("deadLetter.status"), t(`deadLetter.status_${letter.status}`)],
    ...(letter.resolvedAt == null ? [] : [[t("deadLetter.resolved"), `${format.exactTime(letter.resolvedAt)} · ${letter.resolvedBy ?? "—"}`] as [string, string]]),
    ...(letter.resolution == null ? [] : [[t("deadLetter.discardReason"), letter.resolution] as [string, string]]),
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
      <p className="fin-help">{t("deadLetter.masked")}</p>
      {/* Long records scroll, so the block must be reachable by keyboard. */}
      <div className="fin-payload" tabIndex={0} role="region" aria-label={t("deadLetter.payload")}>
        <CodeBlock>
          <CodeBlockCode>{letter.payload == null ? t("deadLetter.noPayload") : maskNumbers(letter.payload)}</CodeBlockCode>
        </CodeBlock>
      </div>
    </>
  );
}
