import { Button, Card, CardBody, CardTitle, FormSelect, FormSelectOption, PageSection, Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core";
import CubesIcon from "@patternfly/react-icons/dist/esm/icons/cubes-icon";
import UndoIcon from "@patternfly/react-icons/dist/esm/icons/undo-icon";
import { DetailDrawer, NothingState, QueryState, url, useFormat, useHasRole, usePageTitle, useUrlState } from "@trivium/webkit";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Alias, Model } from "../../api/types.ts";
import { OPERATOR_ROLE } from "../../roles.ts";
import { taskHref } from "../learning/taskAddress.ts";
import { PageHead } from "../page/PageHead.tsx";
import { AliasDialog, type AliasAct } from "./AliasDialog.tsx";
import { AliasLabel } from "./ModelLabels.tsx";
import { ModelDrift } from "./ModelDrift.tsx";
import { PendingProposal } from "./PendingProposal.tsx";
import { PromotionHistory } from "./PromotionHistory.tsx";
import { useModels, versionOf } from "./useModels.ts";
import { VersionDetails } from "./VersionDetails.tsx";
import { VersionTable } from "./VersionTable.tsx";

const modelFilter = { model: url.text(), selected: url.text(64) };

/** Versions of a model, who serves, and how that came to be. */
export function ModelsPage() {
  const { t } = useTranslation();
  const query = useModels();
  const none = <NothingState title={t("models.noneTitle")} icon={CubesIcon}>{t("models.noneBody")}</NothingState>;
  return (
    <QueryState query={query} isEmpty={(models) => models.length === 0} empty={none}>
      {(models) => <Models models={models} at={query.dataUpdatedAt} />}
    </QueryState>
  );
}

function Models({ models, at }: { models: readonly Model[]; at: number }) {
  const { t } = useTranslation();
  const [{ model: name, selected }, change] = useUrlState(modelFilter);
  const [act, setAct] = useState<AliasAct | undefined>();
  const model = models.find((one) => one.name === name) ?? models[0];
  const close = useCallback(() => change({ selected: "" }), [change]);
  const version = model === undefined ? undefined : versionOf(model, selected);
  usePageTitle(version === undefined ? undefined : `${version.name} ${version.version}`);
  if (model === undefined) return null;
  const shown = versionOf(model, model.servingVersion) ?? model.versions[0];
  return (
    <DetailDrawer
      selected={version === undefined ? "" : selected}
      onClose={close}
      kind={model.name}
      title={t("models.version", { version: selected })}
      opener={(id) => document.querySelector<HTMLElement>(`[data-version="${CSS.escape(id)}"]`)}
      details={version !== undefined && <VersionDetails key={selected} version={version} model={model} onAct={setAct} />}
    >
      <PageSection className="rt-page">
        <PageHead title={t("models.title")} at={at} />
        <Toolbar className="rt-toolbar" aria-label={t("models.choices")}>
          <ToolbarContent>
            <ToolbarItem className="rt-choice">
              <FormSelect aria-label={t("column.model")} value={model.name} onChange={(_event, value) => change({ model: value, selected: "" })}>
                {models.map((one) => (
                  <FormSelectOption key={one.name} value={one.name} label={one.name} />
                ))}
              </FormSelect>
            </ToolbarItem>
          </ToolbarContent>
        </Toolbar>
        <PendingProposal model={model} onAct={setAct} />
        <AliasCards model={model} onAct={setAct} />
        <Card isCompact className="rt-card">
          <CardTitle component="h2">{t("models.versions")}</CardTitle>
          <CardBody>
            <Compare model={model} />
            <VersionTable model={model} selected={selected} onSelect={(id) => change({ selected: id })} />
          </CardBody>
        </Card>
        {shown !== undefined && <ModelDrift key={shown.task} task={shown.task} />}
        <Card isCompact className="rt-card">
          <CardTitle component="h2">{t("history.title")}</CardTitle>
          <CardBody>
            <PromotionHistory key={model.name} model={model.name} />
          </CardBody>
        </Card>
        {act !== undefined && <AliasDialog act={act} onClose={() => setAct(undefined)} />}
      </PageSection>
    </DetailDrawer>
  );
}

/** Which version each alias names, since when and why; the way back is one button. */
function AliasCards({ model, onAct }: { model: Model; onAct: (act: AliasAct) => void }) {
  const { t } = useTranslation();
  if (model.aliases.length === 0) return <p className="rt-subtle">{t("models.noAliases")}</p>;
  return (
    <div className="rt-alias-cards">
      {model.aliases.map((alias) => (
        <AliasCard key={alias.alias} model={model} alias={alias} onAct={onAct} />
      ))}
    </div>
  );
}

function AliasCard({ model, alias, onAct }: { model: Model; alias: Alias; onAct: (act: AliasAct) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isOperator = useHasRole(OPERATOR_ROLE);
  const { previousVersion } = alias;
  return (
    <Card isCompact>
      <CardBody>
        <div className="rt-alias-head">
          <AliasLabel alias={alias.alias} />
          {isOperator && previousVersion !== undefined && (
            <Button
              variant="secondary"
              size="sm"
              icon={<UndoIcon />}
              onClick={() => onAct({ kind: "rollback", model: model.name, alias: alias.alias, from: alias.version, version: previousVersion })}
            >
              {t("models.rollBackTo", { version: previousVersion })}
            </Button>
          )}
          {isOperator && alias.alias !== "champion" && (
            <Button variant="link" size="sm" onClick={() => onAct({ kind: "remove", model: model.name, alias: alias.alias, from: alias.version, version: "" })}>
              {t("models.remove")}
            </Button>
          )}
        </div>
        <div className="rt-figure-value tv-number">{t("models.version", { version: alias.version })}</div>
        <p className="rt-subtle">{t(`alias.${alias.alias}Help`, { defaultValue: "" })}</p>
        <p className="rt-subtle">{t("models.since", { time: format.dateTime(alias.changedAt), by: alias.changedBy })}</p>
        <p className="rt-alias-reason">{t("models.because", { reason: alias.reason })}</p>
      </CardBody>
    </Card>
  );
}

/** To the comparison of the champion with the version before it, or with the newest; where there is nothing to compare, nothing. */
function Compare({ model }: { model: Model }) {
  const { t } = useTranslation();
  const champion = model.aliases.find((alias) => alias.alias === "champion");
  const right = versionOf(model, champion?.version ?? model.servingVersion) ?? model.versions[0];
  const left = versionOf(model, champion?.previousVersion) ?? model.versions.find((version) => version !== right);
  if (left === undefined || right === undefined || left === right) return null;
  return (
    <p>
      <Link to={taskHref(right.task, "compare", { left: left.version, right: right.version })}>{t("models.compare", { left: left.version, right: right.version })}</Link>
    </p>
  );
}
