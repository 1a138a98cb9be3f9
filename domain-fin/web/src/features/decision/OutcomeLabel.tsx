import { Label } from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import EyeIcon from "@patternfly/react-icons/dist/esm/icons/eye-icon";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Outcome } from "../../api/types.ts";

const LOOK: Readonly<Record<Outcome, { color: "green" | "purple" | "red"; icon: ReactNode }>> = {
  approve: { color: "green", icon: <CheckCircleIcon /> },
  refer: { color: "purple", icon: <EyeIcon /> },
  decline: { color: "red", icon: <BanIcon /> },
};

/** An outcome by icon, word and colour: colour never alone. */
export function OutcomeLabel({ outcome, isCompact = false }: { outcome: Outcome; isCompact?: boolean }) {
  const { t } = useTranslation();
  const { color, icon } = LOOK[outcome];
  return (
    <Label color={color} icon={icon} isCompact={isCompact}>
      {t(`outcome.${outcome}`)}
    </Label>
  );
}
