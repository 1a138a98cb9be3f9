import { Alert } from "@patternfly/react-core";
import { useHasRole } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { Revision } from "../../api/types.ts";
import { ReadAgain } from "./ReadAgain.tsx";

interface Props {
  readonly study: string;
  readonly revision: Revision;
  readonly isNewest: boolean;
}

/** Why a revision has no results, or none yet, and what can be done about it. */
export function RevisionOutcome({ study, revision, isNewest }: Props) {
  const { t } = useTranslation();
  const isReader = useHasRole("med-radiologist");
  const isIntegrator = useHasRole("med-integrator");
  if (revision.reasonCode == null) return null;
  const isRefused = revision.state === "refused";
  const mayAct = revision.state === "failed" && isNewest && (isReader || isIntegrator);
  return (
    <Alert
      isInline
      isPlain
      variant={revision.state === "failed" ? "danger" : "warning"}
      title={t(`${isRefused ? "refusal" : "failure"}.${revision.reasonCode}`, { defaultValue: revision.reasonCode })}
      component="h3"
      {...(mayAct ? { actionLinks: <ReadAgain study={study} /> } : {})}
    >
      {revision.reason}
      <p className="med-sub">{t(`again.${advice(revision, isNewest, mayAct)}`)}</p>
    </Alert>
  );
}

function advice({ state, reasonCode }: Revision, isNewest: boolean, mayAct: boolean): string {
  if (!isNewest) return "superseded";
  if (state === "refused") return reasonCode === "CLAIMED_ELSEWHERE" ? "claimed" : "refused";
  if (state !== "failed") return "waits";
  return mayAct ? "correct" : "notAllowed";
}
