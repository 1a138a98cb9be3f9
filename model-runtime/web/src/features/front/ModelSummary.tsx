import { Card, CardBody, Title } from "@patternfly/react-core";
import CubesIcon from "@patternfly/react-icons/dist/esm/icons/cubes-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { NothingState, QueryState, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Model } from "../../api/types.ts";
import { SignatureLabel, VersionStateLabel } from "../model/ModelLabels.tsx";
import { useNetworkName } from "../model/networkName.ts";
import { aliased, loadedVersions, useModels, versionOf } from "../model/useModels.ts";

/** Each model with who serves and who is tried. */
export function ModelSummary() {
  const { t } = useTranslation();
  const query = useModels();
  return (
    <section aria-labelledby="models-title" className="rt-section">
      <Title headingLevel="h2" size="lg" id="models-title">
        {t("front.models")}
      </Title>
      <Card isCompact className="rt-card">
        <CardBody>
          <QueryState query={query} isEmpty={(models) => models.length === 0} empty={<NothingState title={t("models.noneTitle")} icon={CubesIcon}>{t("models.noneBody")}</NothingState>}>
            {(models) => <Summary models={models} />}
          </QueryState>
        </CardBody>
      </Card>
    </section>
  );
}

function Summary({ models }: { models: readonly Model[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const networkName = useNetworkName();
  return (
    <div className="rt-table-scroll">
      <Table variant="compact" borders={false} aria-labelledby="models-title" gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("column.model")}</Th>
            <Th>{t("alias.champion")}</Th>
            <Th>{t("alias.challenger")}</Th>
            <Th>{t("column.latencyClass")}</Th>
            <Th>{t("column.network")}</Th>
            <Th className="rt-right">{t("models.residentBytes")}</Th>
            <Th>{t("column.signature")}</Th>
            <Th>{t("column.since")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {models.map((model) => {
            const champion = aliased(model, "champion") ?? versionOf(model, model.servingVersion);
            const challenger = aliased(model, "challenger");
            const shown = champion ?? model.versions[0];
            const since = model.aliases.find((alias) => alias.alias === "champion")?.changedAt ?? champion?.activatedAt;
            const resident = loadedVersions(model).reduce((sum, version) => sum + (version.residentBytes ?? 0), 0);
            return (
              <Tr key={model.name} data-model={model.name}>
                <Td>
                  <Link to={`/models?${new URLSearchParams({ model: model.name }).toString()}`} className="rt-mono">
                    {model.name}
                  </Link>
                </Td>
                <Td>
                  {champion === undefined ? (
                    <span className="rt-subtle">{t("front.noChampion")}</span>
                  ) : (
                    <span className="rt-labels">
                      <span className="tv-number">{champion.version}</span>
                      <VersionStateLabel version={champion} />
                    </span>
                  )}
                </Td>
                <Td className="tv-number">{challenger?.version ?? "—"}</Td>
                <Td>{shown?.latencyClass === undefined ? "—" : t(`latencyClass.${shown.latencyClass}`)}</Td>
                <Td>
                  {shown === undefined ? "—" : networkName(shown)}
                  {champion?.network === "moe" && (
                    <>
                      {" · "}
                      <Link to={`/experts?${new URLSearchParams({ model: model.name }).toString()}`}>{t("nav.experts")}</Link>
                    </>
                  )}
                </Td>
                <Td className="tv-number rt-right">{resident === 0 ? "—" : format.bytes(resident)}</Td>
                <Td>{shown === undefined ? "—" : <SignatureLabel signature={shown.signature} />}</Td>
                <Td className="tv-number">{since === undefined ? "—" : format.dateTime(since)}</Td>
              </Tr>
            );
          })}
        </Tbody>
      </Table>
    </div>
  );
}
