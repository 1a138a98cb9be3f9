import { Button, Label, PageSection, Title, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import PauseCircleIcon from "@patternfly/react-icons/dist/esm/icons/pause-circle-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblemError, NothingState, QueryState, shortToken, useAnnounce, useFormat, useHasRole, useUrlState } from "@trivium/webkit";
import { url } from "@trivium/webkit/logic";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listDeliveries, listDestinations, pauseDestination, resumeDestination, retryDeliveries } from "../../api/client.ts";
import { DELIVERY_STATES, type Destination } from "../../api/types.ts";
import { ReasonDialog } from "../reason/ReasonDialog.tsx";
import { studyPath } from "../study/studyPath.ts";

interface DestinationAct {
  readonly kind: "pause" | "resume" | "retry";
  readonly name: string;
}

const REFRESH_MS = 5_000;
/** What an administrator sets to have results sent to a PACS. */
const SETTINGS = `platform.med.dicom.peers.pacs.ae-title=PACS
platform.med.dicom.peers.pacs.tenant=HOSPITAL
platform.med.dicom.peers.pacs.address=10.1.0.7
platform.med.dicom.peers.pacs.port=11112
platform.med.destinations.pacs.tenant=HOSPITAL
platform.med.destinations.pacs.kind=c-store
platform.med.destinations.pacs.peer=pacs`;
const filters = { name: url.text(64), state: url.oneOf(DELIVERY_STATES, "pending") };

/** Where results go, what waits there, and what to do about it. */
export function DestinationsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const mayAct = useHasRole("med-integrator");
  const [filter, change] = useUrlState(filters);
  const [act, setAct] = useState<DestinationAct | undefined>();
  const query = useQuery({ queryKey: ["destinations"], queryFn: ({ signal }) => listDestinations(signal), refetchInterval: REFRESH_MS });
  const chosen = query.data?.find((one) => one.name === filter.name) ?? query.data?.find((one) => one.dead > 0 || one.pending > 0) ?? query.data?.[0];
  const perform = useMutation({
    mutationFn: async ({ kind, name, reason }: DestinationAct & { reason: string }) => {
      if (kind === "pause") await pauseDestination(name, reason);
      else if (kind === "resume") await resumeDestination(name, reason);
      else await retryDeliveries(name, reason, undefined);
    },
    onSuccess: (_nothing, { kind, name }) => {
      setAct(undefined);
      announce(t(`destination.done_${kind}`, { name }));
    },
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ["destinations"] }), queries.invalidateQueries({ queryKey: ["deliveries"] })]),
  });
  const ask = (next: DestinationAct) => {
    perform.reset();
    setAct(next);
  };
  return (
    <PageSection className="med-page">
      <div className="med-page-head">
        <Title headingLevel="h1">{t("destination.title")}</Title>
        <span className="tv-time-zone">{t("timesIn", { zone: format.timeZoneLabel })}</span>
      </div>
      <QueryState query={query} isEmpty={(all) => all.length === 0} empty={<NoDestination />}>
        {(all) => (
          <>
            <div className="med-table-scroll">
              <Table variant="compact" aria-label={t("destination.title")} gridBreakPoint="">
                <Thead>
                  <Tr>
                    <Th modifier="wrap">{t("destination.name")}</Th>
                    <Th modifier="wrap">{t("destination.state")}</Th>
                    {DELIVERY_STATES.map((state) => (
                      <Th key={state} modifier="wrap" className="med-right">
                        {t(`delivery.${state}`)}
                      </Th>
                    ))}
                    <Th modifier="wrap">{t("destination.oldest")}</Th>
                    <Th modifier="wrap">{t("destination.lastSent")}</Th>
                    <Th modifier="wrap">{t("destination.lastError")}</Th>
                    <Th screenReaderText={t("destination.acts")} />
                  </Tr>
                </Thead>
                <Tbody>
                  {all.map((one) => (
                    <DestinationRow key={one.name} one={one} isChosen={one.name === chosen?.name} mayAct={mayAct} onChoose={() => change({ name: one.name })} onAct={ask} />
                  ))}
                </Tbody>
              </Table>
            </div>
            {chosen !== undefined && <Queue name={chosen.name} state={filter.state} onState={(state) => change({ state })} />}
          </>
        )}
      </QueryState>
      {act !== undefined && (
        <ReasonDialog
          title={t(`destination.dialog_${act.kind}`, { name: act.name })}
          help={t(`destination.help_${act.kind}`)}
          act={t(`destination.${act.kind}`)}
          isPending={perform.isPending}
          error={perform.isError ? asProblemError(perform.error) : undefined}
          onClose={() => setAct(undefined)}
          onSubmit={(reason) => perform.mutate({ ...act, reason })}
        />
      )}
    </PageSection>
  );
}

function NoDestination() {
  const { t } = useTranslation();
  return (
    <NothingState title={t("destination.none")} actions={<Link to="/connect">{t("nav.connect")}</Link>}>
      <p>{t("destination.noneHelp")}</p>
      <p>{t("destination.noneSet")}</p>
      <pre className="med-settings">{SETTINGS}</pre>
    </NothingState>
  );
}

interface RowProps {
  readonly one: Destination;
  readonly isChosen: boolean;
  readonly mayAct: boolean;
  readonly onChoose: () => void;
  readonly onAct: (act: DestinationAct) => void;
}

