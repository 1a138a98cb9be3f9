import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { shortToken, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Backtest } from "../../api/rules.ts";

type Result = NonNullable<Backtest["result"]>;

/** Money, overlap with live rules, and hits to look at. */
export function BacktestTables({ result }: { result: Result }) {
  const { t } = useTranslation();
  const format = useFormat();
  const number = (value: number) => new Intl.NumberFormat(format.locale, { maximumFractionDigits: 2 }).format(value);
  return (
    <>
      {result.money.length > 0 && (
        <div className="fin-table-scroll" tabIndex={0} role="region" aria-label={t("rules.money")}>
          <Table variant="compact" aria-label={t("rules.money")} gridBreakPoint="">
            <Thead>
              <Tr>
                <Th>{t("rules.currency")}</Th>
                <Th className="fin-right">{t("rules.moneyHit")}</Th>
                <Th className="fin-right">{t("rules.moneyFraud")}</Th>
                <Th className="fin-right">{t("rules.moneyNew")}</Th>
                <Th className="fin-right">{t("rules.moneyGenuine")}</Th>
              </Tr>
            </Thead>
            <Tbody>
              {result.money.map((sums) => (
                <Tr key={sums.currency}>
                  <Td>{sums.currency}</Td>
                  <Td className="tv-number fin-right">{number(sums.hit)}</Td>
                  <Td className="tv-number fin-right">{number(sums.hitFraud)}</Td>
                  <Td className="tv-number fin-right">{number(sums.newFraud)}</Td>
                  <Td className="tv-number fin-right">{number(sums.hitGenuine)}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        </div>
      )}
      {result.overlap.length > 0 && (
        <div className="fin-table-scroll" tabIndex={0} role="region" aria-label={t("rules.overlap")}>
          <Table variant="compact" aria-label={t("rules.overlap")} gridBreakPoint="">
            <Thead>
              <Tr>
                <Th>{t("rules.overlapWith")}</Th>
                <Th className="fin-right">{t("rules.overlapBoth")}</Th>
                <Th className="fin-right">{t("rules.overlapThis")}</Th>
                <Th className="fin-right">{t("rules.overlapOther")}</Th>
              </Tr>
            </Thead>
            <Tbody>
              {result.overlap.map((other) => (
                <Tr key={other.ruleId}>
                  <Td>
                    <Link to={`/rules/${other.ruleId}`}>{other.ruleId}</Link> {t("rules.versionShort", { version: other.version })}
                  </Td>
                  <Td className="tv-number fin-right">{number(other.both)}</Td>
                  <Td className="tv-number fin-right">{number(other.onlyThis)}</Td>
                  <Td className="tv-number fin-right">{number(other.onlyOther)}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        </div>
      )}
      {result.sample.length > 0 && (
        <div className="fin-table-scroll" tabIndex={0} role="region" aria-label={t("rules.sample")}>
          <Table variant="compact" aria-label={t("rules.sample")} gridBreakPoint="">
            <Thead>
              <Tr>
                <Th>{t("drawer.occurredAt")}</Th>
                <Th>{t("column.authorization")}</Th>
                <Th className="fin-right">{t("column.amount")}</Th>
                <Th className="fin-right">{t("rules.score")}</Th>
                <Th>{t("column.outcome")}</Th>
                <Th>{t("rules.label")}</Th>
              </Tr>
            </Thead>
            <Tbody>
              {result.sample.map((hit) => (
                <Tr key={hit.authorizationId}>
                  <Td className="tv-number">{format.dateTime(hit.occurredAt)}</Td>
                  <Td className="fin-mono">
                    <Link to={`/history?selected=${encodeURIComponent(hit.authorizationId)}`}>{shortToken(hit.authorizationId, 8, 6)}</Link>
                  </Td>
                  <Td className="tv-number fin-right">{`${number(hit.amount)} ${hit.currency}`}</Td>
                  <Td className="tv-number fin-right">{hit.score == null ? "—" : hit.score.toFixed(3)}</Td>
                  <Td>{t(`outcome.${hit.outcome}`, { defaultValue: hit.outcome })}</Td>
                  <Td>{hit.label == null ? "—" : t(`label.${hit.label}`, { defaultValue: hit.label })}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        </div>
      )}
    </>
  );
}
