import { Alert, Button, Form, FormGroup, TextArea, Title } from "@patternfly/react-core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asProblemError, ProblemDetail, useAnnounce, useProblemText } from "@trivium/webkit";
import { forwardRef, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { performCaseAct } from "../../api/client.ts";
import { caseKey } from "./caseKey.ts";

const LIMIT = 4_000;

/** A note on the case. What was typed stays until it is saved; leaving the page with it asks first. */
export const NoteForm = forwardRef<HTMLTextAreaElement, { caseNumber: number }>(function NoteForm({ caseNumber }, ref) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const [text, setText] = useState("");
  const isDraft = text.trim() !== "";
  const save = useMutation({
    mutationFn: (note: string) => performCaseAct(caseNumber, { kind: "note", text: note }),
    onSuccess: (view) => {
      queries.setQueryData(caseKey(caseNumber), view);
      setText("");
      announce(t("case.done_note"));
    },
  });
  useEffect(() => {
    if (!isDraft) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isDraft]);
  return (
    <section aria-labelledby="case-note">
      <Title id="case-note" headingLevel="h2" size="md" className="fin-section-title">
        {t("note.title")} <kbd className="fin-key">c</kbd>
      </Title>
      {save.isError && (
        <Alert variant="danger" isInline isLiveRegion title={problemText(asProblemError(save.error).problem).title}>
          <ProblemDetail problem={asProblemError(save.error).problem} />
        </Alert>
      )}
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (isDraft) save.mutate(text.trim());
        }}
      >
        <FormGroup fieldId="note" label={t("note.label")}>
          <TextArea
            id="note"
            ref={ref}
            rows={3}
            maxLength={LIMIT}
            value={text}
            resizeOrientation="vertical"
            onChange={(_event, value) => setText(value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && isDraft && !save.isPending) save.mutate(text.trim());
              if (event.key === "Escape") event.currentTarget.blur();
            }}
          />
        </FormGroup>
        <div className="fin-note-foot">
          <Button type="submit" variant="secondary" isDisabled={!isDraft || save.isPending} isLoading={save.isPending}>
            {t("note.save")}
          </Button>
          <span className="fin-help">{t("note.help")}</span>
        </div>
      </Form>
    </section>
  );
});
