import { Label } from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import HddIcon from "@patternfly/react-icons/dist/esm/icons/hdd-icon";
import MemoryIcon from "@patternfly/react-icons/dist/esm/icons/memory-icon";
import ThumbtackIcon from "@patternfly/react-icons/dist/esm/icons/thumbtack-icon";
import { useTranslation } from "react-i18next";
import type { ExpertState } from "../../api/types.ts";

const COLORS = { resident: "green", paged: "grey", masked: "purple", quarantined: "red" } as const;

/** States differ by shape first, by colour second. */
export function StateIcon({ state }: { state: ExpertState }) {
  switch (state) {
    case "resident":
      return <MemoryIcon />;
    case "paged":
      return <HddIcon />;
    case "masked":
      return <BanIcon />;
    case "quarantined":
      return <ExclamationTriangleIcon />;
  }
}

export function StateLabel({ state }: { state: ExpertState }) {
  const { t } = useTranslation();
  return (
    <Label color={COLORS[state]} icon={<StateIcon state={state} />} isCompact title={t(`expertState.${state}Help`)}>
      {t(`expertState.${state}`)}
    </Label>
  );
}

export function PinnedLabel() {
  const { t } = useTranslation();
  return (
    <Label color="blue" icon={<ThumbtackIcon />} isCompact title={t("expert.pinnedHelp")}>
      {t("expert.pinned")}
    </Label>
  );
}
