import { Alert, Button, Form, Modal, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import { asProblemError, ProblemDetail, useProblemText } from "@trivium/webkit";
import type { UseMutationResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly confirm: string;
  readonly isDanger?: boolean;
  readonly isReady: boolean;
  readonly isWide?: boolean;
  /** What is running, or has failed. */
  readonly run: Pick<UseMutationResult<unknown, unknown, never>, "isPending" | "isError" | "error">;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form in a dialog; what the service refuses is said in it, and what was typed stays. */
export function FormDialog({ id, title, description, confirm, isDanger, isReady, isWide, run, onSubmit, onClose, children }: Props) {
  const { t } = useTranslation();
  return (
    <Modal variant={isWide === true ? "medium" : "small"} isOpen onClose={onClose} aria-labelledby={`${id}-title`}>
      <ModalHeader title={title} labelId={`${id}-title`} {...(description === undefined ? {} : { description })} />
      <ModalBody>
        {run.isError && <Failure error={run.error} />}
        <Form
          id={id}
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady && !run.isPending) onSubmit();
          }}
        >
          {children}
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form={id} variant={isDanger === true ? "danger" : "primary"} isLoading={run.isPending} isDisabled={!isReady || run.isPending}>
          {confirm}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

/** Why a request was not carried out. */
export function Failure({ error }: { error: unknown }) {
  const problemText = useProblemText();
  const { problem } = asProblemError(error);
  return (
    <Alert variant="danger" isInline isLiveRegion title={problemText(problem).title} className="ind-failure">
      <ProblemDetail problem={problem} />
    </Alert>
  );
}
