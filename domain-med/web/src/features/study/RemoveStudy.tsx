import { Button, Title } from "@patternfly/react-core";
import { asProblemError, useAnnounce } from "@trivium/webkit";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { removeStudy } from "../../api/client.ts";
import type { Study } from "../../api/types.ts";
import { dicomDate, personName } from "../dicom/text.ts";
import { ReasonDialog } from "../reason/ReasonDialog.tsx";
import { studyKey } from "./studyKey.ts";

/** Removes a study for good, and asks why. Without a keyboard shortcut, so that it is not done by accident. */
export function RemoveStudy({ study }: { study: Study }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const perform = useMutation({
    mutationFn: (reason: string) => removeStudy(study.studyInstanceUid, reason),
    onSuccess: async () => {
      announce(t("remove.done"));
      // Away from the page first: while it is shown it would ask for the study once more.
      await navigate("/worklist", { replace: true });
      queries.removeQueries({ queryKey: studyKey(study.studyInstanceUid) });
      await queries.invalidateQueries({ queryKey: ["worklist"] });
    },
  });
  const facts = [personName(study.patientName) || t("patient.noName"), study.patientId, study.description, dicomDate(study.studyDate), study.accessionNumber]
    .filter((fact) => fact != null && fact !== "")
    .join(" · ");
  return (
    <section aria-labelledby="remove-title">
      <Title id="remove-title" headingLevel="h2" size="md">
        {t("remove.heading")}
      </Title>
      <p className="med-sub">{t("remove.what")}</p>
      <Button
        variant="secondary"
        isDanger
        size="sm"
        className="med-removal"
        onClick={() => {
          perform.reset();
          setIsAsking(true);
        }}
      >
        {t("remove.ask")}
      </Button>
      {isAsking && (
        <ReasonDialog
          title={t("remove.title")}
          help={t("remove.help", { study: facts })}
          act={t("remove.act")}
          isDanger
          isPending={perform.isPending}
          error={perform.isError ? asProblemError(perform.error) : undefined}
          onClose={() => setIsAsking(false)}
          onSubmit={(reason) => perform.mutate(reason)}
        />
      )}
    </section>
  );
}
