import { Alert, Card, CardBody, PageSection, Title } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { NothingState, QueryState, url, useFormat, useUrlState, usePageTitle } from "@trivium/webkit";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { getEntity } from "../../api/client.ts";
import { type Entity, ENTITY_TYPES, type EntityType } from "../../api/types.ts";
import { DispositionLabel, StateLabel } from "../casework/CaseLabels.tsx";
import { moneyOf } from "../decision/money.ts";
import { OutcomeLabel } from "../decision/OutcomeLabel.tsx";
import { useFeatureWords } from "../decision/useFeatureWords.ts";
import { CopyButton, EntityName } from "./EntityName.tsx";
import { type EntityKey, shortId } from "./entityPath.ts";

const pageState = { of: url.text(64), case: url.number(1, Number.MAX_SAFE_INTEGER, 0) };

/** What is known of one customer, card, merchant, terminal, device or receiving account. */
export function EntityPage() {
  const { t } = useTranslation();
  const named = useParams()["type"];
  const type = ENTITY_TYPES.find((one) => one === named);
  const [{ of, case: caseNumber }] = useUrlState(pageState);
  if (type === undefined || (of === "" && caseNumber === 0)) {
    return (
      <NothingState isPage title={t("notFound.title")} actions={<Link to="/queue">{t("nav.queue")}</Link>}>
        {t("notFound.body")}
      </NothingState>
    );
  }
  return <Loaded type={type} of={caseNumber > 0 ? { caseNumber } : { authorizationId: of }} />;
}

function Loaded({ type, of }: { type: EntityType; of: EntityKey }) {
  const { t } = useTranslation();
  usePageTitle(t(`entity.type_${type}`));
  const query = useQuery({ queryKey: ["entity", type, of], queryFn: ({ signal }) => getEntity(type, of, signal) });
  return (
    <PageSection className="fin-page">
      <QueryState query={query}>{(entity) => <Page entity={entity} />}</QueryState>
    </PageSection>
  );
}

function Page({ entity }: { entity: Entity }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <div className="fin-page-head">
        <Title headingLevel="h1">
          {t(`entity.type_${entity.type}`)} <span className="fin-mono" title={entity.value}>{shortId(entity.value)}</span> <CopyButton text={entity.value} />
        </Title>
        <span className="tv-time-zone">{t("timesIn", { zone: format.timeZoneLabel })}</span>
      </div>
      <p className="fin-help">{t(`entity.covers_${entity.covers}`)}</p>
      {!entity.complete && <Alert variant="info" isInline isPlain title={t("entity.incomplete", { count: entity.periods.at(-1)?.payments ?? 0 })} />}
      <dl className="fin-case-facts">
        <Fact term={t("entity.firstSeen")}>{entity.firstSeen == null ? "—" : format.dateTime(entity.firstSeen)}</Fact>
        <Fact term={t("entity.lastSeen")}>{entity.lastSeen == null ? "—" : format.dateTime(entity.lastSeen)}</Fact>
        <Fact term={t("entity.labels")}>{t("entity.labelCounts", { fraud: entity.labels.fraud, genuine: entity.labels.genuine })}</Fact>
        <Fact term={t("entity.lists")}>{entity.lists.length === 0 ? t("entity.noLists") : entity.lists.map((one) => one.list).join(", ")}</Fact>
      </dl>
      <div className="fin-queues">
        {entity.periods.map((period) => (
          <Card key={period.days} isCompact className="fin-queue">
            <CardBody>
              <div className="fin-figure-name">{t("entity.lastDays", { count: period.days })}</div>
              <div className="fin-figure-value tv-number">{format.number(period.payments, 0)}</div>
              <div className="fin-queue-facts">
                <span>{t("entity.referred", { count: period.referred })}</span>
                <span>{t("entity.declined", { count: period.declined })}</span>
                <span className="tv-number">{Object.entries(period.amounts).map(([currency, amount]) => format.money(amount, currency)).join(" + ") || "—"}</span>
              </div>
            </CardBody>
          </Card>
        ))}
      </div>
      <Days entity={entity} />
      <div className="fin-case">
        <div className="fin-case-main">
          <Payments entity={entity} />
          <Features entity={entity} />
        </div>
        <div className="fin-case-side">
          <Cases entity={entity} />
          <Links entity={entity} />
          <Lists entity={entity} />
        </div>
      </div>
    </>
  );
}

function Fact({ term, children }: { term: string; children: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Payments a day over the period that is counted, alerts in front of them. */
function Days({ entity }: { entity: Entity }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...entity.days.map((day) => day.payments));
  const start = Math.floor(Date.parse(entity.from) / 86_400_000);
  const shown = 91;
  return (
    <figure className="fin-days">
      <svg viewBox={`0 0 ${shown * 8} 60`} preserveAspectRatio="none" role="img" aria-label={t("entity.daysSummary", { count: entity.days.length, most })}>
        {entity.days.map((day) => {
          const x = (Date.parse(day.day) / 86_400_000 - start) * 8;
          return (
            <g key={day.day}>
              <title>{t("entity.day", { day: day.day, payments: day.payments, alerts: day.alerts, fraud: day.fraud })}</title>
              <rect x={x + 1} width={6} y={58 - (56 * day.payments) / most} height={(56 * day.payments) / most} className="fin-hours-bar" />
              <rect x={x + 1} width={6} y={58 - (56 * day.alerts) / most} height={(56 * day.alerts) / most} className="fin-bar-fraud" />
            </g>
          );
        })}
        <line x1={0} x2={shown * 8} y1={58.5} y2={58.5} className="fin-hours-axis" />
      </svg>
      <figcaption className="fin-help">{t("entity.daysCaption")}</figcaption>
    </figure>
  );
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id}>
      <Title id={id} headingLevel="h2" size="md" className="fin-section-title">
        {title}
      </Title>
      {children}
    </section>
  );
}

