import { Label } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import QuestionCircleIcon from "@patternfly/react-icons/dist/esm/icons/question-circle-icon";
import UnlockIcon from "@patternfly/react-icons/dist/esm/icons/unlock-icon";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ModelVersion, Signature } from "../../api/types.ts";

export function AliasLabel({ alias }: { alias: string }) {
  const { t } = useTranslation();
  return (
    <Label color={alias === "champion" ? "blue" : alias === "challenger" ? "purple" : "grey"} isCompact>
      {t(`alias.${alias}`, { defaultValue: alias })}
    </Label>
  );
}

export function VersionStateLabel({ version }: { version: ModelVersion }) {
  const { t } = useTranslation();
  if (version.state === "failed") {
    return (
      <Label status="danger" isCompact>
        {t("versionState.failed")}
      </Label>
    );
  }
  if (version.serving) {
    return (
      <Label status="success" isCompact>
        {t("versionState.serving")}
      </Label>
    );
  }
  return (
    <Label variant="outline" isCompact>
      {t(`versionState.${version.state}`)}
    </Label>
  );
}

interface Look {
  readonly color: "green" | "orange" | "red" | "grey";
  readonly icon: ReactNode;
}

const SIGNATURES: Readonly<Record<Signature["state"], Look>> = {
  trusted: { color: "green", icon: <CheckCircleIcon /> },
  untrusted: { color: "orange", icon: <ExclamationTriangleIcon /> },
  invalid: { color: "red", icon: <ExclamationCircleIcon /> },
  unsigned: { color: "grey", icon: <UnlockIcon /> },
  unknown: { color: "grey", icon: <QuestionCircleIcon /> },
};

export function SignatureLabel({ signature }: { signature: Signature }) {
  const { t } = useTranslation();
  const { color, icon } = SIGNATURES[signature.state];
  return (
    <Label color={color} icon={icon} isCompact title={t(`signature.${signature.state}Help`)}>
      {t(`signature.${signature.state}`)}
    </Label>
  );
}