function DestinationRow({ one, isChosen, mayAct, onChoose, onAct }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Tr isRowSelected={isChosen}>
      <Td>
        <Button variant="link" isInline aria-pressed={isChosen} onClick={onChoose}>
          {one.name}
        </Button>
        <div className="med-sub">
          {t(`destination.kind_${one.kind ?? "gone"}`)}
          {one.commitment && `, ${t("destination.withCommitment")}`}
        </div>
      </Td>
      <Td>
        {one.pause == null ? (
          <Label isCompact variant="outline" status="success">
            {t("destination.running")}
          </Label>
        ) : (
          <>
            <Label isCompact color="orange" icon={<PauseCircleIcon />}>
              {t("destination.paused")}
            </Label>
            <div className="med-sub">{t("destination.pausedBy", { name: one.pause.by, time: format.dateTime(one.pause.at), reason: one.pause.reason })}</div>
          </>
        )}
      </Td>
      <Td className="tv-number med-right">{format.number(one.pending, 0)}</Td>
      <Td className="tv-number med-right">{format.number(one.sent, 0)}</Td>
      <Td className="tv-number med-right">{format.number(one.committed, 0)}</Td>
      <Td className={one.dead > 0 ? "tv-number med-right med-bad" : "tv-number med-right"}>{format.number(one.dead, 0)}</Td>
      <Td className="tv-number">{one.oldestPendingAt == null ? "—" : format.dateTime(one.oldestPendingAt)}</Td>
      <Td className="tv-number">{one.lastSentAt == null ? "—" : format.dateTime(one.lastSentAt)}</Td>
      <Td>{one.lastError ?? "—"}</Td>
      <Td>
        {mayAct && (
          <div className="med-row-acts">
            <Button variant="secondary" size="sm" onClick={() => onAct({ kind: one.pause == null ? "pause" : "resume", name: one.name })}>
              {t(one.pause == null ? "destination.pause" : "destination.resume")}
            </Button>
            <Button variant="secondary" size="sm" isDisabled={one.dead === 0} onClick={() => onAct({ kind: "retry", name: one.name })}>
              {t("destination.retry")}
            </Button>
          </div>
        )}
      </Td>
    </Tr>
  );
}

function Queue({ name, state, onState }: { name: string; state: (typeof DELIVERY_STATES)[number]; onState: (state: (typeof DELIVERY_STATES)[number]) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [offset, setOffset] = useState(0);
  const query = useQuery({
    queryKey: ["deliveries", name, state, offset],
    queryFn: ({ signal }) => listDeliveries(name, state, offset, signal),
    refetchInterval: REFRESH_MS,
  });
  return (
    <section aria-labelledby="queue-title" className="med-queue">
      <div className="med-page-head">
        <Title id="queue-title" headingLevel="h2" size="lg">
          {t("destination.queueOf", { name })}
        </Title>
        <ToggleGroup aria-label={t("destination.state")}>
          {DELIVERY_STATES.map((one) => (
            <ToggleGroupItem
              key={one}
              buttonId={`queue-${one}`}
              text={t(`delivery.${one}`)}
              isSelected={state === one}
              onChange={() => {
                setOffset(0);
                onState(one);
              }}
            />
          ))}
        </ToggleGroup>
      </div>
      <QueryState query={query} isEmpty={(page) => page.items.length === 0} empty={<NothingState title={t("destination.queueEmpty")} />}>
        {(page) => (
          <>
            <div className="med-table-scroll">
              <Table variant="compact" aria-labelledby="queue-title" gridBreakPoint="">
                <Thead>
                  <Tr>
                    <Th modifier="wrap">{t("destination.study")}</Th>
                    <Th modifier="wrap">{t("destination.object")}</Th>
                    <Th modifier="wrap" className="med-right">{t("destination.attempts")}</Th>
                    <Th modifier="wrap">{t("destination.created")}</Th>
                    <Th modifier="wrap">{t("destination.next")}</Th>
                    <Th modifier="wrap">{t("destination.lastError")}</Th>
                  </Tr>
                </Thead>
                <Tbody>
                  {page.items.map(({ delivery, studyInstanceUid, revision }) => (
                    <Tr key={delivery.sopInstanceUid}>
                      <Td>
                        <Link to={studyPath(studyInstanceUid)} className="med-mono" title={studyInstanceUid}>
                          {shortToken(studyInstanceUid, 6, 8)}
                        </Link>{" "}
                        <span className="med-sub">{t("revision.number", { number: revision })}</span>
                      </Td>
                      <Td>{t(`role.${delivery.role}`, { defaultValue: delivery.role })}</Td>
                      <Td className="tv-number med-right">{delivery.attempts}</Td>
                      <Td className="tv-number">{format.dateTime(delivery.createdAt)}</Td>
                      <Td className="tv-number">{delivery.nextAttemptAt == null ? "—" : format.dateTime(delivery.nextAttemptAt)}</Td>
                      <Td>{delivery.lastError ?? "—"}</Td>
                    </Tr>
                  ))}
                </Tbody>
              </Table>
            </div>
            <nav className="med-paging" aria-label={t("destination.paging")}>
              <Button variant="secondary" isDisabled={offset === 0} onClick={() => setOffset(0)}>
                {t("destination.first")}
              </Button>
              <Button variant="secondary" isDisabled={page.nextOffset == null} onClick={() => setOffset(page.nextOffset ?? 0)}>
                {t("worklist.more")}
              </Button>
            </nav>
          </>
        )}
      </QueryState>
    </section>
  );
}
