import { Alert, Button, Form, FormGroup, Label, Modal, ModalBody, ModalFooter, ModalHeader, PageSection, TextInput, Title } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAnnounce } from "../announce/Announcer.tsx";
import { useFormat } from "../format/useFormat.ts";
import { asProblemError } from "../problem/problem.ts";
import { useSession } from "../session/session.tsx";
import { NothingState, ProblemDetail, QueryState } from "../states/States.tsx";
import { ConnectionForm } from "./ConnectionForm.tsx";
import {
  actWithReason,
  approveConnection,
  type ConnectionTest,
  listConnections,
  listKinds,
  type ManagedConnection,
  type ReasonedAct,
  resumeConnection,
  type Settings,
  testConnection,
} from "./connectionsApi.ts";
import { useConnectionText } from "./useConnectionText.ts";

const REFRESH_MS = 5_000;
const QUERY = ["connections"];
const COLORS = { proposed: "blue", active: "green", paused: "orange", retired: "grey" } as const;

interface Asked {
  readonly act: ReasonedAct;
  readonly connection: ManagedConnection;
}

/** Connections of one's own organisation to other systems; `roles` may manage them, others look. */
export function ConnectionsPage({ roles }: { readonly roles: readonly string[] }) {
  const { t } = useTranslation("kit");
  const format = useFormat();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const session = useSession();
  const mayAct = [...roles, "platform-admin"].some((role) => session.roles.includes(role));
  const [form, setForm] = useState<{ before: ManagedConnection | undefined } | undefined>();
  const [asked, setAsked] = useState<Asked | undefined>();
  const query = useQuery({ queryKey: QUERY, queryFn: ({ signal }) => listConnections(signal), refetchInterval: REFRESH_MS });
  const kinds = useQuery({ queryKey: ["connection-kinds"], queryFn: ({ signal }) => listKinds(signal), staleTime: Infinity });
  const done = (act: string, name: string) => {
    setForm(undefined);
    setAsked(undefined);
    announce(t(`connections.done_${act}`, { name }));
    void queries.invalidateQueries({ queryKey: QUERY });
  };
  return (
    <PageSection className="tv-connections">
      <div className="tv-value-head">
        <Title headingLevel="h1">{t("connections.title")}</Title>
        <span className="tv-time-zone">{t("audit.timesIn", { zone: format.timeZoneLabel })}</span>
        {mayAct && (
          <Button variant="primary" isDisabled={kinds.data === undefined} onClick={() => setForm({ before: undefined })}>
            {t("connections.add")}
          </Button>
        )}
      </div>
      <p className="tv-value-note">{t("connections.about")}</p>
      <QueryState query={query} isEmpty={(all) => all.length === 0} empty={<NothingState title={t("connections.none")}>{t("connections.noneHelp")}</NothingState>}>
        {(all) => (
          <div className="tv-value-scroll" tabIndex={0} role="group" aria-label={t("connections.title")}>
            <Table variant="compact" aria-label={t("connections.title")} gridBreakPoint="">
              <Thead>
                <Tr>
                  <Th>{t("connections.name")}</Th>
                  <Th>{t("connections.state")}</Th>
                  <Th>{t("connections.settings")}</Th>
                  <Th>{t("connections.lastSuccess")}</Th>
                  <Th>{t("connections.lastError")}</Th>
                  <Th screenReaderText={t("connections.acts")} />
                </Tr>
              </Thead>
              <Tbody>
                {all.map((one) => (
                  <Row
                    key={one.id ?? `${one.kind}/${one.name}`}
                    one={one}
                    mayAct={mayAct}
                    user={session.user}
                    onChange={() => setForm({ before: one })}
                    onAsk={(act) => setAsked({ act, connection: one })}
                    onDone={done}
                  />
                ))}
              </Tbody>
            </Table>
          </div>
        )}
      </QueryState>
      {form !== undefined && kinds.data !== undefined && (
        <ConnectionForm
          kinds={kinds.data}
          before={form.before}
          onClose={() => setForm(undefined)}
          onSaved={(saved) => done(saved.pending == null ? "saved" : "proposed", saved.name)}
        />
      )}
      {asked !== undefined && <ReasonForm asked={asked} onClose={() => setAsked(undefined)} onDone={() => done(asked.act, asked.connection.name)} />}
    </PageSection>
  );
}

