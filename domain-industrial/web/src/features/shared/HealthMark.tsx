import CalendarAltIcon from "@patternfly/react-icons/dist/esm/icons/calendar-alt-icon";
import CheckIcon from "@patternfly/react-icons/dist/esm/icons/check-icon";
import DisconnectedIcon from "@patternfly/react-icons/dist/esm/icons/disconnected-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import EyeIcon from "@patternfly/react-icons/dist/esm/icons/eye-icon";
import GraduationCapIcon from "@patternfly/react-icons/dist/esm/icons/graduation-cap-icon";
import { useTranslation } from "react-i18next";
import type { Health } from "../../api/types.ts";

const ICONS: Readonly<Record<Health, typeof EyeIcon>> = {
  act: ExclamationCircleIcon,
  plan: CalendarAltIcon,
  watch: EyeIcon,
  silent: DisconnectedIcon,
  learning: GraduationCapIcon,
  good: CheckIcon,
};

/** What an asset needs of people: grey while that is nothing. */
export function HealthMark({ health }: { health: Health }) {
  const { t } = useTranslation();
  const Icon = ICONS[health];
  return (
    <span className={`ind-health ind-health-${health}`} title={t(`healthHelp.${health}`)}>
      <Icon aria-hidden="true" />
      {t(`health.${health}`)}
    </span>
  );
}
