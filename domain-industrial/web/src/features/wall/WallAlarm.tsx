import { useTranslation } from "react-i18next";
import type { Alarm } from "../../api/types.ts";
import { AlarmStateLabel } from "../alarm/AlarmStateLabel.tsx";
import { isUnacknowledged } from "../alarm/order.ts";
import { PriorityMark } from "../shared/Priority.tsx";
import { Since } from "../shared/Since.tsx";
import { withSigns } from "../shared/units.ts";

/** One asset's worst alarm in letters that are read from across the hall. */
export function WallAlarm({ alarm, more, isFirst }: { alarm: Alarm; more: number; isFirst: boolean }) {
  const { t } = useTranslation();
  return (
    <article className={`ind-wall-alarm ind-edge-${alarm.priority}${isFirst ? " ind-wall-first" : ""}`}>
      <PriorityMark priority={alarm.priority} isCalling={isUnacknowledged(alarm)} />
      <div>
        <h2>{alarm.assetName}</h2>
        <p>{isFirst ? withSigns(alarm.message) : alarm.condition}</p>
        {isFirst && alarm.advice != null && <p className="ind-advice">{alarm.advice}</p>}
        <p className="ind-wall-foot">
          <AlarmStateLabel alarm={alarm} /> <Since at={alarm.activeSince} /> {more > 0 && <span>{t("attention.more", { count: more })}</span>}
        </p>
      </div>
    </article>
  );
}
