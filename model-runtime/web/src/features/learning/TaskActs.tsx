import { Button } from "@patternfly/react-core";
import { useHasRole } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pinVersion, requestUpdate, unpinVersion } from "../../api/learning.ts";
import type { Model } from "../../api/types.ts";
import { OPERATOR_ROLE } from "../../roles.ts";
import { ActDialog } from "./ActDialog.tsx";
import type { UpdateView } from "./contract.ts";
import { isRunning, usePin } from "./useLearning.ts";

/** What an operator may do to a whole task: train it now, keep it at a version. */
export function TaskActs({ task, model, updates }: { task: string; model: Model | undefined; updates: readonly UpdateView[] }) {
  const { t } = useTranslation();
  const isOperator = useHasRole(OPERATOR_ROLE);
  const pin = usePin(task).data;
  const [asked, setAsked] = useState<"update" | "pin" | "unpin" | undefined>();
  const close = () => setAsked(undefined);
  const champion = model?.servingVersion;
  if (!isOperator) return <p className="rt-subtle rt-task-acts">{t("act.needsRole", { role: OPERATOR_ROLE })}</p>;
  if (champion === undefined) return <p className="rt-subtle rt-task-acts">{t("learning.needsChampion")}</p>;
  return (
    <div className="rt-acts rt-task-acts">
      <Button variant="primary" isDisabled={updates.some(isRunning)} onClick={() => setAsked("update")}>
        {t("learning.updateNow")}
      </Button>
      {pin == null ? (
        <Button variant="secondary" onClick={() => setAsked("pin")}>
          {t("learning.pin")}
        </Button>
      ) : (
        <Button variant="secondary" onClick={() => setAsked("unpin")}>
          {t("learning.unpin")}
        </Button>
      )}
      {updates.some(isRunning) && <span className="rt-subtle">{t("learning.oneAtATime")}</span>}
      {asked === "update" && (
        <ActDialog title={t("learning.updateTitle")} confirm={t("learning.updateConfirm")} done={t("learning.updateDone")} run={(reason) => requestUpdate(task, reason)} onClose={close}>
          <p>
            <strong className="rt-mono">{task}</strong> · <span className="tv-number">{t("models.version", { version: champion })}</span>
          </p>
          <p>{t("learning.updateHelp")}</p>
        </ActDialog>
      )}
      {asked === "pin" && (
        <ActDialog title={t("learning.pinTitle")} confirm={t("learning.pinConfirm")} done={t("learning.pinDone", { version: champion })} run={(reason) => pinVersion(task, champion, reason)} onClose={close}>
          <p>
            <strong className="rt-mono">{task}</strong> · <span className="tv-number">{t("models.version", { version: champion })}</span>
          </p>
          <p>{t("learning.pinHelp")}</p>
        </ActDialog>
      )}
      {asked === "unpin" && pin != null && (
        <ActDialog title={t("learning.unpinTitle")} confirm={t("learning.unpinConfirm")} done={t("learning.unpinDone")} run={(reason) => unpinVersion(task, reason)} onClose={close}>
          <p>{t("learning.pinnedBecause", { version: pin.version, by: pin.pinnedBy, reason: pin.reason })}</p>
          <p>{t("learning.unpinHelp")}</p>
        </ActDialog>
      )}
    </div>
  );
}
