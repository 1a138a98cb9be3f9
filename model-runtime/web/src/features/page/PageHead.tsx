import { Title } from "@patternfly/react-core";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";

/** A page's name, the time of what it shows, and the zone of all its times. */
export function PageHead({ title, at }: { title: string; at?: string | number | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="rt-page-head">
      <Title headingLevel="h1">{title}</Title>
      <span className="tv-time-zone tv-number">
        {at !== undefined && `${t("asOf", { time: format.dateTime(at) })} · `}
        {t("timesIn", { zone: format.timeZoneLabel })}
      </span>
    </div>
  );
}
