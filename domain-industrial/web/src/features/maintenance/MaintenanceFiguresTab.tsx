import { Alert, Button, Card, CardBody, CardTitle, DescriptionList, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { QueryState, useHasRole } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { getEconomics, getMaintenanceFigures } from "../../api/maintenance.ts";
import type { MaintenanceFigures, Reliability } from "../../api/types.ts";
import { Fact } from "../shared/Fact.tsx";
import { Figure } from "../shared/Figure.tsx";
import { PLANNER } from "../shared/roles.ts";
import { useWords } from "../shared/useWords.ts";
import { EconomicsDialog } from "./EconomicsDialog.tsx";
import { PERIOD_DAYS, PERIODS } from "./orders.ts";

type Period = (typeof PERIODS)[number];
const DAY_MS = 86_400_000;
const FORMULAS = ["mtbf", "mttr", "availability", "avoidedDowntime", "returnOnInvestment"] as const;

/** Whether it helped: reliability and money by asset, each figure with its formula. */
export function MaintenanceFiguresTab({ period, onPeriod }: { period: Period; onPeriod: (period: Period) => void }) {
  const { t } = useTranslation();
  const isPlanner = useHasRole(PLANNER);
  const [isEditing, setEditing] = useState(false);
  const economics = useQuery({ queryKey: ["economics"], queryFn: ({ signal }) => getEconomics(signal) });
  const query = useQuery({
    queryKey: ["maintenance-figures", period],
    queryFn: ({ signal }) => getMaintenanceFigures({ from: new Date(Date.now() - PERIOD_DAYS[period] * DAY_MS).toISOString(), to: new Date().toISOString() }, signal),
  });
  return (
    <>
      <div className="ind-section-head">
        <ToggleGroup aria-label={t("filter.range")}>
          {PERIODS.map((choice) => (
            <ToggleGroupItem key={choice} buttonId={`period-${choice}`} text={t(`period.${choice}`)} isSelected={period === choice} onChange={() => onPeriod(choice)} />
          ))}
        </ToggleGroup>
        {isPlanner && (
          <Button variant="secondary" onClick={() => setEditing(true)}>
            {t("economics.edit")}
          </Button>
        )}
      </div>
      {economics.data?.version === 0 && (
        <Alert variant="info" isInline title={t("economics.unset")}>
          {t(isPlanner ? "economics.unsetHelp" : "economics.unsetReader")}
        </Alert>
      )}
      <QueryState query={query}>{(figures) => <Figures figures={figures} />}</QueryState>
      {isEditing && <EconomicsDialog onClose={() => setEditing(false)} />}
    </>
  );
}

function Figures({ figures }: { figures: MaintenanceFigures }) {
  const { t } = useTranslation();
  const { format, amount } = useWords();
  const { total, currency } = figures;
  const hours = (value: number | null | undefined) => (value == null ? "—" : format.number(value, digitsOfHours(value)));
  return (
    <>
      <div className="ind-figures">
        <Figure name="MTBF" value={hours(total.mtbfHours)} unit="h" note={t("reliability.failures", { count: total.failures })} />
        <Figure name="MTTR" value={hours(total.mttrHours)} unit="h" note={t("reliability.repair", { hours: hours(total.repairHours) })} />
        <Figure name={t("reliability.availability")} value={total.availability == null ? "—" : format.percent(total.availability, 2)} note={t("reliability.operating", { hours: hours(total.operatingHours) })} />
        <Figure name={t("reliability.avoided")} value={hours(total.avoidedDowntimeHours)} unit="h" note={amount(total.avoidedCost, currency)} />
        <Figure name={t("reliability.roi")} value={total.returnOnInvestment == null ? "—" : format.percent(total.returnOnInvestment, 0)} note={t("reliability.spent", { amount: amount(total.maintenanceCost, currency) })} />
        <Figure name={t("reliability.precision")} value={total.confirmed + total.falseAlarms === 0 ? "—" : format.percent(total.confirmed / (total.confirmed + total.falseAlarms), 0)} note={t("reliability.precisionNote", { confirmed: total.confirmed, wrong: total.falseAlarms })} />
      </div>
      <div className="ind-table-scroll" tabIndex={0} role="region" aria-label={t("planner.tab_figures")}>
        <Table variant="compact" aria-label={t("planner.tab_figures")} gridBreakPoint="">
          <Thead>
            <Tr>
              <Th>{t("column.asset")}</Th>
              {["failuresHead", "mtbf", "mttr", "availability", "avoided", "confirmedHead", "cost", "avoidedCost", "roi"].map((key) => (
                <Th key={key} className="ind-right">
                  {t(`reliability.${key}`)}
                </Th>
              ))}
            </Tr>
          </Thead>
          <Tbody>
            {figures.assets.map((asset) => (
              <Tr key={asset.assetId ?? asset.assetName}>
                <Td>
                  <Link to={`/assets/${asset.assetId ?? ""}`}>{asset.assetName}</Link>
                </Td>
                <Cells row={asset} currency={currency} />
              </Tr>
            ))}
            <Tr className="ind-total">
              <Td>{t("reliability.total")}</Td>
              <Cells row={total} currency={currency} />
            </Tr>
          </Tbody>
        </Table>
      </div>
      <Card isCompact className="ind-formulas">
        <CardTitle component="h2">{t("reliability.formulas")}</CardTitle>
        <CardBody>
          <DescriptionList isCompact isHorizontal termWidth="11rem">
            {FORMULAS.map((name) => (
              <Fact key={name} term={t(`formula.${name}`)}>
                {figures.formulas[name]}
              </Fact>
            ))}
          </DescriptionList>
        </CardBody>
      </Card>
    </>
  );
}

function Cells({ row, currency }: { row: Reliability; currency: string }) {
  const { format, amount } = useWords();
  const hours = (value: number | null | undefined) => (value == null ? "—" : `${format.number(value, digitsOfHours(value))} h`);
  const cells = [
    format.number(row.failures, 0),
    hours(row.mtbfHours),
    hours(row.mttrHours),
    row.availability == null ? "—" : format.percent(row.availability, 2),
    hours(row.avoidedDowntimeHours),
    `${row.confirmed} / ${row.falseAlarms}`,
    amount(row.maintenanceCost, currency),
    amount(row.avoidedCost, currency),
    row.returnOnInvestment == null ? "—" : format.percent(row.returnOnInvestment, 0),
  ];
  return cells.map((cell, i) => (
    <Td key={i} className="tv-number ind-right">
      {cell}
    </Td>
  ));
}

/** Minutes of a short repair still show. */
function digitsOfHours(value: number): number {
  return value < 1 ? 3 : value < 100 ? 1 : 0;
}