interface RowProps {
  readonly one: ManagedConnection;
  readonly mayAct: boolean;
  readonly user: string;
  readonly onChange: () => void;
  readonly onAsk: (act: ReasonedAct) => void;
  readonly onDone: (act: string, name: string) => void;
}

function Row({ one, mayAct, user, onChange, onAsk, onDone }: RowProps) {
  const { t } = useTranslation("kit");
  const format = useFormat();
  const text = useConnectionText();
  const approve = useMutation({ mutationFn: () => approveConnection(one), onSuccess: () => onDone("approve", one.name) });
  const resume = useMutation({ mutationFn: () => resumeConnection(one), onSuccess: () => onDone("resume", one.name) });
  const test = useMutation({ mutationFn: () => testConnection(one) });
  const failed = [approve, resume, test].find((each) => each.isError);
  const isOwn = one.pending?.proposedBy === user;
  const isManaged = mayAct && !one.configured && one.state !== "retired";
  return (
    <Tr data-connection={one.name}>
      <Td dataLabel={t("connections.name")}>
        <strong>{one.name}</strong>
        <div className="tv-value-note">{text.kind(one.kind)}</div>
      </Td>
      <Td dataLabel={t("connections.state")}>
        <Label isCompact color={COLORS[one.state]}>
          {t(`connections.state_${one.state}`)}
        </Label>
        {one.configured && <div className="tv-value-note">{t("connections.configured")}</div>}
        {one.state === "paused" && <div className="tv-value-note">{t("connections.pausedBy", { name: one.pausedBy, reason: one.pauseReason })}</div>}
        {one.pending != null && <div className="tv-value-note">{t("connections.waits", { revision: one.pending.revision, name: one.pending.proposedBy })}</div>}
      </Td>
      <Td dataLabel={t("connections.settings")}>
        <SettingList settings={one.settings} secrets={one.secrets} />
        {one.pending != null && one.activeRevision != null && (
          <>
            <strong>{t("connections.proposed")}</strong>
            <SettingList settings={one.pending.settings} secrets={one.pending.secrets} before={one} />
          </>
        )}
      </Td>
      <Td dataLabel={t("connections.lastSuccess")} className="tv-number">{one.lastSuccessAt == null ? "—" : format.dateTime(one.lastSuccessAt)}</Td>
      <Td dataLabel={t("connections.lastError")}>
        {one.lastError ?? "—"}
        {one.lastErrorAt != null && <div className="tv-value-note tv-number">{format.dateTime(one.lastErrorAt)}</div>}
      </Td>
      <Td>
        {isManaged && (
          <div className="tv-connection-acts">
            {one.pending != null && (
              <>
                <Button variant="primary" size="sm" isDisabled={isOwn || approve.isPending} isLoading={approve.isPending} onClick={() => approve.mutate()}>
                  {t("connections.approve")}
                </Button>
                <Button variant="secondary" size="sm" onClick={() => onAsk("reject")}>
                  {t("connections.reject")}
                </Button>
              </>
            )}
            <Button variant="secondary" size="sm" isDisabled={test.isPending} isLoading={test.isPending} onClick={() => test.mutate()}>
              {t("connections.test")}
            </Button>
            <Button variant="secondary" size="sm" onClick={onChange}>
              {t("connections.change")}
            </Button>
            {one.state === "active" && (
              <Button variant="secondary" size="sm" onClick={() => onAsk("pause")}>
                {t("connections.pause")}
              </Button>
            )}
            {one.state === "paused" && (
              <Button variant="secondary" size="sm" isDisabled={resume.isPending} isLoading={resume.isPending} onClick={() => resume.mutate()}>
                {t("connections.resume")}
              </Button>
            )}
            <Button variant="link" isDanger size="sm" onClick={() => onAsk("retire")}>
              {t("connections.retire")}
            </Button>
          </div>
        )}
        {isManaged && isOwn && <div className="tv-value-note">{t("connections.secondPerson")}</div>}
        {test.data !== undefined && <Outcome test={test.data} />}
        {failed !== undefined && (
          <Alert isInline isPlain variant="danger" title={t("error.title")}>
            <ProblemDetail problem={asProblemError(failed.error).problem} />
          </Alert>
        )}
      </Td>
    </Tr>
  );
}

