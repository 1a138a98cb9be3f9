import { Alert, Button, Card, CardBody, ExpandableSection, Form, FormGroup, FormSelect, FormSelectOption, Label, PageSection, TextInput, Title } from "@patternfly/react-core";
import DownloadIcon from "@patternfly/react-icons/dist/esm/icons/download-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAnnounce } from "../announce/Announcer.tsx";
import { fromLocalInput, toLocalInput } from "../format/localTime.ts";
import { useFormat } from "../format/useFormat.ts";
import { useSession } from "../session/session.tsx";
import { ErrorState, NothingState, QueryState } from "../states/States.tsx";
import * as url from "../url/urlState.ts";
import { useUrlState } from "../url/useUrlState.ts";
import { AUDIT_EXPORT, AUDIT_OUTCOMES, type AuditEntry, type AuditOutcome, type AuditReport, listAudit, setFilters, verifyAudit } from "./auditApi.ts";

const PAGE_SIZE = 50;
const FILTERS = {
  actor: url.text(),
  action: url.text(100),
  object: url.text(500),
  outcome: url.oneOf<AuditOutcome>(AUDIT_OUTCOMES, ""),
  from: url.instant(),
  to: url.instant(),
};
const SCHEMA = { ...FILTERS, before: url.number(1, Number.MAX_SAFE_INTEGER, 0) };
const COLORS = { success: "green", refused: "orange", failure: "red" } as const;

/** The audit log of one's own organisation in this service: search, verification of its hash chain, export. */
export function AuditPage() {
  const { t } = useTranslation("kit");
  const format = useFormat();
  const { tenant, service } = useSession();
  const [{ before, ...search }, change] = useUrlState(SCHEMA);
  const query = useQuery({
    queryKey: ["audit", search, before],
    queryFn: ({ signal }) => listAudit(search, before === 0 ? undefined : before, PAGE_SIZE, signal),
    placeholderData: keepPreviousData,
  });
  const isFiltered = Object.keys(setFilters(search)).length > 0;
  return (
    <PageSection className="tv-audit">
      <div className="tv-value-head">
        <Title headingLevel="h1">{t("audit.title")}</Title>
        <span className="tv-value-note">{t("audit.whose", { tenant, service })}</span>
        <span className="tv-time-zone">{t("audit.timesIn", { zone: format.timeZoneLabel })}</span>
      </div>
      <Verification />
      <Filters search={search} onSearch={(next) => change({ ...next, before: 0 }, { push: true })} />
      <Card isCompact>
        <CardBody>
          <QueryState
            query={query}
            isEmpty={(page) => page.entries.length === 0}
            empty={<NothingState title={t(isFiltered ? "audit.noMatch" : "audit.nothing")}>{isFiltered && t("audit.noMatchHelp")}</NothingState>}
          >
            {(page) => <Entries entries={page.entries} />}
          </QueryState>
          <nav className="tv-audit-paging" aria-label={t("audit.pages")}>
            <Button variant="secondary" isDisabled={before === 0} onClick={() => change({ before: 0 }, { push: true })}>
              {t("paging.newest")}
            </Button>
            <Button
              variant="secondary"
              isDisabled={typeof query.data?.nextBefore !== "number" || query.isPlaceholderData}
              onClick={() => change({ before: query.data?.nextBefore ?? 0 }, { push: true })}
            >
              {t("paging.older")}
            </Button>
          </nav>
        </CardBody>
      </Card>
    </PageSection>
  );
}

type Search = Parameters<typeof listAudit>[0];

function Filters({ search, onSearch }: { readonly search: Search; readonly onSearch: (search: Partial<Search> & { outcome: AuditOutcome }) => void }) {
  const { t } = useTranslation("kit");
  const { timeZone } = useFormat();
  const [draft, setDraft] = useState(search);
  const { actor, action, object, outcome, from, to } = search;
  // Back and forward change the address, which the fields follow.
  useEffect(() => setDraft({ actor, action, object, outcome, from, to }), [actor, action, object, outcome, from, to]);
  const set = (part: Partial<Search>) => setDraft((last) => ({ ...last, ...part }));
  const submit = (next: Search) => onSearch({ ...next, actor: next.actor.trim(), action: next.action.trim(), object: next.object.trim(), outcome: next.outcome as AuditOutcome });
  return (
    <Form
      className="tv-audit-filters"
      aria-label={t("audit.filters")}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        submit(draft);
      }}
    >
      {(["actor", "action", "object"] as const).map((field) => (
        <FormGroup key={field} label={t(`audit.${field}`)} fieldId={`audit-${field}`}>
          <TextInput id={`audit-${field}`} value={draft[field]} maxLength={field === "action" ? 100 : 200} placeholder={t(`audit.${field}Example`)} onChange={(_event, value) => set({ [field]: value })} />
        </FormGroup>
      ))}
      <FormGroup label={t("audit.outcome")} fieldId="audit-outcome">
        <FormSelect id="audit-outcome" value={draft.outcome} onChange={(_event, value) => set({ outcome: value })}>
          {AUDIT_OUTCOMES.map((one) => (
            <FormSelectOption key={one} value={one} label={t(one === "" ? "audit.anyOutcome" : `audit.outcome_${one}`)} />
          ))}
        </FormSelect>
      </FormGroup>
      {(["from", "to"] as const).map((field) => (
        <FormGroup key={field} label={t(`audit.${field}`)} fieldId={`audit-${field}`}>
          <TextInput type="datetime-local" id={`audit-${field}`} value={toLocalInput(draft[field], timeZone)} onChange={(_event, value) => set({ [field]: fromLocalInput(value, timeZone) })} />
        </FormGroup>
      ))}
      <div className="tv-audit-acts">
        <Button type="submit" variant="primary">
          {t("audit.search")}
        </Button>
        <Button variant="link" isDisabled={Object.keys(setFilters(search)).length === 0} onClick={() => submit({ actor: "", action: "", object: "", outcome: "", from: "", to: "" })}>
          {t("audit.clear")}
        </Button>
      </div>
    </Form>
  );
}

