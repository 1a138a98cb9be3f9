import { Button, Card, CardBody, CardTitle, DescriptionList, PageSection, SearchInput, Title, TreeView, type TreeViewDataItem } from "@patternfly/react-core";
import DownloadIcon from "@patternfly/react-icons/dist/esm/icons/download-icon";
import SitemapIcon from "@patternfly/react-icons/dist/esm/icons/sitemap-icon";
import UploadIcon from "@patternfly/react-icons/dist/esm/icons/upload-icon";
import { useMutation, useQuery } from "@tanstack/react-query";
import { NothingState, QueryState, url, useActor, useFormat, useHasRole, useUrlState } from "@trivium/webkit";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { exportPlant, getPlant } from "../../api/client.ts";
import type { PlantNode } from "../../api/types.ts";
import { Fact } from "../shared/Fact.tsx";
import { Failure } from "../shared/FormDialog.tsx";
import { PLANNER } from "../shared/roles.ts";
import { ImportDialog } from "./ImportDialog.tsx";
import { TagTable } from "./TagTable.tsx";
import { type Branch, matching, treeOf } from "./tree.ts";

const pageState = { node: url.text(64), search: url.text(100) };

/** The plant by ISA-95: enterprise, sites, areas, lines, assets and their tags. */
export function PlantPage() {
  const { t } = useTranslation();
  const isPlanner = useHasRole(PLANNER);
  const [isImporting, setImporting] = useState(false);
  const query = useQuery({ queryKey: ["plant"], queryFn: ({ signal }) => getPlant(signal) });
  const save = useMutation({ mutationFn: async () => download(JSON.stringify(await exportPlant(), null, 2)) });
  const importButton = (
    <Button variant="secondary" icon={<UploadIcon />} onClick={() => setImporting(true)}>
      {t("plant.import")}
    </Button>
  );
  return (
    <PageSection className="ind-page">
      <div className="ind-page-head">
        <Title headingLevel="h1">{t("plant.title")}</Title>
        <Button variant="secondary" icon={<DownloadIcon />} isLoading={save.isPending} onClick={() => save.mutate()}>
          {t("plant.export")}
        </Button>
        {isPlanner && importButton}
      </div>
      {save.isError && <Failure error={save.error} />}
      <QueryState
        query={query}
        isEmpty={(found) => found.nodes.length === 0}
        empty={
          <NothingState title={t("overview.empty")} icon={SitemapIcon} actions={isPlanner ? importButton : undefined}>
            {t(isPlanner ? "plant.emptyHelp" : "plant.emptyReader")}
          </NothingState>
        }
      >
        {(found) => <Model nodes={found.nodes} />}
      </QueryState>
      {isImporting && <ImportDialog onClose={() => setImporting(false)} />}
    </PageSection>
  );
}

function Model({ nodes }: { nodes: readonly PlantNode[] }) {
  const { t } = useTranslation();
  const [{ node: selected, search }, change] = useUrlState(pageState);
  const tree = useMemo(() => treeOf(nodes), [nodes]);
  const shown = matching(tree, search.trim().toLowerCase());
  const item = (branch: Branch): TreeViewDataItem => ({
    id: branch.node.nodeId,
    name: (
      <span>
        <span className="ind-strong">{branch.node.name}</span> <span className="ind-subtle">{branch.node.level === "asset" ? branch.node.assetType : `${t(`level_.${branch.node.level}`)}, ${t("plant.assets", { count: branch.assets })}`}</span>
      </span>
    ),
    defaultExpanded: branch.node.level !== "line" || search !== "",
    ...(branch.children.length === 0 ? {} : { children: branch.children.map(item) }),
  });
  const node = nodes.find((one) => one.nodeId === selected);
  return (
    <div className="ind-plant">
      <div>
        <SearchInput aria-label={t("plant.search")} placeholder={t("plant.search")} value={search} onChange={(_event, value) => change({ search: value })} onClear={() => change({ search: "" })} />
        <TreeView key={search === "" ? "all" : "found"} aria-label={t("plant.title")} data={shown.map(item)} {...(search === "" ? {} : { allExpanded: true })} activeItems={node === undefined ? [] : [{ id: node.nodeId, name: node.name }]} onSelect={(_event, chosen) => change({ node: chosen.id ?? "" })} />
        {shown.length === 0 && <p className="ind-subtle">{t("plant.nothingFound")}</p>}
      </div>
      {node === undefined ? <p className="ind-subtle">{t("plant.choose")}</p> : <NodeCard key={node.nodeId} node={node} nodes={nodes} onChoose={(chosen) => change({ node: chosen })} />}
    </div>
  );
}

function NodeCard({ node, nodes, onChoose }: { node: PlantNode; nodes: readonly PlantNode[]; onChoose: (nodeId: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actorOf = useActor();
  const children = nodes.filter((one) => one.parentId === node.nodeId);
  return (
    <Card isCompact>
      <CardTitle component="h2">{node.level === "asset" ? <Link to={`/assets/${node.nodeId}`}>{node.name}</Link> : node.name}</CardTitle>
      <CardBody>
        <DescriptionList isCompact isHorizontal termWidth="8rem">
          <Fact term={t("plant.level")}>{t(`level_.${node.level}`)}</Fact>
          {node.description !== "" && <Fact term={t("plant.description")}>{node.description}</Fact>}
          {node.assetType !== undefined && <Fact term={t("plant.assetType")}>{node.assetType}</Fact>}
          {node.source !== undefined && (
            <Fact term={t("plant.source")}>
              <span className="ind-tag">{node.source}</span>
            </Fact>
          )}
          <Fact term={t("plant.changed")}>{t("rules.changed", { by: actorOf(node.changedBy), at: format.dateTime(node.changedAt) })}</Fact>
        </DescriptionList>
        {children.length > 0 && (
          <>
            <h3 className="ind-strong">{t("plant.contains")}</h3>
            <ul className="ind-plain">
              {children.map((child) => (
                <li key={child.nodeId}>
                  {child.level === "asset" ? (
                    <Link to={`/assets/${child.nodeId}`}>{child.name}</Link>
                  ) : (
                    <Button variant="link" isInline onClick={() => onChoose(child.nodeId)}>
                      {child.name}
                    </Button>
                  )}{" "}
                  <span className="ind-subtle">{child.level === "asset" ? [child.assetType, child.source].filter(Boolean).join(" · ") : t(`level_.${child.level}`)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        {node.level === "asset" && <TagTable assetId={node.nodeId} />}
      </CardBody>
    </Card>
  );
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "plant.json";
  link.click();
  URL.revokeObjectURL(address);
}
