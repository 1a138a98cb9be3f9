import { Button, Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useFormat } from "@trivium/webkit";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Model } from "../../api/types.ts";
import { comparedMetrics, gatesPassed, metricText } from "./metrics.ts";
import { AliasLabel, SignatureLabel, VersionStateLabel } from "./ModelLabels.tsx";
import { useNetworkName } from "./networkName.ts";
import { useMetricName } from "./useMetricName.ts";

const METRICS = 3;

/** Versions of a model in a table, newest first. */
export function VersionTable({ model, selected, onSelect }: { model: Model; selected: string; onSelect: (version: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const networkName = useNetworkName();
  const nameOf = useMetricName();
  const metrics = useMemo(() => comparedMetrics(model.versions, METRICS), [model.versions]);
  return (
    <div className="rt-table-scroll">
      <Table variant="compact" aria-label={t("models.table", { model: model.name })} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("column.version")}</Th>
            <Th>{t("column.aliases")}</Th>
            <Th>{t("column.state")}</Th>
            {metrics.map((metric) => (
              <Th key={metric} className="rt-right" title={metric}>
                {nameOf(metric)}
              </Th>
            ))}
            <Th>{t("column.gates")}</Th>
            <Th>{t("column.network")}</Th>
            <Th className="rt-right">{t("column.size")}</Th>
            <Th>{t("column.signature")}</Th>
            <Th>{t("column.registered")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {model.versions.map((version) => (
            <Tr key={version.version} isClickable isRowSelected={version.version === selected} onRowClick={() => onSelect(version.version)}>
              <Td>
                <Button
                  variant="link"
                  isInline
                  className="tv-number"
                  data-version={version.version}
                  aria-label={t("models.open", { version: version.version })}
                  onClick={(event) => {
                    event.stopPropagation();
                    onSelect(version.version);
                  }}
                >
                  {version.version}
                </Button>
              </Td>
              <Td>
                <span className="rt-labels">{version.aliases.length === 0 ? "—" : version.aliases.map((alias) => <AliasLabel key={alias} alias={alias} />)}</span>
              </Td>
              <Td>
                <VersionStateLabel version={version} />
              </Td>
              {metrics.map((metric) => (
                <Td key={metric} className="tv-number rt-right">
                  {metricText(version.provenance.metrics[metric], format)}
                </Td>
              ))}
              <Td>
                <Gates version={version} />
              </Td>
              <Td>{networkName(version)}</Td>
              <Td className="tv-number rt-right">{version.bytes === undefined ? "—" : format.bytes(version.bytes)}</Td>
              <Td>
                <SignatureLabel signature={version.signature} />
              </Td>
              <Td className="tv-number">
                {format.dateTime(version.registeredAt)}
                <div className="rt-subtle">{version.registeredBy}</div>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}

/** Gates of the specification, of which none may be missed by a champion. */
function Gates({ version }: { version: Model["versions"][number] }) {
  const { t } = useTranslation();
  const gates = gatesPassed(version);
  if (gates === undefined) return <span className="rt-subtle">{t("models.noGates")}</span>;
  return (
    <Label status={gates.passed === gates.of ? "success" : "danger"} isCompact>
      {t("models.gatesPassed", { passed: gates.passed, of: gates.of })}
    </Label>
  );
}
