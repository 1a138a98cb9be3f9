import { Button, Label } from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import CheckIcon from "@patternfly/react-icons/dist/esm/icons/check-icon";
import PencilAltIcon from "@patternfly/react-icons/dist/esm/icons/pencil-alt-icon";
import { useFormat } from "@trivium/webkit";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Comparison, Decision, Finding, LungRads, Pair, Slice } from "../../api/types.ts";
import { likelihood, millimetres, volume } from "../dicom/text.ts";
import { indexOfSlice } from "../viewer/sliceOrder.ts";

const LOOK = {
  accepted: { color: "green", icon: <CheckIcon /> },
  rejected: { color: "grey", icon: <BanIcon /> },
  edited: { color: "blue", icon: <PencilAltIcon /> },
} as const;

interface Props {
  readonly findings: readonly Finding[];
  readonly order: readonly Slice[];
  readonly comparison: Comparison | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (trackingUid: string) => void;
}

/** All findings of the read; the chosen one with everything that is known of it. */
export function FindingList({ findings, order, comparison, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ol className="med-findings" aria-label={t("finding.list")}>
      {findings.map((finding) => {
        const isSelected = finding.trackingUid === selected;
        const decision = finding.decisions[0];
        const slice = indexOfSlice(order, finding.sliceSopInstanceUid);
        return (
          <li key={finding.trackingUid} className={isSelected ? "med-finding med-finding-selected" : "med-finding"}>
            <Button
              variant="plain"
              className="med-finding-head"
              aria-pressed={isSelected}
              data-finding={finding.number}
              onClick={() => onSelect(finding.trackingUid)}
            >
              <span className="med-finding-number">{finding.number}</span>
              <span className="med-finding-main">
                <Headline finding={finding} comparison={comparison} />
                <span className="med-sub tv-number">
                  {slice === undefined ? t("finding.otherSeries") : t("finding.slice", { number: slice + 1 })}
                  {finding.volumeMm3 != null && ` · ${volume(format, finding.volumeMm3)}`}
                </span>
              </span>
              <DecisionLabel decision={decision} />
            </Button>
            {isSelected && <FindingFacts finding={finding} comparison={comparison} />}
          </li>
        );
      })}
    </ol>
  );
}

