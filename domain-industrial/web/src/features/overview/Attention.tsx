import { Button } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import WrenchIcon from "@patternfly/react-icons/dist/esm/icons/wrench-icon";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Alarm, OverviewAsset } from "../../api/types.ts";
import { AlarmStateLabel } from "../alarm/AlarmStateLabel.tsx";
import { isUnacknowledged, worstByAsset } from "../alarm/order.ts";
import { useAlarmAct } from "../alarm/useAlarmAct.ts";
import { Failure } from "../shared/FormDialog.tsx";
import { PriorityLabel } from "../shared/Priority.tsx";
import { Since } from "../shared/Since.tsx";
import { withSigns } from "../shared/units.ts";

/** So many assets at once; the rest is a number. */
const SHOWN = 3;

/** The one thing that matters, large, with what to do about it; then the next two. */
export function Attention({ alarms, assets }: { alarms: readonly Alarm[]; assets: readonly OverviewAsset[] }) {
  const { t } = useTranslation();
  const wearing = assets.filter(({ health }) => health === "act" || health === "plan");
  const worst = worstByAsset(alarms);
  const rest = worst.length - SHOWN;
  if (worst.length === 0 && wearing.length > 0) {
    return (
      <section className="ind-attention ind-attention-none" aria-label={t("attention.title")}>
        <WrenchIcon aria-hidden="true" />
        <p>
          {t("attention.wearing", { count: wearing.length })}{" "}
          {wearing.slice(0, SHOWN).map(({ assetId, name }) => (
            <Link key={assetId} to={`/assets/${assetId}`} className="ind-attention-asset">
              {name}
            </Link>
          ))}
        </p>
      </section>
    );
  }
  if (worst.length === 0) {
    return (
      <section className="ind-attention ind-attention-none" aria-label={t("attention.title")}>
        <CheckCircleIcon aria-hidden="true" />
        <p>{t("attention.nothing", { count: assets.length })}</p>
      </section>
    );
  }
  return (
    <section className="ind-attention" aria-label={t("attention.title")}>
      {worst.slice(0, SHOWN).map(({ worst: alarm, more }, index) => (
        <AttentionCard key={alarm.alarmId} alarm={alarm} more={more} isFirst={index === 0} />
      ))}
      {rest > 0 && (
        <Link to="/alarms" className="ind-attention-rest">
          {t("attention.rest", { count: rest })}
        </Link>
      )}
    </section>
  );
}

function AttentionCard({ alarm, more, isFirst }: { alarm: Alarm; more: number; isFirst: boolean }) {
  const { t } = useTranslation();
  const act = useAlarmAct();
  const isCalling = isUnacknowledged(alarm);
  return (
    <article className={`ind-attention-card ind-edge-${alarm.priority}${isFirst ? " ind-attention-first" : ""}`} aria-label={`${t(`priority.${alarm.priority}`)}: ${alarm.assetName}`}>
      <div className="ind-attention-head">
        <PriorityLabel priority={alarm.priority} isCalling={isCalling} />
        <AlarmStateLabel alarm={alarm} />
        <Since at={alarm.activeSince} />
      </div>
      <h2>
        <Link to={`/assets/${alarm.assetId}`}>{alarm.assetName}</Link> <span className="ind-subtle">{alarm.path.slice(-2).join(" › ")}</span>
      </h2>
      <p className="ind-attention-message">{withSigns(alarm.message)}</p>
      {alarm.advice != null && (
        <p className="ind-advice">
          <strong>{t("alarm.advice")}:</strong> {alarm.advice}
        </p>
      )}
      {act.isError && <Failure error={act.error} />}
      <div className="ind-actions">
        {isCalling && (
          <Button size="sm" variant="primary" isLoading={act.isPending} onClick={() => act.mutate({ alarm, act: { kind: "acknowledge" } })}>
            {t("alarm.acknowledge")}
          </Button>
        )}
        <Link to={`/alarms?selected=${alarm.alarmId}`}>{t("alarm.evidence")}</Link>
        {more > 0 && <Link to={`/assets/${alarm.assetId}`}>{t("attention.more", { count: more })}</Link>}
      </div>
    </article>
  );
}
