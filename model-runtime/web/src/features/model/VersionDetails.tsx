import { Alert, Button, DescriptionList, Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useFormat, useHasRole } from "@trivium/webkit";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Gate, Model, ModelVersion } from "../../api/types.ts";
import { OPERATOR_ROLE } from "../../roles.ts";
import { taskHref } from "../learning/taskAddress.ts";
import { Fact } from "../page/Fact.tsx";
import type { AliasAct } from "./AliasDialog.tsx";
import { comparedMetrics, metricText } from "./metrics.ts";
import { CallSnippet } from "./CallSnippet.tsx";
import { AliasLabel, SignatureLabel, VersionStateLabel } from "./ModelLabels.tsx";
import { useNetworkName } from "./networkName.ts";
import { useProposal } from "./PendingProposal.tsx";
import { useMetricName } from "./useMetricName.ts";

/** Everything the registry knows of one version: what it is, how good, how it was made, whose it is. */
export function VersionDetails({ version, model, onAct }: { version: ModelVersion; model: Model; onAct: (act: AliasAct) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const networkName = useNetworkName();
  const { provenance, signature } = version;
  const { data } = provenance;
  return (
    <div className="rt-details">
      <Section id="state" title={t("column.state")}>
        <p className="rt-labels">
          <VersionStateLabel version={version} />
          {version.aliases.map((alias) => (
            <AliasLabel key={alias} alias={alias} />
          ))}
        </p>
        {version.failure !== undefined && (
          <Alert variant="danger" isInline title={t("models.failure")}>
            <p className="rt-break">{version.failure}</p>
          </Alert>
        )}
        <DescriptionList isCompact isHorizontal termWidth="10.5rem">
          <Fact term={t("models.task")}>
            <span className="rt-mono">{version.task}</span>
          </Fact>
          <Fact term={t("column.latencyClass")}>
            {version.latencyClass === undefined ? (
              "—"
            ) : (
              <>
                {t(`latencyClass.${version.latencyClass}`)} <span className="rt-subtle">{t(`latencyClass.${version.latencyClass}Target`)}</span>
              </>
            )}
          </Fact>
          <Fact term={t("column.network")}>
            {networkName(version)}
            {version.expertGroup !== undefined && ` · ${t("models.expertGroup", { group: version.expertGroup })}`}
            {version.network === "moe" && (version.state === "loaded" || version.state === "active") && (
              <>
                {" · "}
                <Link to={`/experts?${new URLSearchParams({ model: version.name, version: version.version }).toString()}`}>{t("nav.experts")}</Link>
              </>
            )}
          </Fact>
          <Fact term={t("models.head")}>{version.head === undefined ? "—" : t(`head.${version.head}`, { defaultValue: version.head })}</Fact>
          <Fact term={t("column.size")}>
            <span className="tv-number">{version.bytes === undefined ? "—" : format.bytes(version.bytes)}</span>
          </Fact>
          <Fact term={t("models.residentBytes")}>{version.residentBytes === undefined ? t("models.notLoaded") : <span className="tv-number">{format.bytes(version.residentBytes)}</span>}</Fact>
        </DescriptionList>
      </Section>

      <Acts version={version} model={model} onAct={onAct} />

      <Section id="metrics" title={t("models.metrics")}>
        <Metrics version={version} />
      </Section>

      <Section id="call" title={t("call.title")}>
        <CallSnippet model={version.name} version={version.version} isLoaded={version.state === "loaded" || version.state === "active"} />
      </Section>

      <Section id="provenance" title={t("models.provenance")}>
        <DescriptionList isCompact isHorizontal termWidth="10.5rem">
          <Fact term={t("models.data")}>{data.name}</Fact>
          {(data.from ?? data.to) !== undefined && (
            <Fact term={t("models.period")}>
              <span className="tv-number">
                {data.from ?? "…"} – {data.to ?? "…"}
              </span>
            </Fact>
          )}
          <Fact term={t("models.rows")}>
            <span className="tv-number">{t("models.rowsValue", { rows: format.number(data.rows, 0), positives: format.number(data.positives, 0) })}</span>
          </Fact>
          {data.licence !== undefined && <Fact term={t("models.licence")}>{data.licence}</Fact>}
          <Fact term={t("models.seed")}>
            <span className="tv-number">{provenance.seed}</span>
          </Fact>
          {provenance.codeRevision !== undefined && (
            <Fact term={t("models.codeRevision")}>
              <span className="rt-mono rt-break">{provenance.codeRevision}</span>
            </Fact>
          )}
          {provenance.command !== undefined && (
            <Fact term={t("models.command")}>
              <span className="rt-mono rt-break">{provenance.command}</span>
            </Fact>
          )}
        </DescriptionList>
      </Section>

      <Section id="origin" title={t("models.origin")}>
        <DescriptionList isCompact isHorizontal termWidth="10.5rem">
          <Fact term={t("column.signature")}>
            <SignatureLabel signature={signature} />
            {signature.signer !== undefined && ` ${signature.signer}`}
            {signature.keyId !== undefined && <div className="rt-mono rt-break">{signature.keyId}</div>}
          </Fact>
          <Fact term={t("learning.openCard")}>
            <Link to={taskHref(version.task, "card", { version: version.version })}>{t("learning.cardOf", { model: version.name, version: version.version })}</Link>
          </Fact>
          <Fact term={t("models.manifestHash")}>
            <span className="rt-mono rt-break">{version.sha256}</span>
          </Fact>
          <Fact term={t("models.source")}>{t(`source.${version.source}`)}</Fact>
          <Fact term={t("column.registered")}>
            {format.exactTime(version.registeredAt)} · {version.registeredBy}
          </Fact>
          {version.activatedAt !== undefined && <Fact term={t("models.activated")}>{format.exactTime(version.activatedAt)}</Fact>}
        </DescriptionList>
      </Section>
    </div>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={`version-${id}`}>
      <h3 id={`version-${id}`} className="rt-section-title">
        {title}
      </h3>
      {children}
    </section>
  );
}

function Acts({ version, model, onAct }: { version: ModelVersion; model: Model; onAct: (act: AliasAct) => void }) {
  const { t } = useTranslation();
  const isOperator = useHasRole(OPERATOR_ROLE);
  const named = (alias: string) => model.aliases.find((one) => one.alias === alias)?.version ?? "";
  const needsSecondPerson = useProposal(model.name).data?.needsSecondPerson === true;
  const promote = (alias: string) =>
    onAct({ kind: alias === "champion" && needsSecondPerson ? "propose" : "promote", model: model.name, alias, from: named(alias), version: version.version });
  const open = (["champion", "challenger"] as const).filter((alias) => named(alias) !== version.version);
  return (
    <Section id="acts" title={t("act.title")}>
      {!isOperator && <p className="rt-subtle">{t("act.needsRole", { role: OPERATOR_ROLE })}</p>}
      {isOperator && version.state === "failed" && <p className="rt-subtle">{t("models.failedHelp")}</p>}
      {isOperator && version.state !== "failed" && (
        <div className="rt-acts">
          {open
            // A version that serves cannot shadow itself.
            .filter((alias) => alias === "champion" || named("champion") !== version.version)
            .map((alias) => (
              <Button key={alias} variant={alias === "champion" ? "primary" : "secondary"} onClick={() => promote(alias)}>
                {t(`models.make_${alias}`)}
              </Button>
            ))}
          {named("champion") === version.version && <p className="rt-subtle">{t("models.isChampion")}</p>}
        </div>
      )}
    </Section>
  );
}

function Metrics({ version }: { version: ModelVersion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useMetricName();
  const gates = new Map(version.gates.map((gate) => [gate.metric, gate]));
  const names = [...new Set([...gates.keys(), ...comparedMetrics([version], Infinity)])];
  if (names.length === 0) return <p className="rt-subtle">{t("models.noMetrics")}</p>;
  return (
    <div className="rt-table-scroll">
      <Table variant="compact" borders={false} aria-label={t("models.metrics")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("models.metric")}</Th>
            <Th className="rt-right">{t("models.value")}</Th>
            {gates.size > 0 && <Th>{t("models.gate")}</Th>}
          </Tr>
        </Thead>
        <Tbody>
          {names.map((name) => {
            const gate = gates.get(name);
            return (
              <Tr key={name}>
                <Td title={name}>{nameOf(name)}</Td>
                <Td className="tv-number rt-right">{metricText(gate?.value ?? version.provenance.metrics[name], format)}</Td>
                {gates.size > 0 && <Td>{gate === undefined ? t("models.noGate") : <GateText gate={gate} />}</Td>}
              </Tr>
            );
          })}
        </Tbody>
      </Table>
    </div>
  );
}

function GateText({ gate }: { gate: Gate }) {
  const { t } = useTranslation();
  const format = useFormat();
  const bounds = [gate.least === undefined ? "" : `≥ ${metricText(gate.least, format)}`, gate.most === undefined ? "" : `≤ ${metricText(gate.most, format)}`].filter((bound) => bound !== "").join(", ");
  return (
    <span className="rt-labels">
      <span className="tv-number">{bounds}</span>
      <Label status={gate.passed ? "success" : "danger"} isCompact>
        {gate.passed ? t("models.passed") : t("models.missed")}
      </Label>
    </span>
  );
}