/** Size and category, or that the outline is unreliable. */
function Headline({ finding, comparison }: { finding: Finding; comparison: Comparison | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const diameter = finding.decisions[0]?.corrected?.longestDiameterMm ?? finding.longestDiameterMm;
  const rads = lungRadsOf(finding, comparison);
  return (
    <span className="tv-number">
      {[
        ...(finding.kind === "mass" ? [t("finding.kind_mass")] : []),
        ...(diameter == null ? [t("finding.kind_unreliable")] : [millimetres(format, diameter)]),
        ...(rads == null ? [] : [category(t, rads)]),
      ].join(" · ")}
    </span>
  );
}

/** With regard to the prior where there is one. */
function lungRadsOf(finding: Finding, comparison: Comparison | undefined): LungRads | null | undefined {
  return comparison?.pairs.find((one) => one.trackingUid === finding.trackingUid)?.lungRads ?? finding.lungRads;
}

function category(t: TFunction, rads: LungRads): string {
  return t(rads.atLeast ? "lungRads.atLeast" : "lungRads.short", { category: rads.category });
}

function DecisionLabel({ decision }: { decision: Decision | undefined }) {
  const { t } = useTranslation();
  if (decision === undefined) {
    return (
      <Label isCompact color="orange" variant="outline">
        {t("verdict.open")}
      </Label>
    );
  }
  const { color, icon } = LOOK[decision.verdict];
  return (
    <Label isCompact color={color} icon={icon}>
      {t(`verdict.${decision.verdict}`)}
    </Label>
  );
}

function FindingFacts({ finding, comparison }: { finding: Finding; comparison: Comparison | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const pair = comparison?.pairs.find((one) => one.trackingUid === finding.trackingUid);
  const rads = lungRadsOf(finding, comparison);
  return (
    <div className="med-finding-body">
      <dl className="med-facts">
        {finding.longestDiameterMm != null && <Fact term={t("finding.diameter")}>{millimetres(format, finding.longestDiameterMm)}</Fact>}
        {finding.shortAxisMm != null && <Fact term={t("finding.shortAxis")}>{millimetres(format, finding.shortAxisMm)}</Fact>}
        {finding.volumeMm3 != null && <Fact term={t("finding.volume")}>{volume(format, finding.volumeMm3)}</Fact>}
        <Fact term={t("finding.detection")}>{likelihood(format, finding.detection)}</Fact>
        {finding.malignancy != null && <Fact term={t("finding.malignancyModel")}>{likelihood(format, finding.malignancy)}</Fact>}
        {Object.entries(finding.attributes).map(([name, rating]) => (
          <Fact key={name} term={t(`attribute.${name}`, { defaultValue: name })}>
            {t("finding.rating", { rating: format.number(rating, 1, 1) })}
          </Fact>
        ))}
      </dl>
      {finding.kind === "unreliable" && <p className="med-change">{t(`unreliable.${finding.unreliable}`, { defaultValue: finding.unreliable })} {t("unreliable.consequence")}</p>}
      {rads != null && (
        <p className="med-change">
          <strong>{t("lungRads.full", { category: category(t, rads) })}</strong> {t(`lungRads.type_${rads.type}`)}, {t("lungRads.mean", { diameter: millimetres(format, rads.meanDiameterMm) })}, {t(rads.growing ? "lungRads.growing" : pair == null ? "lungRads.baseline" : "lungRads.notGrowing")}
          {rads.atLeast && <>, {t("lungRads.noSolidPart")}</>}. <span className="med-sub">{t("lungRads.scope")}</span>
        </p>
      )}
      {finding.kind === "nodule" && <p className="med-sub">{t("finding.malignancyReference")}</p>}
      {finding.clinicalRisk.map((risk) => (
        <p key={risk.model} className="med-change">
          {t(`clinicalRisk.${risk.model}`, { low: likelihood(format, risk.probability), high: likelihood(format, risk.atMost) })}{" "}
          <span className="med-sub">{t("clinicalRisk.assumed", { inputs: risk.assumedAbsent.map((input) => t(`clinicalRisk.input_${input}`)).join(", ") })}</span>
        </p>
      ))}
      {finding.kind === "mass" && <p className="med-sub">{t("finding.massReference")}</p>}
      {comparison?.prior != null && <Change pair={pair} isAligned={comparison.aligned} />}
      {finding.decisions.length > 0 && (
        <ul className="med-decisions" aria-label={t("decision.history")}>
          {finding.decisions.map((decision) => (
            <li key={decision.id}>
              <strong>{t(`verdict.${decision.verdict}`)}</strong>
              {decision.reasonCode != null && ` · ${t(`reason.${decision.reasonCode}`, { defaultValue: decision.reasonCode })}`}
              {decision.corrected?.malignancy != null && ` · ${t("decision.malignancyIs", { rating: decision.corrected.malignancy })}`}
              {decision.corrected?.longestDiameterMm != null && ` · ${millimetres(format, decision.corrected.longestDiameterMm)}`}
              {decision.note != null && <blockquote>{decision.note}</blockquote>}
              <div className="med-sub">
                {decision.reader} · {format.dateTime(decision.decidedAt)}
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Change({ pair, isAligned }: { pair: Pair | undefined; isAligned: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (pair === undefined) return <p className="med-change">{t(isAligned ? "growth.added" : "growth.unaligned")}</p>;
  const { growth } = pair;
  if (growth == null) return <p className="med-change">{t("growth.notMeasured")}</p>;
  const sign = (value: number, text: string) => (value > 0 ? `+${text}` : text);
  const percent = (value: number) => sign(value, format.percent(value / 100, 0));
  return (
    <p className={growth.trend === "growing" ? "med-change med-change-significant" : "med-change"} title={t("growth.limitsHelp")}>
      {t("growth.since", { count: growth.intervalDays })}{" "}
      <strong className="tv-number">
        {sign(growth.diameterChangeMm, millimetres(format, growth.diameterChangeMm))}, {percent(growth.volumeChangePercent)}
      </strong>{" "}
      {t("growth.limits", { low: percent(growth.volumeChangeLowPercent), high: percent(growth.volumeChangeHighPercent) })} {t("growth.volume")}
      {growth.doublingDays != null && growth.trend === "growing" && (
        <>
          {" · "}
          {t("growth.doubling", { count: Math.round(growth.doublingDays) })} {doublingRange(t, growth)}
        </>
      )}
      {" · "}
      {t(`growth.trend_${growth.trend}`)}
      {pair.by === "position" && pair.distanceMm != null && <span className="med-sub"> {t("growth.byPosition", { distance: millimetres(format, pair.distanceMm) })}</span>}
    </p>
  );
}

function doublingRange(t: TFunction, growth: NonNullable<Pair["growth"]>): string {
  const low = Math.round(growth.doublingDaysLow ?? 0);
  return growth.doublingDaysHigh == null ? t("growth.rangeOpen", { low }) : t("growth.limits", { low, high: Math.round(growth.doublingDaysHigh) });
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className="tv-number">{children}</dd>
    </div>
  );
}
