import { Button, Form, FormGroup, TextInput } from "@patternfly/react-core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BeadLimits } from "../../api/types.ts";
import { LIMIT_NAMES, limitsOf, type LimitTexts, usualLimits } from "./limits.ts";

/** What the bead has to be; an empty field limits nothing. */
export function LimitsForm({ process, isPending, onAsk }: { process: string; isPending: boolean; onAsk: (limits: BeadLimits) => void }) {
  const { t } = useTranslation();
  const [texts, setTexts] = useState<LimitTexts>(() => usualLimits(process));
  const limits = limitsOf(texts);
  const isReady = limits !== undefined && limits !== "crossed";
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady && !isPending) onAsk(limits);
      }}
    >
      {LIMIT_NAMES.map((name) => (
        <FormGroup key={name} label={`${t(`beadLimit.${name}`)} (mm)`} fieldId={`limit-${name}`}>
          <TextInput id={`limit-${name}`} type="number" min={0} step="any" value={texts[name]} validated={limits === "crossed" && name.startsWith("width") ? "error" : "default"} onChange={(_event, value) => setTexts((before) => ({ ...before, [name]: value }))} />
        </FormGroup>
      ))}
      {limits === "crossed" && <p role="alert">{t("process.crossed")}</p>}
      <Button type="submit" variant="primary" isLoading={isPending} isDisabled={!isReady || isPending}>
        {t("process.recommend")}
      </Button>
    </Form>
  );
}
