import { Button, Label, PageSection, Title } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblemError, PREFIX, QueryState, useFormat, useHasRole, useProblemText } from "@trivium/webkit";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { echoPeer, getConnection, getInstanceProblems } from "../../api/client.ts";
import type { ConnectedPeer, Connection, Echo, EchoDirection, InstanceContent } from "../../api/types.ts";
import { Copied } from "./Copied.tsx";

const REFRESH_MS = 5_000;
const EVERY_NETWORK: readonly string[] = ["0.0.0.0", "::", "0:0:0:0:0:0:0:0"];
const THIS_MACHINE: readonly string[] = ["127.0.0.1", "localhost", "::1"];

/** What an integrator needs who connects a PACS or a modality: addresses, who may call, tests, and what came of the last attempts. */
export function ConnectPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery({ queryKey: ["connection"], queryFn: ({ signal }) => getConnection(signal), refetchInterval: REFRESH_MS });
  return (
    <PageSection className="med-page med-connect">
      <div className="med-page-head">
        <Title headingLevel="h1">{t("connect.title")}</Title>
        <span className="tv-time-zone">{t("timesIn", { zone: format.timeZoneLabel })}</span>
      </div>
      <QueryState query={query}>
        {(connection) => (
          <>
            <Addresses connection={connection} />
            <Peers peers={connection.peers} />
            <Associations connection={connection} />
            <Refusals connection={connection} />
            <InstanceProblems />
          </>
        )}
      </QueryState>
    </PageSection>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="med-queue">
      <Title id={id} headingLevel="h2" size="lg">
        {title}
      </Title>
      {children}
    </section>
  );
}

