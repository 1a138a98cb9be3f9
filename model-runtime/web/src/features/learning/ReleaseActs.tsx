import { Button } from "@patternfly/react-core";
import { useHasRole, useSession } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { decideRelease } from "../../api/learning.ts";
import { OPERATOR_ROLE } from "../../roles.ts";
import { versionOf } from "../model/useModels.ts";
import { ActDialog } from "./ActDialog.tsx";
import type { ReleaseAct, ReleaseView } from "./contract.ts";
import { actsOn, needsSecondPerson } from "./releaseActs.ts";
import { Section } from "./Section.tsx";
import { useModelOf } from "./useLearning.ts";

/** What a person may do with a release, each with a reason. */
export function ReleaseActs({ release }: { release: ReleaseView }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const isOperator = useHasRole(OPERATOR_ROLE);
  const [asked, setAsked] = useState<ReleaseAct | undefined>();
  const { model } = useModelOf(release.task);
  const acts = actsOn(release);
  const isBarred = needsSecondPerson(release, user, model === undefined ? undefined : versionOf(model, release.version)?.registeredBy);
  const words = { version: release.version, champion: release.champion };
  return (
    <Section id="release-acts" title={t("act.title")}>
      {acts.length === 0 && <p className="rt-subtle">{t("learning.noActs")}</p>}
      {acts.length > 0 && !isOperator && <p className="rt-subtle">{t("act.needsRole", { role: OPERATOR_ROLE })}</p>}
      {isOperator && (
        <div className="rt-acts">
          {acts.map((act) => (
            <Button key={act} variant={act === "approve" ? "primary" : "danger"} isDisabled={act === "approve" && isBarred} onClick={() => setAsked(act)}>
              {t(`learning.act.${act}`)}
            </Button>
          ))}
        </div>
      )}
      {isOperator && acts.includes("approve") && isBarred && <p className="rt-subtle">{t("learning.fourEyes")}</p>}
      {asked !== undefined && (
        <ActDialog
          title={t(`learning.act.${asked}Title`, words)}
          confirm={t(`learning.act.${asked}Confirm`)}
          isDanger={asked !== "approve"}
          done={t(`learning.act.${asked}Done`, words)}
          run={(reason) => decideRelease(release.id, asked, reason)}
          onClose={() => setAsked(undefined)}
        >
          <p>
            <strong className="rt-mono">{release.model}</strong> · <span className="tv-number">{t("learning.versionAgainst", words)}</span>
          </p>
          <p>{t(`learning.act.${asked}Help`, words)}</p>
        </ActDialog>
      )}
    </Section>
  );
}
