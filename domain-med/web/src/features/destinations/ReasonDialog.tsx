import { Alert, Button, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextArea } from "@patternfly/react-core";
import { ProblemDetail, type ProblemError, useProblemText } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";

export interface DestinationAct {
  readonly kind: "pause" | "resume" | "retry";
  readonly name: string;
}

interface Props {
  readonly act: DestinationAct;
  readonly isPending: boolean;
  readonly error: ProblemError | undefined;
  readonly onClose: () => void;
  readonly onSubmit: (reason: string) => void;
}

/** Asks why; the answer goes on record. What was typed stays when the act is refused. */
export function ReasonDialog({ act, isPending, error, onClose, onSubmit }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [reason, setReason] = useState("");
  const isReady = reason.trim() !== "" && !isPending;
  return (
    <Modal variant="small" isOpen onClose={onClose} aria-labelledby="reason-title">
      <ModalHeader title={t(`destination.dialog_${act.kind}`, { name: act.name })} labelId="reason-title" description={t(`destination.help_${act.kind}`)} />
      <ModalBody>
        {error !== undefined && (
          <Alert variant="danger" isInline isLiveRegion title={problemText(error.problem).title}>
            <ProblemDetail problem={error.problem} />
          </Alert>
        )}
        <Form
          id="reason-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady) onSubmit(reason.trim());
          }}
        >
          <FormGroup fieldId="why" label={t("destination.reason")} isRequired>
            <TextArea
              id="why"
              autoFocus
              rows={2}
              maxLength={1_000}
              value={reason}
              resizeOrientation="vertical"
              onChange={(_event, value) => setReason(value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && isReady) onSubmit(reason.trim());
              }}
            />
          </FormGroup>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="reason-form" variant="primary" isDisabled={!isReady} isLoading={isPending}>
          {t(`destination.${act.kind}`)}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
