import { ExpandableSection, Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useFormat } from "@trivium/webkit";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Drift, DriftState, Monitoring } from "../../api/types.ts";
import { precisionText, reviewText } from "../decision/reviewedAlerts.ts";
import { useFeatureWords } from "../decision/useFeatureWords.ts";
import { DRIFT_ORDER } from "./ranges.ts";

const COLORS: Readonly<Record<DriftState, "red" | "orange" | "green" | "grey">> = { shifted: "red", moderate: "orange", stable: "green", "too-few": "grey" };

function DriftRow({ name, code, drift }: { readonly name: string; readonly code?: string; readonly drift: Drift }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Tr>
      <Th scope="row" modifier="wrap">
        {name}
        {code !== undefined && code !== name && <div className="fin-feature-name">{code}</div>}
      </Th>
      <Td>
        <Label color={COLORS[drift.state]}>{t(`monitoring.state_${drift.state}`)}</Label>
      </Td>
      <Td className="tv-number fin-right">{format.number(drift.psi ?? NaN, 3, 3)}</Td>
      <Td className="tv-number fin-right">{format.number(drift.noise ?? NaN, 3, 3)}</Td>
      <Td className="tv-number fin-right">{format.number(drift.ks ?? NaN, 3, 3)}</Td>
      <Td className="tv-number fin-right">
        {format.number(drift.reference)} / {format.number(drift.current)}
      </Td>
    </Tr>
  );
}

/** The score first, then the inputs, those that moved most above. What cannot be compared yet is behind a switch. */
export function DriftTable({ figures }: { readonly figures: Monitoring }) {
  const { t } = useTranslation();
  const words = useFeatureWords();
  const [isOpen, setOpen] = useState(false);
  const rank = (drift: Drift) => DRIFT_ORDER.indexOf(drift.state) * 1000 - (drift.psi ?? 0);
  const features = [...figures.features].sort((a, b) => rank(a.drift) - rank(b.drift));
  const young = features.filter((feature) => feature.drift.state === "too-few");
  const rows = (shown: readonly Monitoring["features"][number][]) => shown.map((feature) => <DriftRow key={feature.name} name={words.name(feature.name)} code={feature.name} drift={feature.drift} />);
  return (
    <>
      <DriftHead label={t("monitoring.drift")}>
        <DriftRow name={t("monitoring.score")} drift={figures.score} />
        {rows(features.filter((feature) => feature.drift.state !== "too-few"))}
      </DriftHead>
      {young.length > 0 && (
        <ExpandableSection toggleText={t("monitoring.tooFew", { count: young.length })} isExpanded={isOpen} onToggle={(_event, open) => setOpen(open)}>
          <p className="fin-help">{t("monitoring.tooFewHelp")}</p>
          {isOpen && <DriftHead label={t("monitoring.tooFew", { count: young.length })}>{rows(young)}</DriftHead>}
        </ExpandableSection>
      )}
    </>
  );
}

function DriftHead({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Table aria-label={label} variant="compact">
      <Thead>
        <Tr>
          <Th width={40}>{t("monitoring.input")}</Th>
          <Th>{t("monitoring.state")}</Th>
          <Th className="fin-right" modifier="wrap">
            {t("monitoring.psi")}
          </Th>
          <Th className="fin-right" modifier="wrap">
            {t("monitoring.noise")}
          </Th>
          <Th className="fin-right" modifier="wrap">
            {t("monitoring.ks")}
          </Th>
          <Th className="fin-right" modifier="wrap">
            {t("monitoring.samples")}
          </Th>
        </Tr>
      </Thead>
      <Tbody>{children}</Tbody>
    </Table>
  );
}

export function CalibrationTable({ figures }: { readonly figures: Monitoring }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table aria-label={t("monitoring.calibration")} variant="compact">
      <Thead>
        <Tr>
          <Th>{t("monitoring.scoreRange")}</Th>
          <Th className="fin-right">{t("monitoring.decisions")}</Th>
          <Th className="fin-right">{t("monitoring.meanScore")}</Th>
          <Th className="fin-right">{t("monitoring.fraudRate")}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {figures.calibration.bins.map((bin) => (
          <Tr key={bin.from}>
            <Th scope="row">
              {format.number(bin.from, 2, 2)}–{format.number(bin.from + 0.05, 2, 2)}
            </Th>
            <Td className="tv-number fin-right">{format.number(bin.decisions)}</Td>
            <Td className="tv-number fin-right">{format.percent(bin.meanScore, 2)}</Td>
            <Td className="tv-number fin-right">{format.percent(bin.fraudRate, 2)}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** Young weeks have few labels: the shares say how many alerts are known, and precision counts these alone. */
export function WeekTable({ figures }: { readonly figures: Monitoring }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table aria-label={t("monitoring.weeks")} variant="compact">
      <Thead>
        <Tr>
          <Th>{t("monitoring.week")}</Th>
          <Th className="fin-right">{t("monitoring.decisions")}</Th>
          <Th className="fin-right">{t("monitoring.alerts")}</Th>
          <Th>{t("review.outcome")}</Th>
          <Th className="fin-right">{t("monitoring.precision")}</Th>
          <Th className="fin-right">{t("monitoring.recall")}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {[...figures.weeks].reverse().map((week) => (
          <Tr key={week.start}>
            <Th scope="row">{week.start}</Th>
            <Td className="tv-number fin-right">{format.number(week.decisions)}</Td>
            <Td className="tv-number fin-right">{format.number(week.alerts)}</Td>
            <Td className="tv-number">{reviewText(week.review, t, format)}</Td>
            <Td className="tv-number fin-right">{precisionText(week.review, t, format)}</Td>
            <Td className="tv-number fin-right">{format.percent(week.recall ?? NaN)}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

export function MoneyTable({ figures }: { readonly figures: Monitoring }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table aria-label={t("monitoring.money")} variant="compact">
      <Thead>
        <Tr>
          <Th>{t("monitoring.currency")}</Th>
          <Th className="fin-right">{t("monitoring.blocked")}</Th>
          <Th className="fin-right">{t("monitoring.referred")}</Th>
          <Th className="fin-right">{t("monitoring.saved")}</Th>
          <Th className="fin-right">{t("monitoring.lost")}</Th>
          <Th className="fin-right">{t("monitoring.wronglyBlocked")}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {figures.money.map((row) => (
          <Tr key={row.currency}>
            <Th scope="row">{row.currency}</Th>
            {[row.blocked, row.referred, row.saved, row.lost, row.wronglyBlocked].map((amount, index) => (
              <Td key={index} className="tv-number fin-right">{format.money(amount, row.currency)}</Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
