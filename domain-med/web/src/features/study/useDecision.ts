import { useMutation, useQueryClient } from "@tanstack/react-query";
import { leaveLabelQueue, useAnnounce } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { decide } from "../../api/client.ts";
import type { DecisionInput, Finding, LabelQueueItem, Study } from "../../api/types.ts";
import { studyKey } from "./studyKey.ts";

/** Sends decisions on findings of a study, and shows what they became. */
export function useDecision(study: Study, onDone: (finding: Finding) => void) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const key = studyKey(study.studyInstanceUid);
  return useMutation({
    mutationFn: ({ trackingUid, input }: { trackingUid: string; input: DecisionInput }) => decide(study.studyInstanceUid, study.shownRevision, trackingUid, input),
    onSuccess: (finding, { input }) => {
      queries.setQueriesData<Study>({ queryKey: key }, (shown) =>
        shown?.shownRevision === study.shownRevision
          ? { ...shown, findings: shown.findings.map((one) => (one.trackingUid === finding.trackingUid ? finding : one)) }
          : shown,
      );
      void queries.invalidateQueries({ queryKey: ["worklist"] });
      void leaveLabelQueue<LabelQueueItem>(queries, (item) => item.trackingUid === finding.trackingUid);
      announce(t("decision.done", { number: finding.number, verdict: t(`verdict.${input.verdict}`) }));
      onDone(finding);
    },
    // Another user was quicker: the page must show the current state.
    onError: () => queries.invalidateQueries({ queryKey: key }),
  });
}