function Payments({ entity }: { entity: Entity }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section id="entity-payments" title={t(`entity.newest_${entity.covers}`)}>
      {entity.payments.length === 0 && <p className="fin-help">{t("entity.noPayments")}</p>}
      <div className="fin-table-scroll">
        <Table variant="compact" aria-labelledby="entity-payments" gridBreakPoint="">
          <Thead>
            <Tr>
              <Th>{t("drawer.occurredAt")}</Th>
              <Th>{t("column.authorization")}</Th>
              <Th className="fin-right">{t("column.amount")}</Th>
              <Th>{t("column.outcome")}</Th>
              <Th className="fin-right">{t("case.score")}</Th>
              <Th>{t("label.question")}</Th>
              <Th>{t("case.case")}</Th>
            </Tr>
          </Thead>
          <Tbody>
            {entity.payments.map((one) => (
              <Tr key={one.authorizationId}>
                <Td className="tv-number">{format.dateTime(one.occurredAt)}</Td>
                <Td>
                  <Link className="fin-id fin-target" title={one.authorizationId} to={`/history?range=all&selected=${encodeURIComponent(one.authorizationId)}`}>
                    {shortId(one.authorizationId)}
                  </Link>
                </Td>
                <Td className="tv-number fin-right">{moneyOf(one, format)}</Td>
                <Td>
                  <OutcomeLabel outcome={one.outcome} isCompact />
                </Td>
                <Td className="tv-number fin-right">{one.score == null ? "—" : format.number(one.score, 4, 4)}</Td>
                <Td>{one.label == null ? "—" : t(`label.${one.label}`, { defaultValue: one.label })}</Td>
                <Td>{one.caseNumber == null ? "—" : <Link className="fin-target" to={`/cases/${one.caseNumber}`}>{t("case.number", { number: one.caseNumber })}</Link>}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </div>
    </Section>
  );
}

function Cases({ entity }: { entity: Entity }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section id="entity-cases" title={t("entity.cases")}>
      {entity.cases.length === 0 && <p className="fin-help">{t("entity.noCases")}</p>}
      <ul className="fin-plain-list">
        {entity.cases.map((one) => (
          <li key={one.caseNumber}>
            <Link className="fin-target" to={`/cases/${one.caseNumber}`}>{t("case.number", { number: one.caseNumber })}</Link>{" "}
            {one.disposition == null ? <StateLabel state={one.state} /> : <DispositionLabel disposition={one.disposition} />} <span className="fin-help">{format.dateTime(one.openedAt)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Links({ entity }: { entity: Entity }) {
  const { t } = useTranslation();
  return (
    <Section id="entity-links" title={t("entity.links")}>
      {entity.links.length === 0 && <p className="fin-help">{t("entity.noLinks")}</p>}
      <ul className="fin-plain-list">
        {entity.links.map((one) => (
          <li key={`${one.type} ${one.value}`}>
            {t(`entity.type_${one.type}`)} <EntityName type={one.type} value={one.value} of={{ authorizationId: one.authorizationId }} /> <span className="fin-help">{t("entity.together", { count: one.payments })}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Lists({ entity }: { entity: Entity }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (entity.lists.length === 0) return null;
  return (
    <Section id="entity-lists" title={t("entity.lists")}>
      <ul className="fin-plain-list">
        {entity.lists.map((one) => (
          <li key={one.list}>
            <Link className="fin-target" to={`/rules?tab=lists&list=${encodeURIComponent(one.list)}`}>{one.list}</Link> ({t(`rules.kind_${one.kind}`, { defaultValue: one.kind })}, {t(`rules.entry_${one.state}`, { defaultValue: one.state })}):{" "}
            {one.reason}{" "}
            <span className="fin-help">
              {one.addedBy}
              {one.expiresAt != null && ` · ${t("entity.until", { time: format.dateTime(one.expiresAt) })}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Features({ entity }: { entity: Entity }) {
  const { t } = useTranslation();
  const words = useFeatureWords();
  const features = Object.entries(entity.features);
  if (features.length === 0) return null;
  return (
    <Section id="entity-features" title={t("entity.features")}>
      <p className="fin-help">{t("entity.featuresHelp")}</p>
      <div className="fin-table-scroll">
        <Table variant="compact" borders={false} aria-labelledby="entity-features" gridBreakPoint="">
          <Tbody>
            {features.map(([name, value]) => (
              <Tr key={name}>
                <Td>{words.name(name)}</Td>
                <Td className="tv-number fin-right">{words.value(name, value, entity.payments[0]?.currency ?? "")}</Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </div>
    </Section>
  );
}
