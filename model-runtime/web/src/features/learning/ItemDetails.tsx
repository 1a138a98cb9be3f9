import { DescriptionList, Label } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { NothingState, QueryState, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { getRelease, getUpdate } from "../../api/learning.ts";
import type { Model, Promotion } from "../../api/types.ts";
import { Fact } from "../page/Fact.tsx";
import { ManifestDetails } from "./ManifestDetails.tsx";
import { ReleaseDetails } from "./ReleaseDetails.tsx";
import { Section } from "./Section.tsx";
import { CardLink, CompareLink } from "./TaskLinks.tsx";
import { UpdateDetails } from "./UpdateDetails.tsx";
import { LEARNING_KEY } from "./useLearning.ts";
import { useRecorded } from "./useRecorded.ts";

const KINDS: Readonly<Record<string, string>> = { data: "manifest", update: "update", gate: "gates", release: "release", champion: "champion", alarm: "alarm" };

function split(selected: string): { readonly kind: string; readonly id: string } {
  const [kind = "", id = ""] = selected.split(":");
  return { kind, id };
}

/** What an item of the timeline is called above its details: a version, or else its time. */
export function useItemTitle(task: string, model: Model | undefined): (selected: string) => { readonly kind: string; readonly title: string } {
  const { t } = useTranslation();
  const format = useFormat();
  const { recorded } = useRecorded(task, model?.name);
  const version = (number: string) => t("models.version", { version: number });
  const ofRelease = (id: string) => recorded.releases.find((one) => one.id === id)?.version;
  const title = (kind: string, id: string): string => {
    const update = recorded.updates.find((one) => one.id === id);
    const manifest = recorded.manifests.find((one) => one.id === id);
    const promoted = recorded.promotions.find((one) => String(one.id) === id)?.version;
    const released = ofRelease(id);
    if (kind === "champion") return promoted === undefined ? "" : version(promoted);
    if (kind === "data") return manifest === undefined ? id : format.dateTime(manifest.createdAt);
    if (update !== undefined) return update.challenger === undefined ? format.dateTime(update.startedAt ?? update.requestedAt) : version(update.challenger);
    return released === undefined ? id : version(released);
  };
  return (selected) => {
    const { kind, id } = split(selected);
    return { kind: kind === "" ? "" : t(`learning.item.${KINDS[kind] ?? "update"}`), title: title(kind, id) };
  };
}

/** Details of whatever is chosen on the timeline. */
export function ItemDetails({ task, model, selected }: { task: string; model: Model | undefined; selected: string }) {
  const { t } = useTranslation();
  const { recorded, isPending } = useRecorded(task, model?.name);
  const { kind, id } = split(selected);
  const isOfRelease = kind === "release" || kind === "alarm" || (kind === "gate" && recorded.releases.some((release) => release.id === id));
  if (selected === "") return null;
  if (kind === "data") return <ManifestDetails manifest={id} />;
  if (kind === "champion") {
    const promotion = recorded.promotions.find((one) => String(one.id) === id);
    return promotion === undefined ? <NothingState title={t("learning.notFound")} /> : <ChampionDetails promotion={promotion} />;
  }
  if (kind === "gate" && isPending) return null;
  return isOfRelease ? <ReleaseOf id={id} /> : <UpdateOf id={id} />;
}

function UpdateOf({ id }: { id: string }) {
  const query = useQuery({ queryKey: [...LEARNING_KEY, "update", id], queryFn: ({ signal }) => getUpdate(id, signal), refetchInterval: 3_000 });
  return <QueryState query={query}>{(update) => <UpdateDetails update={update} />}</QueryState>;
}

function ReleaseOf({ id }: { id: string }) {
  const query = useQuery({ queryKey: [...LEARNING_KEY, "release", id], queryFn: ({ signal }) => getRelease(id, signal), refetchInterval: 3_000 });
  return <QueryState query={query}>{(release) => <ReleaseDetails release={release} />}</QueryState>;
}

function ChampionDetails({ promotion }: { promotion: Promotion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { version, previousVersion } = promotion;
  return (
    <div className="rt-details">
      <Section id="champion-facts" title={t("learning.lane.champion")}>
        <DescriptionList isCompact isHorizontal termWidth="10.5rem">
          <Fact term={t("history.action")}>
            <Label isCompact color={promotion.action === "promote" ? "green" : "orange"}>
              {t(`history.${promotion.action}`)}
            </Label>
          </Fact>
          <Fact term={t("history.change")}>
            <span className="tv-number">
              {previousVersion ?? "—"} → {version ?? "—"}
            </span>
          </Fact>
          <Fact term={t("history.at")}>
            <span className="tv-number">{format.exactTime(promotion.at)}</span>
          </Fact>
          <Fact term={t("history.by")}>{promotion.by}</Fact>
          <Fact term={t("reason.label")}>
            <span className="rt-break">{promotion.reason}</span>
          </Fact>
        </DescriptionList>
        <p className="rt-labels">
          {version !== undefined && previousVersion !== undefined && <CompareLink left={previousVersion} right={version} />}
          {version !== undefined && <CardLink version={version} />}
        </p>
      </Section>
    </div>
  );
}
