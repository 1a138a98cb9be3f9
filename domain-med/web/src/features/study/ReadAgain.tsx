import { Button } from "@patternfly/react-core";
import { asProblemError, useAnnounce, useShortcut } from "@trivium/webkit";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readAgain } from "../../api/client.ts";
import { ReasonDialog } from "../reason/ReasonDialog.tsx";
import { studyKey } from "./studyKey.ts";

/** Has a study that was given up on read again, and asks why. */
export function ReadAgain({ study }: { study: string }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const perform = useMutation({
    mutationFn: (reason: string) => readAgain(study, reason),
    onSuccess: () => {
      setIsAsking(false);
      announce(t("again.done"));
    },
    // Another user may have been quicker: the page must show the current state.
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: studyKey(study) }), queries.invalidateQueries({ queryKey: ["worklist"] })]),
  });
  const ask = () => {
    perform.reset();
    setIsAsking(true);
  };
  useShortcut("y", t("again.act"), ask);
  return (
    <>
      <Button variant="secondary" size="sm" onClick={ask}>
        {t("again.act")} <kbd className="med-key">y</kbd>
      </Button>
      {isAsking && (
        <ReasonDialog
          title={t("again.title")}
          help={t("again.help")}
          act={t("again.act")}
          isPending={perform.isPending}
          error={perform.isError ? asProblemError(perform.error) : undefined}
          onClose={() => setIsAsking(false)}
          onSubmit={(reason) => perform.mutate(reason)}
        />
      )}
    </>
  );
}
