import { Alert, Button, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, Radio, TextArea, TextInput } from "@patternfly/react-core";
import { ProblemDetail, type ProblemError, useProblemText } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DISPOSITIONS, type Disposition } from "../../api/types.ts";

export type DialogKind = "dispose" | "escalate" | "hand-over" | "reopen";

export type DialogAct =
  | { readonly kind: "dispose"; readonly disposition: Disposition; readonly reason: string }
  | { readonly kind: "escalate" | "reopen"; readonly reason: string }
  | { readonly kind: "hand-over"; readonly assignee: string; readonly reason: string };

const REASON_LIMIT = 1_000;

interface Props {
  readonly kind: DialogKind;
  /** Alerts that were ticked; 0 = all without a finding. */
  readonly chosen: number;
  /** What the finding is about, where it is not one case. */
  readonly findingLabel?: string;
  readonly isPending: boolean;
  readonly error: ProblemError | undefined;
  readonly onClose: () => void;
  readonly onSubmit: (act: DialogAct) => void;
}

/** Asks for what an act needs. What was typed stays when the act is refused. */
export function CaseDialog({ kind, chosen, findingLabel, isPending, error, onClose, onSubmit }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const [disposition, setDisposition] = useState<Disposition | undefined>();
  const [assignee, setAssignee] = useState("");
  const [reason, setReason] = useState("");
  const act = complete(kind, disposition, assignee.trim(), reason.trim());
  return (
    <Modal variant="small" isOpen onClose={onClose} aria-labelledby="case-dialog-title">
      <ModalHeader title={t(`case.dialog_${kind}`)} labelId="case-dialog-title" />
      <ModalBody>
        {error !== undefined && (
          <Alert variant="danger" isInline isLiveRegion title={problemText(error.problem).title}>
            <ProblemDetail problem={error.problem} />
          </Alert>
        )}
        <Form
          id="case-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (act !== undefined && !isPending) onSubmit(act);
          }}
        >
          {kind === "dispose" && (
            <FormGroup role="radiogroup" isStack isRequired fieldId="disposition" label={findingLabel ?? (chosen === 0 ? t("case.findingAll") : t("case.findingChosen", { count: chosen }))}>
              {DISPOSITIONS.map((choice, index) => (
                <Radio
                  key={choice}
                  id={`disposition-${choice}`}
                  name="disposition"
                  // The dialog was asked for by keyboard or mouse: the focus moves to its first choice.
                  autoFocus={index === 0}
                  label={t(`disposition.${choice}`)}
                  description={t(`disposition.${choice}_help`)}
                  isChecked={disposition === choice}
                  onChange={() => setDisposition(choice)}
                />
              ))}
            </FormGroup>
          )}
          {kind === "hand-over" && (
            <FormGroup label={t("case.handOverTo")} isRequired fieldId="assignee">
              <TextInput id="assignee" isRequired maxLength={100} autoComplete="off" value={assignee} onChange={(_event, value) => setAssignee(value)} />
            </FormGroup>
          )}
          {kind === "escalate" && <p>{t("case.escalateHelp")}</p>}
          {kind === "reopen" && <p>{t("case.reopenHelp")}</p>}
          <FormGroup label={t("case.reason")} isRequired fieldId="reason">
            <TextArea id="reason" isRequired rows={3} maxLength={REASON_LIMIT} value={reason} onChange={(_event, value) => setReason(value)} resizeOrientation="vertical" />
          </FormGroup>
          <p className="fin-help">{t("case.reasonHelp")}</p>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="case-form" variant="primary" isLoading={isPending} isDisabled={act === undefined || isPending}>
          {t(`case.confirm_${kind}`)}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

/** The act, once everything it needs is there. */
export function complete(kind: DialogKind, disposition: Disposition | undefined, assignee: string, reason: string): DialogAct | undefined {
  if (reason === "") return undefined;
  switch (kind) {
    case "dispose":
      return disposition === undefined ? undefined : { kind, disposition, reason };
    case "hand-over":
      return /^[A-Za-z0-9._@-]{1,100}$/.test(assignee) ? { kind, assignee, reason } : undefined;
    case "escalate":
    case "reopen":
      return { kind, reason };
  }
}