/** Verification runs when it is asked for: it reads the whole chain. */
function Verification() {
  const { t } = useTranslation("kit");
  const announce = useAnnounce();
  const verification = useMutation({
    mutationFn: verifyAudit,
    onSuccess: (report) => announce(t(report.intact ? "audit.intact" : "audit.broken")),
  });
  return (
    <div className="tv-audit-verification">
      <div className="tv-audit-acts">
        <Button variant="secondary" isLoading={verification.isPending} isDisabled={verification.isPending} onClick={() => verification.mutate()}>
          {t("audit.verify")}
        </Button>
        <Button component="a" variant="secondary" icon={<DownloadIcon />} href={AUDIT_EXPORT} download>
          {t("audit.export")}
        </Button>
        <span className="tv-value-note">{t("audit.exportHelp")}</span>
      </div>
      {verification.isError && <ErrorState error={verification.error} />}
      {verification.data !== undefined && <Verdict report={verification.data} />}
    </div>
  );
}

function Verdict({ report }: { readonly report: AuditReport }) {
  const { t } = useTranslation("kit");
  const format = useFormat();
  const number = (value: number) => format.number(value, 0);
  return (
    <Alert isInline component="h2" variant={report.intact ? "success" : "danger"} title={t(report.intact ? "audit.intact" : "audit.broken")}>
      <p>{t("audit.verified", { entries: number(report.entries), checkpoints: number(report.checkpoints), uncovered: number(report.uncovered) })}</p>
      {report.findings.length > 0 && (
        <ul>
          {report.findings.map((finding) => (
            <li key={`${finding.seq} ${finding.problem}`}>{t("audit.finding", { seq: finding.seq, problem: finding.problem })}</li>
          ))}
        </ul>
      )}
      {report.notices.map((notice) => (
        <p key={notice}>{notice}</p>
      ))}
    </Alert>
  );
}

function Entries({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const { t } = useTranslation("kit");
  const format = useFormat();
  return (
    <div className="tv-value-scroll" tabIndex={0} role="group" aria-label={t("audit.entries")}>
      <Table variant="compact" borders={false} aria-label={t("audit.entries")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("audit.number")}</Th>
            <Th>{t("audit.time")}</Th>
            <Th>{t("audit.actor")}</Th>
            <Th>{t("audit.action")}</Th>
            <Th>{t("audit.object")}</Th>
            <Th>{t("audit.outcome")}</Th>
            <Th>{t("audit.details")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {entries.map((entry) => (
            <Tr key={entry.seq} data-seq={entry.seq}>
              <Td className="tv-number">{entry.seq}</Td>
              <Td className="tv-number" modifier="nowrap">{format.dateTime(entry.time)}</Td>
              <Td>{entry.actor}</Td>
              <Td>{entry.action}</Td>
              <Td className="tv-audit-object">{entry.object}</Td>
              <Td>
                <Label color={COLORS[entry.outcome]} isCompact>
                  {t(`audit.outcome_${entry.outcome}`)}
                </Label>
              </Td>
              <Td>
                <Details entry={entry} />
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}

function Details({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useTranslation("kit");
  const [isOpen, setOpen] = useState(false);
  return (
    <ExpandableSection toggleText={t("audit.show")} toggleAriaLabel={t("audit.showOf", { seq: entry.seq })} isExpanded={isOpen} onToggle={(_event, open) => setOpen(open)}>
      <dl className="tv-audit-details">
        {Object.entries(entry.details).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === "string" ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
        <div>
          <dt>{t("audit.hash")}</dt>
          <dd>
            <code>{entry.hash}</code>
          </dd>
        </div>
        <div>
          <dt>{t("audit.prevHash")}</dt>
          <dd>
            <code>{entry.prevHash}</code>
          </dd>
        </div>
      </dl>
    </ExpandableSection>
  );
}