function Outcome({ test }: { readonly test: ConnectionTest }) {
  const { t } = useTranslation("kit");
  const format = useFormat();
  return (
    <Alert isInline isPlain isLiveRegion variant={test.ok ? "success" : "danger"} title={t(test.ok ? "connections.testOk" : "connections.testFailed", { millis: format.number(test.millis, 0) })}>
      {test.detail}
    </Alert>
  );
}

interface SettingListProps {
  readonly settings: Settings;
  readonly secrets: readonly string[];
  /** What is in use; then only differences are shown, those too that were switched off or removed. */
  readonly before?: Pick<ManagedConnection, "settings" | "secrets">;
}

function SettingList({ settings, secrets, before }: SettingListProps) {
  const { t } = useTranslation("kit");
  const text = useConnectionText();
  const names = [...new Set([...Object.keys(before?.settings ?? {}), ...Object.keys(settings)])];
  const shown = names
    .map((name) => ({ name, value: settings[name] }))
    .filter(({ name, value }) => (before === undefined ? value !== false : JSON.stringify(before.settings[name]) !== JSON.stringify(value)));
  const shownSecrets = before === undefined ? secrets : [...new Set([...before.secrets, ...secrets])].filter((name) => before.secrets.includes(name) !== secrets.includes(name));
  return (
    <dl className="tv-connection-settings">
      {shown.map(({ name, value }) => (
        <div key={name}>
          <dt>{text.field(name)}</dt>
          <dd>{typeof value === "boolean" ? t(value ? "connections.yes" : "connections.no") : Array.isArray(value) ? value.join(", ") : String(value ?? "—")}</dd>
        </div>
      ))}
      {shownSecrets.map((name) => (
        <div key={name}>
          <dt>{text.field(name)}</dt>
          <dd>{secrets.includes(name) ? t("connections.secretSet") : "—"}</dd>
        </div>
      ))}
    </dl>
  );
}

function ReasonForm({ asked, onClose, onDone }: { readonly asked: Asked; readonly onClose: () => void; readonly onDone: () => void }) {
  const { t } = useTranslation("kit");
  const { act, connection } = asked;
  const [reason, setReason] = useState("");
  const perform = useMutation({ mutationFn: () => actWithReason(act, connection, reason.trim()), onSuccess: onDone });
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="connection-reason-title">
      <ModalHeader labelId="connection-reason-title" title={t(`connections.${act}Of`, { name: connection.name })} description={t(`connections.${act}Help`)} />
      <ModalBody>
        <Form
          id="connection-reason-form"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            if (reason.trim() !== "") perform.mutate();
          }}
        >
          <FormGroup label={t("connections.reason")} isRequired fieldId="connection-reason">
            <TextInput id="connection-reason" value={reason} maxLength={500} onChange={(_event, value) => setReason(value)} />
          </FormGroup>
          {perform.isError && <ProblemDetail problem={asProblemError(perform.error).problem} />}
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button variant={act === "pause" ? "primary" : "danger"} type="submit" form="connection-reason-form" isLoading={perform.isPending} isDisabled={perform.isPending || reason.trim() === ""}>
          {t(`connections.${act}`)}
        </Button>
        <Button variant="link" onClick={onClose}>
          {t("connections.cancel")}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
