import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { PRIORITIES, type PlantFigures as Figures } from "../../api/types.ts";
import { Figure } from "../shared/Figure.tsx";
import { PriorityMark } from "../shared/Priority.tsx";
import { useFormat } from "@trivium/webkit";

/** From so many announced alarms in ten minutes on no operator can follow (ISA-18.2, EEMUA 191). */
export const FLOOD_LIMIT = 10;

export function PlantFigures({ figures }: { figures: Figures }) {
  const { t } = useTranslation();
  const format = useFormat();
  const announced = PRIORITIES.reduce((sum, priority) => sum + figures.announced[priority], 0);
  return (
    <div className="ind-figures" role="group" aria-label={t("figure.group")}>
      <Figure
        name={<Link to="/alarms">{t("figure.announced")}</Link>}
        value={format.number(announced, 0)}
        note={
          <span className="ind-by-priority">
            {PRIORITIES.map((priority) => (
              <span key={priority} className={figures.announced[priority] === 0 ? "ind-zero" : undefined}>
                <PriorityMark priority={priority} /> {figures.announced[priority]}
              </span>
            ))}
          </span>
        }
      />
      <Figure name={t("figure.unacknowledged")} value={format.number(figures.unacknowledged, 0)} note={t("figure.unacknowledgedNote")} isAbnormal={figures.unacknowledged > 0} />
      <Figure name={t("figure.inTenMinutes")} value={format.number(figures.alarmsLast10Min, 0)} unit={t("figure.perTenMinutes")} note={t("figure.floodFrom", { count: FLOOD_LIMIT })} isAbnormal={figures.flood} />
      <Figure
        name={<Link to="/alarms?show=hidden">{t("figure.hidden")}</Link>}
        value={format.number(figures.shelved + figures.suppressed + figures.outOfService, 0)}
        note={t("figure.hiddenNote", { shelved: figures.shelved, suppressed: figures.suppressed, outOfService: figures.outOfService })}
      />
      <Figure name={<Link to="/maintenance">{t("figure.workOrders")}</Link>} value={format.number(figures.openWorkOrders, 0)} note={t("figure.workOrdersNote")} />
      <Figure name={t("figure.readings")} value={figures.readingsPerSecond == null ? "—" : format.number(figures.readingsPerSecond, 0)} unit={t("figure.perSecond")} note={<Link to="/quality">{t("figure.readingsNote")}</Link>} />
    </div>
  );
}
