import BellIcon from "@patternfly/react-icons/dist/esm/icons/bell-icon";
import BellSlashIcon from "@patternfly/react-icons/dist/esm/icons/bell-slash-icon";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import CheckIcon from "@patternfly/react-icons/dist/esm/icons/check-icon";
import ClockIcon from "@patternfly/react-icons/dist/esm/icons/clock-icon";
import HistoryIcon from "@patternfly/react-icons/dist/esm/icons/history-icon";
import WrenchIcon from "@patternfly/react-icons/dist/esm/icons/wrench-icon";
import { useTranslation } from "react-i18next";
import type { Alarm, AlarmState } from "../../api/types.ts";
import { useSecond } from "../shared/clock.ts";
import { useWords } from "../shared/useWords.ts";

const ICONS: Readonly<Record<AlarmState, typeof BellIcon>> = {
  unacknowledged: BellIcon,
  "returned-unacknowledged": HistoryIcon,
  acknowledged: CheckIcon,
  shelved: ClockIcon,
  "suppressed-by-design": BellSlashIcon,
  "out-of-service": WrenchIcon,
  normal: BanIcon,
};

/** State of an alarm, and until when it is shelved. */
export function AlarmStateLabel({ alarm }: { alarm: Pick<Alarm, "state" | "shelvedUntil"> }) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useSecond();
  const Icon = ICONS[alarm.state];
  return (
    <span className={`ind-state ind-state-${alarm.state}`} title={t(`stateHelp.${alarm.state}`)}>
      <Icon aria-hidden="true" />
      {alarm.state === "shelved" && alarm.shelvedUntil != null ? t("alarm.shelvedUntil", { time: words.minute(alarm.shelvedUntil, now) }) : t(`state.${alarm.state}`)}
    </span>
  );
}
