import { Alert, Button, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, Modal, ModalBody, ModalFooter, ModalHeader, TextArea } from "@patternfly/react-core";
import { asProblemError, ProblemDetail, useProblemText } from "@trivium/webkit";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

/** As the service takes it. */
const REASON_LIMIT = 500;

interface Props {
  readonly title: string;
  /** What will happen, to what. */
  readonly children: ReactNode;
  readonly confirm: string;
  readonly isDanger?: boolean;
  readonly isPending: boolean;
  /** Error of the last attempt, undefined when there was none or it succeeded. */
  readonly error: unknown;
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks before something changes for everybody, and why; the reason goes to the audit log under the person's name. */
export function ReasonDialog({ title, children, confirm, isDanger = false, isPending, error, onConfirm, onClose }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [reason, setReason] = useState("");
  const problem = error == null ? undefined : asProblemError(error).problem;
  return (
    <Modal variant="small" isOpen onClose={onClose} aria-labelledby="reason-title">
      <ModalHeader title={title} labelId="reason-title" />
      <ModalBody>
        {problem !== undefined && (
          <Alert variant="danger" isInline isLiveRegion title={problemText(problem).title}>
            <ProblemDetail problem={problem} />
          </Alert>
        )}
        <Form
          onSubmit={(event) => {
            event.preventDefault();
          }}
        >
          <div>{children}</div>
          <FormGroup label={t("reason.label")} fieldId="reason" isRequired>
            <TextArea id="reason" value={reason} maxLength={REASON_LIMIT} rows={3} resizeOrientation="vertical" isRequired onChange={(_event, value) => setReason(value)} autoFocus />
            <FormHelperText>
              <HelperText>
                <HelperTextItem>{t("reason.help")}</HelperTextItem>
              </HelperText>
            </FormHelperText>
          </FormGroup>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button variant={isDanger ? "danger" : "primary"} isLoading={isPending} isDisabled={isPending || reason.trim() === ""} onClick={() => onConfirm(reason.trim())}>
          {confirm}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
