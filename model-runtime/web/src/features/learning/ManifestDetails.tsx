import { DescriptionList } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { QueryState, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { Manifest } from "../../api/learning.ts";
import { Fact } from "../page/Fact.tsx";
import { DriftTable } from "./DriftTable.tsx";
import { Section } from "./Section.tsx";
import { CardLink } from "./TaskLinks.tsx";
import { useDrift, useManifest } from "./useLearning.ts";

const MOST_INPUTS = 12;
const PARTS = ["train", "validation", "test"] as const;

/** A frozen data set: what is in it, what was left out, how far it moved from the one before, who learned from it. */
export function ManifestDetails({ manifest }: { manifest: string }) {
  const query = useManifest(manifest);
  return <QueryState query={query}>{(found) => <Frozen manifest={found} />}</QueryState>;
}

function Frozen({ manifest }: { manifest: Manifest }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { header } = manifest;
  const leftOut = Object.entries(header.counts.leftOut).filter(([, count]) => count > 0);
  return (
    <div className="rt-details">
      <Section id="manifest-facts" title={t("learning.contents")}>
        <DescriptionList isCompact isHorizontal termWidth="10.5rem">
          <Fact term={t("learning.frozen")}>
            <span className="tv-number">{format.dateTime(header.createdAt)}</span> · {manifest.createdBy}
          </Fact>
          <Fact term={t("learning.knownUntil")}>
            <span className="tv-number">{format.dateTime(header.cutoff)}</span>
          </Fact>
          <Fact term={t("learning.entriesTerm")}>
            <span className="tv-number">{format.number(header.entries, 0)}</span>{" "}
            <span className="rt-subtle">{t("learning.ofLabelled", { labelled: format.number(header.counts.labelled, 0), duplicates: format.number(header.counts.duplicates, 0) })}</span>
          </Fact>
          {leftOut.length > 0 && (
            <Fact term={t("learning.leftOutTerm")}>
              <span className="tv-number">{leftOut.map(([reason, count]) => `${t(`learning.leftOut.${reason}`, { defaultValue: reason })} ${format.number(count, 0)}`).join(", ")}</span>
            </Fact>
          )}
          <Fact term={t("learning.erased")}>
            <span className="tv-number">{format.number(manifest.erased, 0)}</span>
          </Fact>
          <Fact term={t("learning.id")}>
            <span className="rt-mono rt-break">{manifest.id}</span>
          </Fact>
          <Fact term={t("learning.hash")}>
            <span className="rt-mono rt-break">{manifest.hash}</span>
          </Fact>
          <Fact term={t("learning.auditEntry")}>
            <span className="tv-number">{manifest.auditSeq}</span>
          </Fact>
        </DescriptionList>
        <LabelTable labels={header.counts.labels} />
      </Section>
      <DriftSection manifest={manifest} />
      <Section id="manifest-versions" title={t("learning.learnedFromIt")}>
        {manifest.versions.length === 0 ? (
          <p className="rt-subtle">{t("learning.nobodyLearned")}</p>
        ) : (
          <ul className="rt-decisions">
            {manifest.versions.map((one) => (
              <li key={`${one.model} ${one.version}`}>
                <span className="rt-labels">
                  <span className="rt-mono">
                    {one.model} {one.version}
                  </span>
                  <CardLink version={one.version} />
                </span>
                <div className="rt-subtle tv-number">
                  {format.dateTime(one.recordedAt)} · {one.recordedBy}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </div>
  );
}

function LabelTable({ labels }: { labels: Readonly<Record<string, Readonly<Record<string, number>>>> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = [...new Set(Object.values(labels).flatMap((counts) => Object.keys(counts)))];
  if (names.length === 0) return null;
  return (
    <div className="rt-table-scroll">
      <Table variant="compact" aria-label={t("learning.labelsByPart")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("learning.part")}</Th>
            {names.map((name) => (
              <Th key={name} className="rt-right">
                {name}
              </Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {PARTS.map((part) => (
            <Tr key={part}>
              <Td>{t(`learning.parts.${part}`)}</Td>
              {names.map((name) => (
                <Td key={name} className="tv-number rt-right">
                  {format.number(labels[part]?.[name] ?? 0, 0)}
                </Td>
              ))}
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}

function DriftSection({ manifest }: { manifest: Manifest }) {
  const { t } = useTranslation();
  const query = useDrift(manifest.id, manifest.previousId !== undefined);
  return (
    <Section id="manifest-drift" title={t("learning.drift")}>
      {manifest.previousId === undefined ? <p className="rt-subtle">{t("learning.firstManifest")}</p> : <QueryState query={query}>{(drift) => <DriftTable drift={drift} most={MOST_INPUTS} />}</QueryState>}
    </Section>
  );
}
