import { useTranslation } from "react-i18next";
import type { WorkOrder } from "../../api/types.ts";
import { useSecond } from "../shared/clock.ts";
import { useWords } from "../shared/useWords.ts";
import { isTooLate } from "./orders.ts";

/** When it is planned, or by when it has to be done. */
export function WindowText({ order }: { order: WorkOrder }) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useSecond();
  if (order.doneAt != null) return <span>{t("order.doneAt", { at: words.minute(order.doneAt, now) })}</span>;
  if (order.plannedFrom != null) {
    return (
      <span className={isTooLate(order) ? "ind-above" : undefined}>
        {t("order.plannedFor", { at: words.minute(order.plannedFrom, now) })}
        {isTooLate(order) && ` · ${t("order.tooLate")}`}
      </span>
    );
  }
  if (order.windowTo == null) return <span className="ind-subtle">{t("order.noWindow")}</span>;
  const left = Date.parse(order.windowTo) - now;
  return <span className={left < 0 ? "ind-above" : undefined}>{left < 0 ? t("order.overdue", { span: words.span(-left) }) : t("order.within", { span: words.span(left) })}</span>;
}
