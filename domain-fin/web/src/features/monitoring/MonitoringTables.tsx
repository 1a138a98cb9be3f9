import { Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { Drift, DriftState, Monitoring } from "../../api/types.ts";
import { DRIFT_ORDER } from "./ranges.ts";

const COLORS: Readonly<Record<DriftState, "red" | "orange" | "green" | "grey">> = { shifted: "red", moderate: "orange", stable: "green", "too-few": "grey" };

function DriftRow({ name, drift }: { readonly name: string; readonly drift: Drift }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Tr>
      <Th scope="row">{name}</Th>
      <Td>
        <Label color={COLORS[drift.state]}>{t(`monitoring.state_${drift.state}`)}</Label>
      </Td>
      <Td>{format.number(drift.psi ?? NaN, 3, 3)}</Td>
      <Td>{format.number(drift.noise ?? NaN, 3, 3)}</Td>
      <Td>{format.number(drift.ks ?? NaN, 3, 3)}</Td>
      <Td>
        {format.number(drift.reference)} / {format.number(drift.current)}
      </Td>
    </Tr>
  );
}

/** The score first, then the inputs, those that moved most above. */
export function DriftTable({ figures }: { readonly figures: Monitoring }) {
  const { t } = useTranslation();
  const rank = (drift: Drift) => DRIFT_ORDER.indexOf(drift.state) * 1000 - (drift.psi ?? 0);
  const features = [...figures.features].sort((a, b) => rank(a.drift) - rank(b.drift));
  return (
    <Table aria-label={t("monitoring.drift")} variant="compact">
      <Thead>
        <Tr>
          <Th>{t("monitoring.input")}</Th>
          <Th>{t("monitoring.state")}</Th>
          <Th>{t("monitoring.psi")}</Th>
          <Th>{t("monitoring.noise")}</Th>
          <Th>{t("monitoring.ks")}</Th>
          <Th>{t("monitoring.samples")}</Th>
        </Tr>
      </Thead>
      <Tbody>
        <DriftRow name={t("monitoring.score")} drift={figures.score} />
        {features.map((feature) => (
          <DriftRow key={feature.name} name={feature.name} drift={feature.drift} />
        ))}
      </Tbody>
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
          <Th>{t("monitoring.decisions")}</Th>
          <Th>{t("monitoring.meanScore")}</Th>
          <Th>{t("monitoring.fraudRate")}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {figures.calibration.bins.map((bin) => (
          <Tr key={bin.from}>
            <Th scope="row">
              {format.number(bin.from, 2, 2)}–{format.number(bin.from + 0.05, 2, 2)}
            </Th>
            <Td>{format.number(bin.decisions)}</Td>
            <Td>{format.percent(bin.meanScore, 2)}</Td>
            <Td>{format.percent(bin.fraudRate, 2)}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** Young weeks have few labels: their precision stands beside the share of labels that are in. */
export function WeekTable({ figures }: { readonly figures: Monitoring }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table aria-label={t("monitoring.weeks")} variant="compact">
      <Thead>
        <Tr>
          <Th>{t("monitoring.week")}</Th>
          <Th>{t("monitoring.decisions")}</Th>
          <Th>{t("monitoring.alerts")}</Th>
          <Th>{t("monitoring.labelled")}</Th>
          <Th>{t("monitoring.precision")}</Th>
          <Th>{t("monitoring.recall")}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {[...figures.weeks].reverse().map((week) => (
          <Tr key={week.start}>
            <Th scope="row">{week.start}</Th>
            <Td>{format.number(week.decisions)}</Td>
            <Td>{format.number(week.alerts)}</Td>
            <Td>{format.percent(week.labelled ?? NaN)}</Td>
            <Td>{format.percent(week.precision ?? NaN)}</Td>
            <Td>{format.percent(week.recall ?? NaN)}</Td>
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
          <Th>{t("monitoring.blocked")}</Th>
          <Th>{t("monitoring.referred")}</Th>
          <Th>{t("monitoring.saved")}</Th>
          <Th>{t("monitoring.lost")}</Th>
          <Th>{t("monitoring.wronglyBlocked")}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {figures.money.map((row) => (
          <Tr key={row.currency}>
            <Th scope="row">{row.currency}</Th>
            {[row.blocked, row.referred, row.saved, row.lost, row.wronglyBlocked].map((amount, index) => (
              <Td key={index}>{format.money(amount, row.currency)}</Td>
            ))}
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