function Addresses({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const base = `${window.location.origin}${PREFIX}/dicom-web`;
  const host = EVERY_NETWORK.includes(connection.host) ? window.location.hostname : connection.host;
  return (
    <>
      <Section id="connect-dicom" title={t("connect.dicom")}>
        <p>{t("connect.dicomHelp")}</p>
        <div className="med-addresses">
          <Copied label={t("connect.aeTitle")} value={connection.aeTitles[0] ?? ""} />
          <Copied label={t("connect.host")} value={host} />
          {connection.port != null && <Copied label={t("connect.port")} value={String(connection.port)} />}
          {connection.tlsPort != null && <Copied label={t("connect.tlsPort")} value={String(connection.tlsPort)} />}
        </div>
        {connection.aeTitles.length > 1 && <p className="med-sub">{t("connect.moreAes", { titles: connection.aeTitles.slice(1).join(", ") })}</p>}
        {THIS_MACHINE.includes(connection.host) && <p className="med-sub">{t("connect.onlyHere")}</p>}
        {!connection.listening && (
          <Label isCompact status="danger">
            {t("connect.notListening")}
          </Label>
        )}
      </Section>
      <Section id="connect-web" title={t("connect.web")}>
        <p>{t("connect.webHelp")}</p>
        <div className="med-addresses">
          <Copied label={t("connect.stow")} value={`${base}/studies`} />
          <Copied label={t("connect.qido")} value={`${base}/studies?PatientID=`} />
          <Copied label={t("connect.wado")} value={`${base}/studies/{StudyInstanceUID}`} />
        </div>
      </Section>
    </>
  );
}

function Peers({ peers }: { peers: readonly ConnectedPeer[] }) {
  const { t } = useTranslation();
  return (
    <Section id="connect-peers" title={t("connect.peers")}>
      <p>{t(peers.length === 0 ? "connect.noPeers" : "connect.peersHelp")}</p>
      {peers.length > 0 && (
        <div className="med-table-scroll">
          <Table variant="compact" aria-labelledby="connect-peers" gridBreakPoint="">
            <Thead>
              <Tr>
                <Th modifier="wrap">{t("connect.peer")}</Th>
                <Th modifier="wrap">{t("connect.aeTitle")}</Th>
                <Th modifier="wrap">{t("connect.mayCallFrom")}</Th>
                <Th modifier="wrap">{t("connect.mayCall")}</Th>
                <Th modifier="wrap">{t("connect.calledAt")}</Th>
                <Th modifier="wrap">{t("connect.fromPeer")}</Th>
                <Th modifier="wrap">{t("connect.toPeer")}</Th>
              </Tr>
            </Thead>
            <Tbody>
              {peers.map((peer) => (
                <Tr key={peer.name}>
                  <Td>
                    {peer.name}
                    {peer.tls && <div className="med-sub">{t("connect.tls")}</div>}
                  </Td>
                  <Td className="med-mono">{peer.aeTitle}</Td>
                  <Td className="med-mono">{peer.hosts.length === 0 ? t("connect.mayNotCall") : peer.hosts.join(", ")}</Td>
                  <Td className="med-mono">{peer.calledAeTitles.join(", ")}</Td>
                  <Td className="med-mono">{peer.address ?? t("connect.notCalled")}</Td>
                  <Td>
                    <EchoTest peer={peer.name} direction="from-peer" />
                  </Td>
                  <Td>
                    <EchoTest peer={peer.name} direction="to-peer" />
                  </Td>
                </Tr>
              ))}
            </Tbody>
          </Table>
        </div>
      )}
    </Section>
  );
}

const LOOK: Readonly<Record<Echo["outcome"], "success" | "danger" | "warning">> = { answered: "success", refused: "danger", unreachable: "danger", "not-testable": "warning" };

function EchoTest({ peer, direction }: { peer: string; direction: EchoDirection }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const mayTest = useHasRole("med-integrator");
  const test = useMutation({
    mutationFn: () => echoPeer(peer, direction),
    onSettled: () => queries.invalidateQueries({ queryKey: ["connection"] }),
  });
  if (!mayTest) return <span className="med-sub">{t("connect.integratorsTest")}</span>;
  return (
    <>
      <Button
        variant="secondary"
        size="sm"
        isLoading={test.isPending}
        isDisabled={test.isPending}
        aria-label={t(direction === "from-peer" ? "connect.testFrom" : "connect.testTo", { name: peer })}
        onClick={() => test.mutate()}
      >
        {t("connect.test")}
      </Button>
      <div role="status">
        {test.isSuccess && (
          <>
            <Label isCompact variant="outline" status={LOOK[test.data.outcome]}>
              {t(`connect.outcome_${test.data.outcome}`)}
            </Label>
            <div className="med-sub">{test.data.outcome === "answered" ? t("connect.answeredIn", { millis: format.number(test.data.millis, 0) }) : test.data.detail}</div>
          </>
        )}
        {test.isError && <div className="med-sub med-bad">{problemText(asProblemError(test.error).problem).title}</div>}
      </div>
    </>
  );
}

function Associations({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section id="connect-associations" title={t("connect.associations")}>
      {connection.associations.length === 0 ? (
        <p>{t("connect.noAssociations", { time: format.dateTime(connection.since) })}</p>
      ) : (
        <>
          <div className="med-table-scroll">
            <Table variant="compact" aria-labelledby="connect-associations" gridBreakPoint="">
              <Thead>
                <Tr>
                  <Th modifier="wrap">{t("connect.begun")}</Th>
                  <Th modifier="wrap">{t("connect.peer")}</Th>
                  <Th modifier="wrap">{t("connect.calling")}</Th>
                  <Th modifier="wrap">{t("connect.from")}</Th>
                  <Th modifier="wrap" className="med-right">{t("connect.stored")}</Th>
                  <Th modifier="wrap">{t("connect.end")}</Th>
                </Tr>
              </Thead>
              <Tbody>
                {connection.associations.map((one, at) => (
                  <Tr key={`${one.openedAt} ${at}`}>
                    <Td className="tv-number">{format.dateTime(one.openedAt)}</Td>
                    <Td>{one.peer}</Td>
                    <Td className="med-mono">
                      {one.callingAe} → {one.calledAe}
                    </Td>
                    <Td className="med-mono">{one.host}</Td>
                    <Td className="tv-number med-right">{format.number(one.stored, 0)}</Td>
                    <Td>{t(`connect.end_${one.outcome}`, { defaultValue: one.outcome })}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          </div>
          <p className="med-sub">{t("connect.since", { time: format.dateTime(connection.since) })}</p>
        </>
      )}
    </Section>
  );
}

function Refusals({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section id="connect-refusals" title={t("connect.refusals")}>
      {connection.refusals.length === 0 ? (
        <p>{t("connect.noRefusals", { time: format.dateTime(connection.since) })}</p>
      ) : (
        <>
          <p>{t("connect.refusalsHelp")}</p>
          <div className="med-table-scroll">
            <Table variant="compact" aria-labelledby="connect-refusals" gridBreakPoint="">
              <Thead>
                <Tr>
                  <Th modifier="wrap">{t("connect.last")}</Th>
                  <Th modifier="wrap">{t("connect.calling")}</Th>
                  <Th modifier="wrap">{t("connect.from")}</Th>
                  <Th modifier="wrap" className="med-right">{t("connect.count")}</Th>
                  <Th modifier="wrap">{t("connect.reason")}</Th>
                </Tr>
              </Thead>
              <Tbody>
                {connection.refusals.map((one, at) => (
                  <Tr key={`${one.at} ${at}`}>
                    <Td className="tv-number">{format.dateTime(one.at)}</Td>
                    <Td className="med-mono">
                      {one.callingAe} → {one.calledAe}
                    </Td>
                    <Td className="med-mono">{one.host}</Td>
                    <Td className="tv-number med-right">{format.number(one.count, 0)}</Td>
                    <Td>{one.reason}</Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          </div>
        </>
      )}
    </Section>
  );
}

/** What was stored and needs a person: a SOP Instance UID that came again with other content, or a data set with a warning. */
function InstanceProblems() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["instance-problems"], queryFn: ({ signal }) => getInstanceProblems(signal), refetchInterval: REFRESH_MS });
  return (
    <Section id="connect-problems" title={t("connect.problems")}>
      <QueryState query={query}>
        {({ instances }) =>
          instances.length === 0 ? (
            <p>{t("connect.noProblems")}</p>
          ) : (
            <>
              <p>{t("connect.problemsHelp")}</p>
              <ProblemTable instances={instances} />
            </>
          )
        }
      </QueryState>
    </Section>
  );
}

function ProblemTable({ instances }: { instances: readonly InstanceContent[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isReader = useHasRole("med-radiologist");
  const isIntegrator = useHasRole("med-integrator");
  return (
    <div className="med-table-scroll">
      <Table variant="compact" aria-labelledby="connect-problems" gridBreakPoint="">
        <Thead>
          <Tr>
            <Th modifier="wrap">{t("connect.received")}</Th>
            <Th modifier="wrap">{t("connect.sentBy")}</Th>
            <Th modifier="wrap">{t("connect.instance")}</Th>
            <Th modifier="wrap">{t("connect.reason")}</Th>
            <Th modifier="wrap">{t("connect.file")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {instances.map((one) => (
            <Tr key={`${one.sopInstanceUid} ${one.sha256}`}>
              <Td className="tv-number">{format.dateTime(one.receivedAt)}</Td>
              <Td className="med-mono">{one.source}</Td>
              <Td className="med-mono">
                {one.sopInstanceUid}
                {one.studyInstanceUid != null && (
                  <div>
                    <Link to={`/studies/${one.studyInstanceUid}/reading`}>{t("connect.study")}</Link>
                  </div>
                )}
              </Td>
              <Td>
                {one.version > 1 && <div>{t(one.served ? "connect.knownElsewhere" : "connect.otherContent")}</div>}
                {one.warning != null && <div>{one.warning}</div>}
              </Td>
              <Td>
                {(isReader || isIntegrator) && (
                  <a href={`${PREFIX}/v1/instances/${one.sopInstanceUid}/contents/${one.sha256}`} download>
                    {t("connect.download")}
                  </a>
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
