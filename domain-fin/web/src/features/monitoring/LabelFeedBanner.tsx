import { Alert } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { getLabelFeed } from "../../api/client.ts";

const ASK_EVERY_MS = 60_000;

/** Says on every page that labels stopped coming: scores look well for a while and are not. */
export function LabelFeedBanner() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery({ queryKey: ["label-feed"], queryFn: ({ signal }) => getLabelFeed(signal), refetchInterval: ASK_EVERY_MS });
  if (data?.stalled !== true) return null;
  const last = data.lastLabelAt;
  return (
    <Alert variant="danger" isInline title={t("monitoring.labelsStalled", { hours: format.number(data.stallAfterSeconds / 3600, 0) })}>
      {typeof last === "string" ? t("monitoring.labelsLast", { at: format.dateTime(last) }) : t("monitoring.labelsNever")} {t("monitoring.labelsEffect")}
    </Alert>
  );
}
