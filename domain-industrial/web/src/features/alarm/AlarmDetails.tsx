import { Button, DescriptionList, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import type { UseQueryResult } from "@tanstack/react-query";
import { QueryState, useHasRole } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { VERDICTS } from "../../api/client.ts";
import type { AlarmDetails as Details } from "../../api/types.ts";
import { useCycleWords } from "../shared/useCycleWords.ts";
import { ProposeDialog } from "../maintenance/ProposeDialog.tsx";
import { Fact } from "../shared/Fact.tsx";
import { Failure } from "../shared/FormDialog.tsx";
import { History } from "../shared/History.tsx";
import { OutlookList } from "../shared/OutlookList.tsx";
import { PriorityLabel } from "../shared/Priority.tsx";
import { PLANNER } from "../shared/roles.ts";
import { Shares } from "../shared/Shares.tsx";
import { At, Since } from "../shared/Since.tsx";
import { withSigns } from "../shared/units.ts";
import { useWords } from "../shared/useWords.ts";
import { AlarmStateLabel } from "./AlarmStateLabel.tsx";
import { EvidencePlot } from "./EvidencePlot.tsx";
import { type HidingAct, HideDialog } from "./HideDialog.tsx";
import { isUnacknowledged } from "./order.ts";
import { useAlarmAct } from "./useAlarmAct.ts";

export function AlarmDetails({ query }: { query: UseQueryResult<Details> }) {
  return <QueryState query={query}>{(alarm) => <Loaded alarm={alarm} />}</QueryState>;
}

/** What happened, what to do, what shows it, what was done about the like before. */
function Loaded({ alarm }: { alarm: Details }) {
  const { t } = useTranslation();
  const words = useWords();
  const { nameOf } = useCycleWords();
  const { evidence } = alarm;
  return (
    <div className="ind-details">
      <div className="ind-attention-head">
        <PriorityLabel priority={alarm.priority} isCalling={isUnacknowledged(alarm)} />
        <AlarmStateLabel alarm={alarm} />
        <Since at={alarm.activeSince} />
      </div>
      <p>{withSigns(alarm.message)}</p>
      {alarm.advice != null && (
        <p className="ind-advice">
          <strong>{t("alarm.advice")}:</strong> {alarm.advice}
        </p>
      )}
      <Acts alarm={alarm} />
      {evidence != null && (
        <section aria-labelledby="evidence-title">
          <h3 id="evidence-title">{t("alarm.evidence")}</h3>
          <EvidencePlot assetId={alarm.assetId} evidence={evidence} alarm={alarm} />
          {evidence.shares.length > 0 && <Shares shares={evidence.shares} />}
          {evidence.cycle != null && (
            <p>
              <Link to={`/assets/${alarm.assetId}`}>{t("alarm.cycle", { defect: nameOf(evidence.cycle.defect), probability: words.format.percent(evidence.cycle.probability, 0) })}</Link>
            </p>
          )}
          {evidence.outlook != null && <OutlookList outlook={evidence.outlook} />}
          {evidence.modelVersion != null && <p className="ind-subtle">{evidence.score == null ? evidence.modelVersion : t("alarm.model", { model: evidence.modelVersion, score: words.format.number(evidence.score, 2) })}</p>}
        </section>
      )}
      <DescriptionList isCompact isHorizontal termWidth="9rem">
        <Fact term={t("column.asset")}>
          <Link to={`/assets/${alarm.assetId}`}>{alarm.assetName}</Link> <span className="ind-subtle">{alarm.path.join(" › ")}</span>
        </Fact>
        {alarm.value != null && (
          <Fact term={t("column.value")}>
            <span className="tv-number">
              {words.quantity(alarm.value, alarm.unit)}
              {alarm.limit != null && ` (${t(alarm.side === "low" ? "alarm.limitLow" : "alarm.limitHigh", { limit: words.quantity(alarm.limit, alarm.unit) })})`}
            </span>
          </Fact>
        )}
        <Fact term={t("alarm.activeSince")}>{words.format.dateTime(alarm.activeSince)}</Fact>
        {alarm.clearedAt != null && <Fact term={t("alarm.clearedAt")}>{words.format.dateTime(alarm.clearedAt)}</Fact>}
        {alarm.acknowledgedBy != null && (
          <Fact term={t("alarm.acknowledged")}>
            {alarm.acknowledgedBy}
            {alarm.acknowledgedAt != null && (
              <>
                {", "}
                <At at={alarm.acknowledgedAt} />
              </>
            )}
          </Fact>
        )}
        {alarm.reason != null && <Fact term={t("reason")}>{alarm.reason}</Fact>}
        {alarm.cause != null && <Fact term={t("alarm.cause")}>{alarm.cause}</Fact>}
        {alarm.workOrderId != null && (
          <Fact term={t("alarm.workOrder")}>
            <Link to={`/maintenance?selected=${alarm.workOrderId}`}>{t("alarm.openWorkOrder")}</Link>
          </Fact>
        )}
      </DescriptionList>
      <section aria-labelledby="similar-title">
        <h3 id="similar-title">{t("alarm.similar")}</h3>
        {alarm.similar.length === 0 ? (
          <p className="ind-subtle">{t("alarm.noSimilar")}</p>
        ) : (
          <ul className="ind-plain">
            {alarm.similar.map((one) => (
              <li key={one.alarmId}>
                <At at={one.activeSince} /> {one.assetName}: {one.condition}
                {one.outcome != null && <span className="ind-outcome">{t(`outcome.${one.outcome}`)}</span>}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section aria-labelledby="history-title">
        <h3 id="history-title">{t("history")}</h3>
        <History entries={alarm.history} />
      </section>
    </div>
  );
}

function Acts({ alarm }: { alarm: Details }) {
  const { t } = useTranslation();
  const isPlanner = useHasRole(PLANNER);
  const [hiding, setHiding] = useState<HidingAct | undefined>();
  const [isProposing, setProposing] = useState(false);
  const act = useAlarmAct();
  const run = (kind: "acknowledge" | "unshelve" | "return-to-service") => act.mutate({ alarm, act: { kind } });
  const isOut = alarm.state === "out-of-service";
  return (
    <>
      {act.isError && <Failure error={act.error} />}
      <div className="ind-actions">
        {isUnacknowledged(alarm) && (
          <Button variant="primary" isLoading={act.isPending} onClick={() => run("acknowledge")}>
            {t("alarm.acknowledge")}
          </Button>
        )}
        {isPlanner && alarm.workOrderId == null && alarm.state !== "normal" && (
          <Button variant="secondary" onClick={() => setProposing(true)}>
            {t("alarm.propose")}
          </Button>
        )}
        {alarm.state === "shelved" && (
          <Button variant="secondary" onClick={() => run("unshelve")}>
            {t("alarm.unshelve")}
          </Button>
        )}
        {isOut && (
          <Button variant="secondary" onClick={() => run("return-to-service")}>
            {t("alarm.returnToService")}
          </Button>
        )}
        {alarm.state !== "shelved" && !isOut && alarm.state !== "normal" && (
          <>
            <Button variant="link" onClick={() => setHiding("shelve")}>
              {t("alarm.shelve")}
            </Button>
            <Button variant="link" onClick={() => setHiding("out-of-service")}>
              {t("alarm.outOfService")}
            </Button>
          </>
        )}
      </div>
      <ToggleGroup aria-label={t("alarmVerdict.title")} className="ind-verdict">
        {VERDICTS.map((verdict) => (
          <ToggleGroupItem
            key={verdict}
            buttonId={`verdict-${verdict}`}
            text={t(`alarmVerdict.${verdict}`)}
            isSelected={alarm.verdict === verdict}
            isDisabled={act.isPending}
            onChange={() => alarm.verdict !== verdict && act.mutate({ alarm, act: { kind: "verdict", verdict } })}
          />
        ))}
      </ToggleGroup>
      {alarm.kind === "anomaly" && <p className="ind-subtle">{t("alarmVerdict.help")}</p>}
      {hiding !== undefined && <HideDialog alarm={alarm} act={hiding} onClose={() => setHiding(undefined)} />}
      {isProposing && <ProposeDialog alarm={alarm} onClose={() => setProposing(false)} />}
    </>
  );
}
