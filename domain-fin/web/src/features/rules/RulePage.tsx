import { Breadcrumb, BreadcrumbItem, Button, CodeBlock, CodeBlockCode, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, FormSelect, FormSelectOption, Label, PageSection, Tab, Tabs, TabTitleText, Title } from "@patternfly/react-core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { QueryState, url, useActor, useFormat, useHasRole, useSession, useUrlState, usePageTitle } from "@trivium/webkit";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { actOnVersion, getRule, listBacktests, type RuleDetail, type RuleVersion, type VersionAct } from "../../api/rules.ts";
import { BacktestFigures } from "./BacktestFigures.tsx";
import { BacktestPanel } from "./BacktestPanel.tsx";
import { bundledText } from "./bundledText.ts";
import { changedParts } from "./changedParts.ts";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { RuleEditor } from "./RuleEditor.tsx";
import { SnoozePanel } from "./SnoozePanel.tsx";
import { StateLabel } from "./StateLabel.tsx";

const TABS = ["backtest", "versions", "snoozes", "history"] as const;
const pageState = { version: url.text(6), tab: url.oneOf<(typeof TABS)[number]>([...TABS], "backtest") };

/** One rule: its versions, what they would have done, and the way to live. */
export function RulePage() {
  const { ruleId = "" } = useParams();
  usePageTitle(ruleId);
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["rule", ruleId], queryFn: ({ signal }) => getRule(ruleId, signal), refetchInterval: 15_000 });
  return (
    <PageSection className="fin-page">
      <Breadcrumb>
        <BreadcrumbItem render={({ className }) => <Link className={className} to="/rules">{t("rules.title")}</Link>} />
        <BreadcrumbItem isActive>{ruleId}</BreadcrumbItem>
      </Breadcrumb>
      <QueryState query={query}>{(rule) => <Rule rule={rule} />}</QueryState>
    </PageSection>
  );
}

