import { Button, Card, CardBody, CardTitle, DescriptionList, ExpandableSection, Form, FormGroup, TextInput } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { QueryState, useFormat, useUrlState } from "@trivium/webkit";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { getLineage, type LabelStatement, type Lineage, listExamples, type RecentExample } from "../../api/learning.ts";
import { Fact } from "../page/Fact.tsx";
import { learningAddress } from "./taskAddress.ts";
import { CardLink, ItemLink, LineageLink } from "./TaskLinks.tsx";
import { LEARNING_KEY } from "./useLearning.ts";

/** Ids in each of the two lists. */
const MOST_RECENT = 12;

/** From one answer back to the version that gave it, the data it learned from, and the labels in them. */
export function LineageView({ task }: { task: string }) {
  const { t } = useTranslation();
  const [{ example }, change] = useUrlState(learningAddress);
  const [typed, setTyped] = useState(example);
  useEffect(() => setTyped(example), [example]);
  return (
    <>
      <Form
        className="rt-lineage-search"
        onSubmit={(event) => {
          event.preventDefault();
          change({ example: typed.trim() }, { push: true });
        }}
      >
        <FormGroup label={t("learning.exampleId")} fieldId="lineage-example">
          <TextInput id="lineage-example" value={typed} maxLength={200} onChange={(_event, value) => setTyped(value)} />
        </FormGroup>
        <Button type="submit" variant="primary" isDisabled={typed.trim() === ""}>
          {t("learning.follow")}
        </Button>
      </Form>
      {example === "" ? (
        <Recent task={task} />
      ) : (
        <Found key={example} task={task} example={example} />
      )}
    </>
  );
}

/** Recent ids to choose from. */
function Recent({ task }: { task: string }) {
  const { t } = useTranslation();
  const labelled = useQuery({ queryKey: [...LEARNING_KEY, "examples", task, true], queryFn: ({ signal }) => listExamples(task, true, MOST_RECENT, signal) });
  const latest = useQuery({ queryKey: [...LEARNING_KEY, "examples", task, false], queryFn: ({ signal }) => listExamples(task, false, MOST_RECENT, signal) });
  return (
    <>
      <p className="rt-subtle">{t("learning.lineageHelp")}</p>
      <div className="rt-charts rt-charts-two">
        <RecentCard title={t("learning.recentLabelled")} query={labelled} />
        <RecentCard title={t("learning.recentAnswers")} query={latest} />
      </div>
    </>
  );
}

function RecentCard({ title, query }: { title: string; query: UseQueryResult<RecentExample[]> }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card isCompact>
      <CardTitle component="h2">{title}</CardTitle>
      <CardBody>
        <QueryState query={query} isEmpty={(examples) => examples.length === 0} empty={<p className="rt-subtle">{t("learning.noRecent")}</p>}>
          {(examples) => (
            <div className="rt-table-scroll" tabIndex={0} role="group" aria-label={title}>
              <Table variant="compact" borders={false} aria-label={title} gridBreakPoint="">
                <Thead>
                  <Tr>
                    <Th>{t("learning.exampleId")}</Th>
                    <Th>{t("learning.occurred")}</Th>
                    <Th className="rt-right">{t("learning.score")}</Th>
                    <Th className="rt-right">{t("learning.statements")}</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {examples.map((example) => (
                    <Tr key={example.exampleId}>
                      <Td>
                        <LineageLink example={example.exampleId} />
                      </Td>
                      <Td className="tv-number">{format.dateTime(example.occurredAt)}</Td>
                      <Td className="tv-number rt-right">{example.score === undefined ? "—" : format.number(example.score, 3, 3)}</Td>
                      <Td className="tv-number rt-right">{format.number(example.labels, 0)}</Td>
                    </Tr>
                  ))}
                </Tbody>
              </Table>
            </div>
          )}
        </QueryState>
      </CardBody>
    </Card>
  );
}

function Found({ task, example }: { task: string; example: string }) {
  const query = useQuery({ queryKey: [...LEARNING_KEY, "lineage", task, example], queryFn: ({ signal }) => getLineage(task, example, signal) });
  return (
    <QueryState query={query}>
      {(lineage) => (
        <ol className="rt-lineage">
          <Answer lineage={lineage} />
          <Labels lineage={lineage} />
          <Version lineage={lineage} />
          <LearnedFrom lineage={lineage} />
          <HeldIn lineage={lineage} />
        </ol>
      )}
    </QueryState>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <li>
      <Card isCompact>
        <CardTitle component="h2">{title}</CardTitle>
        <CardBody>{children}</CardBody>
      </Card>
    </li>
  );
}

