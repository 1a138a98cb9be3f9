import { Alert, Button, Checkbox, Form, FormGroup, Radio } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asProblemError, leaveLabelQueue, ProblemDetail, useFormat, useHasRole, useProblemText, useShortcut } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addLabel } from "../../api/client.ts";
import type { Decision, LabelName, LabelQueueItem } from "../../api/types.ts";

/** Says what the authorization turned out to be: the label goes into terminal risk and into training, so it is asked twice. */
export function LabelForm({ decision }: { decision: Decision }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problemText = useProblemText();
  const isAnalyst = useHasRole("fin-analyst");
  const mayLabel = useHasRole("fin-supervisor") || isAnalyst;
  const queries = useQueryClient();
  const [label, setLabel] = useState<LabelName | undefined>();
  const [isConfirmed, setConfirmed] = useState(false);
  const choose = (next: LabelName) => {
    setLabel(next);
    setConfirmed(false);
    mutation.reset();
  };
  const mutation = useMutation({
    mutationFn: (chosen: LabelName) => addLabel(decision.authorizationId, chosen),
    onSuccess: () => {
      setLabel(undefined);
      setConfirmed(false);
      void leaveLabelQueue<LabelQueueItem>(queries, (item) => item.decision.authorizationId === decision.authorizationId);
      return queries.invalidateQueries({ queryKey: ["decision", decision.authorizationId] });
    },
  });
  useShortcut("1", t("label.shortcutFraud"), () => mayLabel && choose("fraud"));
  useShortcut("2", t("label.shortcutGenuine"), () => mayLabel && choose("genuine"));

  const known = decision.label ?? undefined;
  return (
    <section aria-labelledby="label-title">
      <h3 id="label-title" className="fin-section-title">
        {t("label.title")}
      </h3>
      <p className="fin-help">
        {known === undefined
          ? t("label.none")
          : t("label.known", {
              label: t(`label.${known.label}`),
              source: t(`label.source.${known.source}`, { defaultValue: known.source }),
              time: format.dateTime(known.observedAt),
            })}
      </p>
      {mutation.isSuccess && <Alert variant="success" isInline isLiveRegion title={t("label.done", { label: t(`label.${mutation.variables}`) })} />}
      {mutation.isError && (
        <Alert variant="danger" isInline isLiveRegion title={problemText(asProblemError(mutation.error).problem).title}>
          <ProblemDetail problem={asProblemError(mutation.error).problem} />
        </Alert>
      )}
      {mayLabel && (
        <Form
          isWidthLimited
          onSubmit={(event) => {
            event.preventDefault();
            if (label !== undefined && isConfirmed) mutation.mutate(label);
          }}
        >
          <FormGroup role="radiogroup" label={t("label.question")} isInline fieldId="label-choice">
            {(["fraud", "genuine"] as const).map((choice) => (
              <Radio key={choice} id={`label-${choice}`} name="label" label={t(`label.${choice}`)} isChecked={label === choice} onChange={() => choose(choice)} />
            ))}
          </FormGroup>
          {label !== undefined && (
            <Checkbox
              id="label-confirm"
              label={t("label.confirm", { label: t(`label.${label}`) })}
              description={t("label.consequence")}
              isChecked={isConfirmed}
              onChange={(_event, checked) => setConfirmed(checked)}
            />
          )}
          <div>
            <Button type="submit" variant="primary" isDisabled={label === undefined || !isConfirmed || mutation.isPending} isLoading={mutation.isPending}>
              {t("label.submit")}
            </Button>
          </div>
        </Form>
      )}
    </section>
  );
}
