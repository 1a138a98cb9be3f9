import { Alert, Button, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextArea } from "@patternfly/react-core";
import { useMutation } from "@tanstack/react-query";
import { asProblemError, ProblemDetail, useProblemText } from "@trivium/webkit";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  readonly title: string;
  readonly confirm: string;
  readonly isDanger?: boolean;
  readonly children?: ReactNode;
  readonly onClose: () => void;
  readonly act: (reason: string) => Promise<unknown>;
  readonly onDone: () => Promise<unknown>;
}

const REASON_LIMIT = 500;

/** Asks why before something is done; the reason goes into the history and the audit log. */
export function ReasonDialog({ title, confirm, isDanger, children, onClose, act, onDone }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [reason, setReason] = useState("");
  const run = useMutation({
    mutationFn: (why: string) => act(why),
    onSuccess: async () => {
      await onDone();
      onClose();
    },
  });
  const isReady = reason.trim() !== "" && !run.isPending;
  return (
    <Modal variant="medium" isOpen onClose={onClose} aria-labelledby="reason-title">
      <ModalHeader title={title} labelId="reason-title" />
      <ModalBody>
        {run.isError && (
          <Alert variant="danger" isInline isLiveRegion title={problemText(asProblemError(run.error).problem).title}>
            <ProblemDetail problem={asProblemError(run.error).problem} />
          </Alert>
        )}
        {children}
        <Form
          id="reason-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) run.mutate(reason.trim());
          }}
        >
          <FormGroup label={t("rules.reason")} isRequired fieldId="act-reason">
            <TextArea id="act-reason" isRequired autoFocus rows={3} maxLength={REASON_LIMIT} value={reason} onChange={(_event, value) => setReason(value)} resizeOrientation="vertical" />
          </FormGroup>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="reason-form" variant={isDanger === true ? "danger" : "primary"} isLoading={run.isPending} isDisabled={!isReady}>
          {confirm}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
