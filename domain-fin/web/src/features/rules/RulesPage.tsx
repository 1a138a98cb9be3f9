import { Button, Label, PageSection, Tab, Tabs, TabTitleText, Title } from "@patternfly/react-core";
import PlusIcon from "@patternfly/react-icons/dist/esm/icons/plus-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { NothingState, QueryState, url, useFormat, useShortcut, useUrlState } from "@trivium/webkit";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { listRules, type RuleSummary } from "../../api/rules.ts";
import { bundledText } from "./bundledText.ts";
import { ListsPanel } from "./ListsPanel.tsx";
import { RuleEditor } from "./RuleEditor.tsx";
import { StateLabel } from "./StateLabel.tsx";

const TABS = ["rules", "lists"] as const;
const pageState = { tab: url.oneOf<(typeof TABS)[number]>([...TABS], "rules"), list: url.text(64), cursor: url.text(64) };

/** Rules of the desk with what they hit, and the lists they look into. */
export function RulesPage() {
  const { t } = useTranslation();
  const [{ tab, list, cursor }, change] = useUrlState(pageState);
  const [isWriting, setWriting] = useState(false);
  const navigate = useNavigate();
  useShortcut("n", t("rules.shortcutNew"), () => setWriting(true));
  return (
    <PageSection className="fin-page">
      <div className="fin-page-head">
        <Title headingLevel="h1">{t("rules.title")}</Title>
        <Button variant="primary" icon={<PlusIcon />} onClick={() => setWriting(true)}>
          {t("rules.new")}
        </Button>
      </div>
      <p className="fin-help">{t("rules.help")}</p>
      <Tabs activeKey={tab} aria-label={t("rules.title")} onSelect={(_event, key) => change({ tab: key === "lists" ? "lists" : "rules" })}>
        <Tab eventKey="rules" title={<TabTitleText>{t("rules.tabRules")}</TabTitleText>}>
          <RuleTable />
        </Tab>
        <Tab eventKey="lists" title={<TabTitleText>{t("rules.tabLists")}</TabTitleText>}>
          {tab === "lists" && <ListsPanel selected={list} cursor={cursor} onSelect={(name) => change({ list: name, cursor: "" })} onPage={(next) => change({ cursor: next }, { push: true })} />}
        </Tab>
      </Tabs>
      {isWriting && (
        <RuleEditor
          onClose={() => setWriting(false)}
          onSaved={(version) => void navigate(`/rules/${version.ruleId}`)}
        />
      )}
    </PageSection>
  );
}

function RuleTable() {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["rules"], queryFn: ({ signal }) => listRules(signal), refetchInterval: 15_000 });
  return (
    <QueryState query={query} isEmpty={(found) => found.items.length === 0} empty={<NothingState title={t("rules.nothing")}>{t("rules.nothingHelp")}</NothingState>}>
      {(found) => (
        <div className="fin-table-scroll" tabIndex={0} role="region" aria-label={t("rules.tabRules")}>
          <Table variant="compact" aria-label={t("rules.tabRules")} gridBreakPoint="">
            <Thead>
              <Tr>
                <Th>{t("rules.name")}</Th>
                <Th>{t("rules.state")}</Th>
                <Th>{t("rules.action")}</Th>
                <Th>{t("rules.severity")}</Th>
                <Th>{t("rules.queue")}</Th>
                <Th className="fin-right">{t("rules.live24h")}</Th>
                <Th className="fin-right">{t("rules.live7d")}</Th>
                <Th className="fin-right">{t("rules.shadow24h")}</Th>
                <Th className="fin-right">{t("rules.shadow7d")}</Th>
                <Th className="fin-right">{t("rules.failed7d")}</Th>
              </Tr>
            </Thead>
            <Tbody>
              {found.items.map((rule) => (
                <RuleRow key={rule.ruleId} rule={rule} />
              ))}
            </Tbody>
          </Table>
        </div>
      )}
    </QueryState>
  );
}

function RuleRow({ rule }: { rule: RuleSummary }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const count = (value: number) => new Intl.NumberFormat(format.locale).format(value);
  return (
    <Tr>
      <Td className="fin-detail">
        <Link to={`/rules/${rule.ruleId}`}>{bundledText(rule.name, i18n.language)}</Link>
        <div className="fin-feature-name">{rule.ruleId}</div>
      </Td>
      <Td>
        <StateLabel state={rule.state} />{" "}
        {rule.proposedVersion != null && (
          <Label color="orange" isCompact>
            {t("rules.waits", { version: rule.proposedVersion })}
          </Label>
        )}
      </Td>
      <Td>{t(`rules.action_${rule.action}`)}</Td>
      <Td>{t(`rules.severity_${rule.severity}`)}</Td>
      <Td>{t(`queueName.${rule.queue}`, { defaultValue: rule.queue })}</Td>
      <Td className="tv-number fin-right">{count(rule.hits.live24h)}</Td>
      <Td className="tv-number fin-right">{count(rule.hits.live7d)}</Td>
      <Td className="tv-number fin-right">{count(rule.hits.shadow24h)}</Td>
      <Td className="tv-number fin-right">{count(rule.hits.shadow7d)}</Td>
      <Td className="tv-number fin-right">{count(rule.hits.failed7d)}</Td>
    </Tr>
  );
}
