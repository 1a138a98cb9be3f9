import { Alert, Button, Form, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, NumberInput, Radio, TextArea } from "@patternfly/react-core";
import { ProblemDetail, type ProblemError, useProblemText } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type DecisionInput, type Finding, REASONS, type Verdict } from "../../api/types.ts";
import { completeDecision } from "./completeDecision.ts";

const NOTE_LIMIT = 2_000;
/** Where the outline is unreliable, from which the reader goes up or down. */
const UNKNOWN_MM = 10;
const RATINGS = [1, 2, 3, 4, 5] as const;

interface Props {
  readonly verdict: Verdict;
  readonly finding: Finding;
  readonly isPending: boolean;
  readonly error: ProblemError | undefined;
  readonly onClose: () => void;
  readonly onSubmit: (input: DecisionInput) => void;
}

/** Asks for the reason of a decision. What was chosen stays when it is refused. */
export function DecisionDialog({ verdict, finding, isPending, error, onClose, onSubmit }: Props) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const before = finding.decisions[0];
  const reasons = REASONS[verdict];
  const [reason, setReason] = useState(verdict === "accepted" ? (reasons[0] ?? "") : "");
  const [note, setNote] = useState("");
  const [malignancy, setMalignancy] = useState<number | undefined>(before?.corrected?.malignancy ?? undefined);
  const [diameter, setDiameter] = useState<number>(Math.round((before?.corrected?.longestDiameterMm ?? finding.longestDiameterMm ?? UNKNOWN_MM) * 10) / 10);
  const input = completeDecision({ verdict, reason, note, malignancy, diameter, seen: before?.id });
  const hasSize = verdict === "edited" && reason !== "malignancy" && reason !== "";
  const hasMalignancy = verdict === "edited" && reason !== "size" && reason !== "";
  return (
    <Modal variant="small" isOpen onClose={onClose} aria-labelledby="decision-title">
      <ModalHeader title={t(`decision.title_${verdict}`, { number: finding.number })} labelId="decision-title" />
      <ModalBody>
        {error !== undefined && (
          <Alert variant="danger" isInline isLiveRegion title={problemText(error.problem).title}>
            <ProblemDetail problem={error.problem} />
          </Alert>
        )}
        <Form
          id="decision-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (input !== undefined && !isPending) onSubmit(input);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey || (event.target as HTMLElement).tagName === "INPUT") && input !== undefined && !isPending) {
              event.preventDefault();
              onSubmit(input);
            }
          }}
        >
          <FormGroup role="radiogroup" fieldId="reason" label={t("decision.reason")} isRequired>
            <div className="med-reasons">
              {reasons.map((code, index) => (
                <Radio
                  key={code}
                  id={`reason-${code}`}
                  name="reason"
                  label={t(`reason.${code}`)}
                  isChecked={reason === code}
                  onChange={() => setReason(code)}
                  {...(index === 0 ? { autoFocus: true } : {})}
                />
              ))}
            </div>
          </FormGroup>
          {hasMalignancy && (
            <FormGroup role="radiogroup" fieldId="malignancy" label={t("decision.malignancy")}>
              <div className="med-ratings">
                {RATINGS.map((rating) => (
                  <Radio
                    key={rating}
                    id={`malignancy-${rating}`}
                    name="malignancy"
                    label={t("decision.ratingOf", { rating, meaning: t(`rating.${rating}`) })}
                    isChecked={malignancy === rating}
                    onChange={() => setMalignancy(rating)}
                  />
                ))}
              </div>
            </FormGroup>
          )}
          {hasSize && (
            <FormGroup fieldId="diameter" label={t("decision.diameter")}>
              <NumberInput
                inputProps={{ id: "diameter", step: 0.1 }}
                inputAriaLabel={t("decision.diameter")}
                minusBtnAriaLabel={t("decision.smaller")}
                plusBtnAriaLabel={t("decision.larger")}
                min={0.5}
                max={300}
                unit="mm"
                value={diameter}
                onMinus={() => setDiameter((value) => Math.max(0.5, Math.round((value - 0.5) * 10) / 10))}
                onPlus={() => setDiameter((value) => Math.min(300, Math.round((value + 0.5) * 10) / 10))}
                onChange={(event) => setDiameter(Number((event.target as HTMLInputElement).value))}
              />
            </FormGroup>
          )}
          <FormGroup fieldId="note" label={t(reason === "other" ? "decision.noteRequired" : "decision.note")} isRequired={reason === "other"}>
            <TextArea id="note" rows={2} maxLength={NOTE_LIMIT} value={note} resizeOrientation="vertical" onChange={(_event, value) => setNote(value)} />
          </FormGroup>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="decision-form" variant="primary" isDisabled={input === undefined || isPending} isLoading={isPending}>
          {t(`decision.do_${verdict}`)}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("cancel")}
        </Button>
        <span className="med-sub">{t("decision.onRecord")}</span>
      </ModalFooter>
    </Modal>
  );
}
