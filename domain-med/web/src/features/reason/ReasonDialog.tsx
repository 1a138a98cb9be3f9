import { Alert, Button, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextArea } from "@patternfly/react-core";
import { ProblemDetail, type ProblemError, useProblemText } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  readonly title: string;
  /** What the act does. */
  readonly help: string;
  /** Name of the button that does it. */
  readonly act: string;
  /** What it does cannot be taken back. */
  readonly isDanger?: boolean;
  readonly isPending: boolean;
  readonly error: ProblemError | undefined;
  readonly onClose: () => void;
  readonly onSubmit: (reason: string) => void;
}

/** Asks for a reason, which the audit log keeps. What was typed stays when the act is refused. */
export function ReasonDialog({ title, help, act, isDanger = false, isPending, error, onClose, onSubmit }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [reason, setReason] = useState("");
  const isReady = reason.trim() !== "" && !isPending;
  return (
    <Modal variant="small" isOpen onClose={onClose} aria-labelledby="reason-title" elementToFocus="#why">
      <ModalHeader title={title} {...(isDanger ? { titleIconVariant: "warning" as const } : {})} labelId="reason-title" description={help} />
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
          <FormGroup fieldId="why" label={t("why")} isRequired>
            <TextArea
              id="why"
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
        <Button type="submit" form="reason-form" variant={isDanger ? "danger" : "primary"} isDisabled={!isReady} isLoading={isPending}>
          {act}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
