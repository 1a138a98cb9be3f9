import { useTranslation } from "react-i18next";
import { balancedGroup, metricWords } from "./metrics.ts";

/** A metric's name in the reader's language where we have it, else in the words it is made of. */
export function useMetricName(): (metric: string) => string {
  const { t } = useTranslation();
  return (metric) => {
    const group = balancedGroup(metric);
    return group === undefined ? t(`metric.${metric}`, { defaultValue: metricWords(metric) }) : t("metric.balance", { group });
  };
}
