import { Alert, Card, CardBody, CardTitle, FormGroup, FormSelect, FormSelectOption } from "@patternfly/react-core";
import BalanceScaleIcon from "@patternfly/react-icons/dist/esm/icons/balance-scale-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { NothingState, useFormat, useUrlState } from "@trivium/webkit";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Model, ModelVersion } from "../../api/types.ts";
import { SignatureLabel, VersionStateLabel } from "../model/ModelLabels.tsx";
import { useNetworkName } from "../model/networkName.ts";
import { useMetricName } from "../model/useMetricName.ts";
import { aliased, versionOf } from "../model/useModels.ts";
import { compareMetrics } from "./compare.ts";
import { ComparisonTable } from "./ReleaseDetails.tsx";
import { differenceText, figureText } from "./figureText.ts";
import { learningAddress } from "./taskAddress.ts";
import { CardLink, ItemLink } from "./TaskLinks.tsx";
import { useReleases } from "./useLearning.ts";

/** Two versions compared: their measures, and how each was made. */
export function CompareView({ task, model }: { task: string; model: Model | undefined }) {
  const { t } = useTranslation();
  const [address, change] = useUrlState(learningAddress);
  if (model === undefined || model.versions.length < 2) {
    return (
      <NothingState title={t("learning.nothingToCompare")} icon={BalanceScaleIcon}>
        {t("learning.nothingToCompareHelp")}
      </NothingState>
    );
  }
  const left = versionOf(model, address.left) ?? aliased(model, "champion") ?? versionOf(model, model.servingVersion) ?? model.versions[1];
  const right = versionOf(model, address.right) ?? aliased(model, "challenger") ?? model.versions.find((version) => version !== left);
  if (left === undefined || right === undefined) return null;
  return (
    <>
      <div className="rt-compare-choice">
        {(["left", "right"] as const).map((side) => (
          <FormGroup key={side} label={t(`learning.${side}`)} fieldId={`compare-${side}`}>
            <FormSelect id={`compare-${side}`} value={(side === "left" ? left : right).version} onChange={(_event, value) => change({ [side]: value })}>
              {model.versions.map((version) => (
                <FormSelectOption key={version.version} value={version.version} label={[t("models.version", { version: version.version }), ...version.aliases.map((alias) => t(`alias.${alias}`, { defaultValue: alias }))].join(" · ")} />
              ))}
            </FormSelect>
          </FormGroup>
        ))}
      </div>
      {left === right && <Alert variant="info" isInline isPlain title={t("learning.sameVersion")} />}
      <Card isCompact className="rt-card">
        <CardTitle component="h2">{t("learning.comparedFigures")}</CardTitle>
        <CardBody>
          <MetricTable left={left} right={right} />
        </CardBody>
      </Card>
      <LiveComparison task={task} left={left.version} right={right.version} />
      <Card isCompact className="rt-card">
        <CardTitle component="h2">{t("models.provenance")}</CardTitle>
        <CardBody>
          <OriginTable left={left} right={right} />
        </CardBody>
      </Card>
    </>
  );
}

function Heads({ left, right, isMeasured = false }: { left: ModelVersion; right: ModelVersion; isMeasured?: boolean }) {
  const { t } = useTranslation();
  return (
    <Thead>
      <Tr>
        <Th>{t(isMeasured ? "learning.figure" : "learning.fact")}</Th>
        {[left, right].map((version, index) => (
          <Th key={index} className={isMeasured ? "rt-right" : ""}>
            {t("models.version", { version: version.version })}
          </Th>
        ))}
        {isMeasured && <Th className="rt-right">{t("learning.difference")}</Th>}
        {isMeasured && <Th>{t("learning.verdictTitle", { version: right.version })}</Th>}
      </Tr>
    </Thead>
  );
}