function Answer({ lineage: { example } }: { lineage: Lineage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { example: stored } = example;
  return (
    <Step title={t("learning.lineage.answer")}>
      {stored === undefined ? (
        <p className="rt-subtle">{t("learning.lineage.onlyLabels")}</p>
      ) : (
        <DescriptionList isCompact isHorizontal termWidth="10.5rem">
          <Fact term={t("learning.example")}>
            <span className="rt-mono rt-break">{example.exampleId}</span>
          </Fact>
          <Fact term={t("learning.occurred")}>
            <span className="tv-number">{format.exactTime(stored.occurredAt)}</span>
          </Fact>
          <Fact term={t("learning.score")}>
            <span className="tv-number">{stored.score === undefined ? "—" : format.number(stored.score, 4, 4)}</span> {stored.modelVersion !== undefined && t("learning.byVersion", { version: stored.modelVersion })}
          </Fact>
          <Fact term={t("learning.retention")}>
            {stored.retentionClass} · {t(`learning.use.${stored.use}`)}
          </Fact>
          <Fact term={t("learning.contentHash")}>
            <span className="rt-mono rt-break">{stored.contentHash}</span>
          </Fact>
        </DescriptionList>
      )}
    </Step>
  );
}

function Labels({ lineage: { example } }: { lineage: Lineage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { label, statements } = example;
  const counts = (one: LabelStatement) => label !== undefined && one.source === label.source && one.observedAt === label.observedAt && one.label === label.label;
  return (
    <Step title={t("learning.lineage.labels")}>
      {statements.length === 0 ? (
        <p className="rt-subtle">{t("learning.lineage.noLabel")}</p>
      ) : (
        <>
          <p>{label === undefined ? t("learning.lineage.undecided") : t("learning.lineage.counts", { label: label.label, source: label.source, rule: t(`learning.rule.${example.rule}`) })}</p>
          <div className="rt-table-scroll">
            <Table variant="compact" aria-label={t("learning.lineage.labels")} gridBreakPoint="">
              <Thead>
                <Tr>
                  <Th>{t("learning.label")}</Th>
                  <Th>{t("learning.source")}</Th>
                  <Th>{t("learning.observed")}</Th>
                  <Th>{t("learning.recorded")}</Th>
                  <Th>{t("learning.standing")}</Th>
                </Tr>
              </Thead>
              <Tbody>
                {statements.map((one) => (
                  <Tr key={`${one.source} ${one.observedAt} ${one.recordedAt} ${one.label}`}>
                    <Td>{one.label}</Td>
                    <Td>{one.source}</Td>
                    <Td className="tv-number">{format.dateTime(one.observedAt)}</Td>
                    <Td className="tv-number">{format.dateTime(one.recordedAt)}</Td>
                    <Td>{one.withdrawn ? t("learning.withdrawn") : counts(one) ? <strong>{t("learning.standsNow")}</strong> : t("learning.outvoted")}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          </div>
        </>
      )}
    </Step>
  );
}

function Version({ lineage: { answeredBy } }: { lineage: Lineage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  return (
    <Step title={t("learning.lineage.version")}>
      {answeredBy === undefined ? (
        <p className="rt-subtle">{t("learning.lineage.noVersion")}</p>
      ) : (
        <>
          <DescriptionList isCompact isHorizontal termWidth="10.5rem">
            <Fact term={t("column.version")}>
              <span className="rt-labels">
                <span className="rt-mono">
                  {answeredBy.model} {answeredBy.version}
                </span>
                <CardLink version={answeredBy.version} />
              </span>
            </Fact>
            <Fact term={t("column.registered")}>
              <span className="tv-number">{format.dateTime(answeredBy.registeredAt)}</span> · {answeredBy.registeredBy}
            </Fact>
            <Fact term={t("column.signature")}>{t(`signature.${answeredBy.signature}`, { defaultValue: answeredBy.signature })}</Fact>
            <Fact term={t("models.manifestHash")}>
              <span className="rt-mono rt-break">{answeredBy.sha256}</span>
            </Fact>
            {answeredBy.dataName !== undefined && <Fact term={t("models.data")}>{answeredBy.dataName}</Fact>}
            {answeredBy.command !== undefined && (
              <Fact term={t("models.command")}>
                <span className="rt-mono rt-break">{answeredBy.command}</span>
              </Fact>
            )}
            {answeredBy.codeRevision !== undefined && (
              <Fact term={t("models.codeRevision")}>
                <span className="rt-mono rt-break">{answeredBy.codeRevision}</span>
              </Fact>
            )}
          </DescriptionList>
          <ExpandableSection toggleText={t("learning.lineage.pieces", { count: answeredBy.pieces.length })} isExpanded={isOpen} onToggle={(_event, open) => setOpen(open)}>
            <div className="rt-table-scroll">
              <Table variant="compact" aria-label={t("learning.lineage.piecesTable")} gridBreakPoint="">
                <Thead>
                  <Tr>
                    <Th>{t("learning.lineage.piece")}</Th>
                    <Th className="rt-right">{t("column.size")}</Th>
                    <Th>SHA-256</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {answeredBy.pieces.map((piece) => (
                    <Tr key={piece.path}>
                      <Td className="rt-mono">{piece.path}</Td>
                      <Td className="tv-number rt-right">{format.bytes(piece.bytes)}</Td>
                      <Td className="rt-mono rt-detail">{piece.sha256}</Td>
                    </Tr>
                  ))}
                </Tbody>
              </Table>
            </div>
          </ExpandableSection>
        </>
      )}
    </Step>
  );
}

function LearnedFrom({ lineage: { answeredBy } }: { lineage: Lineage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const learned = answeredBy?.learnedFrom ?? [];
  return (
    <Step title={t("learning.lineage.learnedFrom")}>
      {learned.length === 0 ? (
        <p className="rt-subtle">{t("learning.lineage.noManifest")}</p>
      ) : (
        <div className="rt-table-scroll">
          <Table variant="compact" aria-label={t("learning.lineage.learnedFrom")} gridBreakPoint="">
            <Thead>
              <Tr>
                <Th>{t("learning.item.manifest")}</Th>
                <Th>{t("learning.frozen")}</Th>
                <Th className="rt-right">{t("learning.entriesTerm")}</Th>
                <Th>{t("learning.labelsIn")}</Th>
              </Tr>
            </Thead>
            <Tbody>
              {learned.map((manifest) => (
                <Tr key={manifest.id}>
                  <Td className="rt-mono">
                    <ItemLink id={`data:${manifest.id}`} text={manifest.id} />
                  </Td>
                  <Td className="tv-number">{format.dateTime(manifest.createdAt)}</Td>
                  <Td className="tv-number rt-right">{format.number(manifest.entries, 0)}</Td>
                  <Td className="rt-detail tv-number">{manifest.labels.map((one) => t("learning.labelsBy", { label: one.label, source: one.source, entries: format.number(one.entries, 0) })).join(" · ")}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        </div>
      )}
    </Step>
  );
}

function HeldIn({ lineage: { heldIn } }: { lineage: Lineage }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Step title={t("learning.lineage.heldIn")}>
      {heldIn.length === 0 ? (
        <p className="rt-subtle">{t("learning.lineage.inNone")}</p>
      ) : (
        <div className="rt-table-scroll">
          <Table variant="compact" aria-label={t("learning.lineage.heldIn")} gridBreakPoint="">
            <Thead>
              <Tr>
                <Th>{t("learning.item.manifest")}</Th>
                <Th>{t("learning.frozen")}</Th>
                <Th>{t("learning.part")}</Th>
                <Th>{t("learning.label")}</Th>
                <Th>{t("learning.learnedFromIt")}</Th>
              </Tr>
            </Thead>
            <Tbody>
              {heldIn.map((one) => (
                <Tr key={one.manifest}>
                  <Td className="rt-mono">
                    <ItemLink id={`data:${one.manifest}`} text={one.manifest} />
                  </Td>
                  <Td className="tv-number">{format.dateTime(one.createdAt)}</Td>
                  <Td>{t(`learning.parts.${one.part}`, { defaultValue: one.part })}</Td>
                  <Td>
                    {one.label} <span className="rt-subtle">{one.labelSource}</span>
                  </Td>
                  <Td className="tv-number">{one.versions.length === 0 ? "—" : one.versions.join(", ")}</Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        </div>
      )}
    </Step>
  );
}
