import { Button, Card, CardBody, FormSelect, FormSelectOption, Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem } from "@patternfly/react-core";
import DownloadIcon from "@patternfly/react-icons/dist/esm/icons/download-icon";
import FileAltIcon from "@patternfly/react-icons/dist/esm/icons/file-alt-icon";
import { useQuery } from "@tanstack/react-query";
import { NothingState, QueryState, useUrlState } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { cardUrl, getCard } from "../../api/learning.ts";
import type { Model } from "../../api/types.ts";
import { versionOf } from "../model/useModels.ts";
import { Markdown } from "./Markdown.tsx";
import { learningAddress } from "./taskAddress.ts";
import { LEARNING_KEY } from "./useLearning.ts";

/** The model card of a version as the record of this moment writes it. */
export function CardView({ model }: { model: Model | undefined }) {
  const { t } = useTranslation();
  const [address, change] = useUrlState(learningAddress);
  const version = model === undefined ? undefined : (versionOf(model, address.version) ?? versionOf(model, model.servingVersion) ?? model.versions[0]);
  if (model === undefined || version === undefined) {
    return (
      <NothingState title={t("models.noneTitle")} icon={FileAltIcon}>
        {t("models.noneBody")}
      </NothingState>
    );
  }
  return (
    <>
      <Toolbar className="rt-toolbar" aria-label={t("models.choices")}>
        <ToolbarContent>
          <ToolbarGroup>
            <ToolbarItem className="rt-choice">
              <FormSelect aria-label={t("experts.model")} value={version.version} onChange={(_event, value) => change({ version: value })}>
                {model.versions.map((one) => (
                  <FormSelectOption key={one.version} value={one.version} label={`${model.name} ${one.version}`} />
                ))}
              </FormSelect>
            </ToolbarItem>
            <ToolbarItem>
              <Button component="a" variant="secondary" icon={<DownloadIcon />} href={cardUrl(model.name, version.version)} download={`${model.name}-${version.version}.md`}>
                {t("learning.download")}
              </Button>
            </ToolbarItem>
          </ToolbarGroup>
        </ToolbarContent>
      </Toolbar>
      <Card isCompact>
        <CardBody>
          <Page model={model.name} version={version.version} />
        </CardBody>
      </Card>
    </>
  );
}

function Page({ model, version }: { model: string; version: string }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: [...LEARNING_KEY, "card", model, version], queryFn: ({ signal }) => getCard(model, version, signal) });
  return (
    <QueryState query={query}>
      {(card) => (
        <>
          <p className="rt-subtle rt-label-help">{t("learning.cardNote")}</p>
          <article className="rt-model-card" lang="en" aria-label={t("learning.cardOf", { model, version })}>
            <Markdown document={card} />
          </article>
        </>
      )}
    </QueryState>
  );
}