function MetricTable({ left, right }: { left: ModelVersion; right: ModelVersion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useMetricName();
  const metrics = useMemo(() => compareMetrics(left, right), [left, right]);
  if (metrics.length === 0) return <p className="rt-subtle">{t("models.noMetrics")}</p>;
  return (
    <>
      <div className="rt-table-scroll">
        <Table variant="compact" aria-label={t("learning.comparedFigures")} gridBreakPoint="">
          <Heads left={left} right={right} isMeasured />
          <Tbody>
            {metrics.map((one) => (
              <Tr key={one.metric} data-metric={one.metric}>
                <Td className="rt-wrap" title={one.metric}>
                  {nameOf(one.metric)}
                </Td>
                <Td className="tv-number rt-right">{figureText(one.left, format)}</Td>
                <Td className="tv-number rt-right">{figureText(one.right, format)}</Td>
                <Td className="tv-number rt-right">{differenceText(one.difference, format)}</Td>
                <Td className={`rt-verdict-${one.verdict}`}>{t(`learning.verdict.${one.verdict}`)}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </div>
      <p className="rt-subtle">{t("learning.comparedNote")}</p>
    </>
  );
}

/** What a release measured between these two on the same live requests. */
function LiveComparison({ task, left, right }: { task: string; left: string; right: string }) {
  const { t } = useTranslation();
  const releases = useReleases(task).data?.items ?? [];
  const release = releases.find((one) => one.champion === left && one.version === right) ?? releases.find((one) => one.champion === right && one.version === left);
  if (release === undefined) return null;
  return (
    <Card isCompact className="rt-card">
      <CardTitle component="h2">{t("learning.comparison")}</CardTitle>
      <CardBody>
        <ComparisonTable release={release} />
        <p>
          <ItemLink id={`release:${release.id}`} text={t("learning.openRelease")} />
        </p>
      </CardBody>
    </Card>
  );
}

function OriginTable({ left, right }: { left: ModelVersion; right: ModelVersion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const networkName = useNetworkName();
  const rows: readonly { readonly name: string; readonly of: (version: ModelVersion) => string | undefined; readonly isCode?: boolean }[] = [
    { name: t("models.data"), of: (version) => version.provenance.data.name },
    { name: t("models.period"), of: ({ provenance: { data } }) => (data.from === undefined && data.to === undefined ? undefined : `${data.from ?? "…"} – ${data.to ?? "…"}`) },
    { name: t("models.rows"), of: ({ provenance: { data } }) => t("models.rowsValue", { rows: format.number(data.rows, 0), positives: format.number(data.positives, 0) }) },
    { name: t("models.seed"), of: (version) => String(version.provenance.seed) },
    { name: t("models.command"), of: (version) => version.provenance.command, isCode: true },
    { name: t("models.codeRevision"), of: (version) => version.provenance.codeRevision, isCode: true },
    { name: t("column.network"), of: networkName },
    { name: t("column.size"), of: (version) => (version.bytes === undefined ? undefined : format.bytes(version.bytes)) },
    { name: t("models.source"), of: (version) => t(`source.${version.source}`) },
    { name: t("column.registered"), of: (version) => `${format.dateTime(version.registeredAt)} · ${version.registeredBy}` },
    { name: t("models.manifestHash"), of: (version) => version.sha256, isCode: true },
  ];
  return (
    <div className="rt-table-scroll">
      <Table variant="compact" aria-label={t("models.provenance")} gridBreakPoint="" className="rt-origins">
        <Heads left={left} right={right} />
        <Tbody>
          <Tr>
            <Td>{t("column.state")}</Td>
            {[left, right].map((version, index) => (
              <Td key={index}>
                <span className="rt-labels">
                  <VersionStateLabel version={version} />
                  <SignatureLabel signature={version.signature} />
                  <CardLink version={version.version} />
                </span>
              </Td>
            ))}
          </Tr>
          {rows.map((row) => {
            const [before, after] = [row.of(left), row.of(right)];
            return (
              <Tr key={row.name} className={before === after ? "" : "rt-differs"}>
                <Td>
                  {row.name}
                  {before !== after && <span className="pf-v6-screen-reader"> ({t("learning.differs")})</span>}
                </Td>
                {[before, after].map((value, index) => (
                  <Td key={index} className={row.isCode === true ? "rt-detail rt-mono" : "rt-detail"}>
                    {value ?? "—"}
                  </Td>
                ))}
              </Tr>
            );
          })}
        </Tbody>
      </Table>
    </div>
  );
}