function Rule({ rule }: { rule: RuleDetail }) {
  const { t, i18n } = useTranslation();
  const [{ version: wanted, tab }, change] = useUrlState(pageState);
  const [isEditing, setEditing] = useState(false);
  const version = rule.versions.find((one) => String(one.version) === wanted) ?? rule.versions[0];
  if (version === undefined) return null;
  return (
    <>
      <div className="fin-page-head">
        <Title headingLevel="h1">{bundledText(version.definition.name, i18n.language)}</Title>
        <div className="fin-rule-version">
          <FormSelect aria-label={t("rules.version")} value={version.version} onChange={(_event, value) => change({ version: value })}>
            {rule.versions.map((one) => (
              <FormSelectOption key={one.version} value={one.version} label={t("rules.versionOf", { version: one.version, state: t(`rules.state_${one.state}`) })} />
            ))}
          </FormSelect>
          <Button variant="secondary" onClick={() => setEditing(true)}>
            {t("rules.edit")}
          </Button>
        </div>
      </div>
      <Version version={version} />
      <Acts version={version} />
      <Tabs activeKey={tab} aria-label={t("rules.details")} onSelect={(_event, key) => change({ tab: TABS.find((one) => one === key) ?? "backtest" })}>
        <Tab eventKey="backtest" title={<TabTitleText>{t("rules.backtest")}</TabTitleText>}>
          {tab === "backtest" && <BacktestPanel key={version.version} version={version} />}
        </Tab>
        <Tab eventKey="versions" title={<TabTitleText>{t("rules.versions")}</TabTitleText>}>
          {tab === "versions" && <Changes rule={rule} version={version} />}
        </Tab>
        <Tab eventKey="snoozes" title={<TabTitleText>{t("rules.snoozes")}</TabTitleText>}>
          {tab === "snoozes" && <SnoozePanel ruleId={rule.ruleId} />}
        </Tab>
        <Tab eventKey="history" title={<TabTitleText>{t("rules.history")}</TabTitleText>}>
          {tab === "history" && <History rule={rule} />}
        </Tab>
      </Tabs>
      {isEditing && <RuleEditor from={version} onClose={() => setEditing(false)} onSaved={(next) => change({ version: String(next.version) })} />}
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription>{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}

function Version({ version }: { version: RuleVersion }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const actorOf = useActor();
  const { definition } = version;
  return (
    <>
      {definition.description !== "" && <p className="fin-help">{bundledText(definition.description, i18n.language)}</p>}
      <CodeBlock className="fin-expression">
        <CodeBlockCode>{definition.expression}</CodeBlockCode>
      </CodeBlock>
      <DescriptionList isCompact columnModifier={{ default: "1Col", md: "3Col" }}>
        <Fact term={t("rules.state")}>
          <StateLabel state={version.state} />{" "}
          {version.proposedBy != null && (
            <Label color="orange" isCompact>
              {t("rules.proposedBy", { name: version.proposedBy })}
            </Label>
          )}
        </Fact>
        <Fact term={t("rules.action")}>{t(`rules.action_${definition.action}`)}</Fact>
        <Fact term={t("rules.severity")}>{t(`rules.severity_${definition.severity}`)}</Fact>
        <Fact term={t("rules.reasonCode")}>
          <span className="fin-mono">{definition.reasonCode}</span>
        </Fact>
        <Fact term={t("rules.queuePriority")}>{`${t(`queueName.${definition.queue}`, { defaultValue: definition.queue })} · ${definition.priority}`}</Fact>
        <Fact term={t("rules.author")}>{`${actorOf(version.author)} · ${format.dateTime(version.createdAt)}`}</Fact>
        {version.approvedBy != null && version.approvedAt != null && <Fact term={t("rules.approvedBy")}>{`${actorOf(version.approvedBy)} · ${format.dateTime(version.approvedAt)}`}</Fact>}
        {version.retiredAt != null && <Fact term={t("rules.retiredAt")}>{format.dateTime(version.retiredAt)}</Fact>}
      </DescriptionList>
    </>
  );
}

/** What may be done to a version now; what needs another person says so. */
function Acts({ version }: { version: RuleVersion }) {
  const { t, i18n } = useTranslation();
  const { user } = useSession();
  const isSupervisor = useHasRole("fin-supervisor");
  const queries = useQueryClient();
  const [asked, setAsked] = useState<VersionAct | undefined>();
  const backtests = useQuery({ queryKey: ["backtests", version.ruleId], queryFn: ({ signal }) => listBacktests(version.ruleId, signal) });
  const tested = backtests.data?.items.find((one) => one.version === version.version && one.state === "done");
  const isProposed = version.proposedBy != null;
  const isOwn = user === version.author || user === version.proposedBy;
  const isOpen = version.state === "draft" || version.state === "shadow";
  const offered: { act: VersionAct; isDisabled?: boolean; isDanger?: boolean }[] = [
    ...(version.state === "draft" && !isProposed ? [{ act: "shadow" as const }] : []),
    ...(isOpen && !isProposed ? [{ act: "proposal" as const, isDisabled: tested === undefined }] : []),
    ...(isProposed && isSupervisor ? [{ act: "approval" as const, isDisabled: isOwn }, { act: "rejection" as const }] : []),
    ...(version.state !== "retired" && isSupervisor ? [{ act: "retirement" as const, isDanger: true }] : []),
  ];
  const attached = backtests.data?.items.find((one) => one.backtestId === version.backtestId);
  return (
    <div className="fin-acts">
      {offered.map(({ act, isDisabled, isDanger }) => (
        <Button key={act} variant={isDanger === true ? "danger" : act === "approval" ? "primary" : "secondary"} isDisabled={isDisabled === true} onClick={() => setAsked(act)}>
          {t(`rules.act_${act}`)}
        </Button>
      ))}
      {isOpen && !isProposed && tested === undefined && <span className="fin-help">{t("rules.needsBacktest")}</span>}
      {isProposed && isOwn && <span className="fin-help">{t("rules.needsSecond")}</span>}
      {asked !== undefined && (
        <ReasonDialog
          title={t(`rules.ask_${asked}`, { name: bundledText(version.definition.name, i18n.language), version: version.version })}
          confirm={t(`rules.act_${asked}`)}
          isDanger={asked === "retirement"}
          onClose={() => setAsked(undefined)}
          act={(reason) => actOnVersion(version.ruleId, version.version, asked, reason)}
          onDone={() => Promise.all([queries.invalidateQueries({ queryKey: ["rules"] }), queries.invalidateQueries({ queryKey: ["rule", version.ruleId] })])}
        >
          {asked === "approval" && (
            <>
              {version.proposalReason != null && <p className="fin-help">{t("rules.proposalReason", { name: version.proposedBy, reason: version.proposalReason })}</p>}
              {attached?.result != null && <BacktestFigures backtest={attached} result={attached.result} />}
            </>
          )}
        </ReasonDialog>
      )}
    </div>
  );
}

/** What a version says otherwise than the one before it. */
function Changes({ rule, version }: { rule: RuleDetail; version: RuleVersion }) {
  const { t } = useTranslation();
  const others = rule.versions.filter((one) => one.version !== version.version);
  const [against, setAgainst] = useState<number | undefined>();
  const other = others.find((one) => one.version === against) ?? others.find((one) => one.version < version.version) ?? others[0];
  if (other === undefined) return <p className="fin-help">{t("rules.oneVersion")}</p>;
  const parts = changedParts(other.definition, version.definition);
  return (
    <>
      <div className="fin-rule-version">
        <label htmlFor="compare-with">{t("rules.compareWith")}</label>
        <FormSelect id="compare-with" value={other.version} onChange={(_event, value) => setAgainst(Number(value))}>
          {others.map((one) => (
            <FormSelectOption key={one.version} value={one.version} label={t("rules.versionOf", { version: one.version, state: t(`rules.state_${one.state}`) })} />
          ))}
        </FormSelect>
      </div>
      {parts.length === 0 && <p className="fin-help">{t("rules.noChange")}</p>}
      {parts.map((part) => (
        <section key={part.name} aria-label={t(`rules.${part.name}`)}>
          <h3 className="fin-section-title">{t(`rules.${part.name}`)}</h3>
          <pre className="fin-diff">
            <del>{part.before}</del>
            <ins>{part.after}</ins>
          </pre>
        </section>
      ))}
    </>
  );
}

function History({ rule }: { rule: RuleDetail }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const actorOf = useActor();
  return (
    <ol className="fin-rule-history">
      {rule.history.map((event) => (
        <li key={`${event.time} ${event.act}`}>
          <strong>{t(`rules.did_${event.act}`, { defaultValue: event.act })}</strong>
          {event.version != null && ` · ${t("rules.versionShort", { version: event.version })}`}
          {` · ${actorOf(event.actor)} · `}
          <time dateTime={event.time}>{format.exactTime(event.time)}</time>
          <div className="fin-help">{bundledText(event.reason, i18n.language)}</div>
        </li>
      ))}
    </ol>
  );
}
