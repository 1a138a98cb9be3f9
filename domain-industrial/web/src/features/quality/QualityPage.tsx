import { PageSection, Title, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { NothingState, QueryState, url, useFormat, useHasRole, useUrlState } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { getPlant, listQualityIssues, listSilences } from "../../api/client.ts";
import type { QualityIssue, Silence } from "../../api/types.ts";
import { At, Since } from "../shared/Since.tsx";
import { useSecond } from "../shared/clock.ts";
import { useWords } from "../shared/useWords.ts";
import { PLANNER } from "../shared/roles.ts";
import { DeadLetters } from "./DeadLetters.tsx";
import { byLoss, isLosing } from "./reasons.ts";

const DAYS = ["1d", "7d", "30d"] as const;
const pageState = { days: url.oneOf(DAYS, "7d") };

/** What is wrong with the data: who is silent, what is refused and why, what to do about it. */
export function QualityPage() {
  const { t } = useTranslation();
  const isPlanner = useHasRole(PLANNER);
  const [{ days }, change] = useUrlState(pageState);
  const count = Number.parseInt(days, 10);
  const issues = useQuery({ queryKey: ["quality", count], queryFn: ({ signal }) => listQualityIssues(count, signal), refetchInterval: 15_000 });
  const silences = useQuery({ queryKey: ["silences", count], queryFn: ({ signal }) => listSilences(count, signal), refetchInterval: 15_000 });
  return (
    <PageSection className="ind-page">
      <div className="ind-page-head">
        <Title headingLevel="h1">{t("dataQuality.title")}</Title>
        <ToggleGroup aria-label={t("filter.range")}>
          {DAYS.map((choice) => (
            <ToggleGroupItem key={choice} buttonId={`days-${choice}`} text={t(`dataQuality.days_${choice}`)} isSelected={days === choice} onChange={() => change({ days: choice })} />
          ))}
        </ToggleGroup>
      </div>
      <Title headingLevel="h2" size="lg" className="ind-card-title">
        {t("dataQuality.silences")}
      </Title>
      <QueryState query={silences} isEmpty={(found) => found.items.length === 0} empty={<p className="ind-subtle">{t("dataQuality.noSilence")}</p>}>
        {(found) => <SilenceTable silences={found.items} />}
      </QueryState>
      <Title headingLevel="h2" size="lg" className="ind-card-title ind-next">
        {t("dataQuality.issues")}
      </Title>
      <QueryState
        query={issues}
        isEmpty={(found) => found.items.length === 0}
        empty={
          <NothingState title={t("dataQuality.none")} icon={CheckCircleIcon}>
            {t("dataQuality.noneHelp")}
          </NothingState>
        }
      >
        {(found) => <IssueTable issues={found.items} />}
      </QueryState>
      {isPlanner && (
        <>
          <Title headingLevel="h2" size="lg" className="ind-card-title ind-next">
            {t("deadLetters.title")}
          </Title>
          <p className="ind-subtle">{t("deadLetters.help")}</p>
          <DeadLetters />
        </>
      )}
    </PageSection>
  );
}

function SilenceTable({ silences }: { silences: readonly Silence[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const now = useSecond();
  const plant = useQuery({ queryKey: ["plant"], queryFn: ({ signal }) => getPlant(signal), staleTime: 60_000 });
  const nameOf = (assetId: string) => plant.data?.nodes.find((node) => node.nodeId === assetId)?.name ?? assetId;
  const sorted = [...silences].sort((a, b) => Number(a.endedAt !== undefined) - Number(b.endedAt !== undefined) || Date.parse(b.since) - Date.parse(a.since));
  return (
    <div className="ind-table-scroll" tabIndex={0} role="region" aria-label={t("dataQuality.silences")}>
      <Table variant="compact" aria-label={t("dataQuality.silences")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("column.asset")}</Th>
            <Th>{t("dataQuality.lastHeard")}</Th>
            <Th>{t("dataQuality.lasted")}</Th>
            <Th>{t("dataQuality.whatToDo")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {sorted.map((silence) => (
            <Tr key={`${silence.assetId} ${silence.since}`}>
              <Td>
                <Link to={`/assets/${silence.assetId}`}>{nameOf(silence.assetId)}</Link>
              </Td>
              <Td>
                <At at={silence.since} />
              </Td>
              <Td className="tv-number">
                {silence.endedAt === undefined ? <strong>{t("dataQuality.stillSilent", { span: words.span(now - Date.parse(silence.since)) })}</strong> : words.span(Date.parse(silence.endedAt) - Date.parse(silence.since))}
              </Td>
              <Td className="ind-wide">{silence.endedAt === undefined ? t("dataQuality.silentHelp") : <span className="ind-subtle">{t("dataQuality.over")}</span>}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}

function IssueTable({ issues }: { issues: readonly QualityIssue[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="ind-table-scroll" tabIndex={0} role="region" aria-label={t("dataQuality.issues")}>
      <Table variant="compact" aria-label={t("dataQuality.issues")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("dataQuality.reason")}</Th>
            <Th>{t("dataQuality.source")}</Th>
            <Th className="ind-right">{t("dataQuality.count")}</Th>
            <Th>{t("dataQuality.last")}</Th>
            <Th>{t("dataQuality.lastDetail")}</Th>
            <Th>{t("dataQuality.whatToDo")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {[...issues].sort(byLoss).map((issue) => (
            <Tr key={`${issue.source} ${issue.reason}`}>
              <Td>
                <strong>{t(`qualityReason.${issue.reason}`)}</strong>
                <div className="ind-subtle">{t(isLosing(issue.reason) ? "dataQuality.notStored" : "dataQuality.stored")}</div>
              </Td>
              <Td className="ind-tag">{issue.source}</Td>
              <Td className="tv-number ind-right">{format.number(issue.occurrences, 0)}</Td>
              <Td>
                <Since at={issue.lastAt} />
              </Td>
              <Td className="ind-wide">
                {issue.lastDetail}
                {issue.lastExample !== undefined && <code className="ind-example">{issue.lastExample}</code>}
              </Td>
              <Td className="ind-wide">{t(`qualityHelp.${issue.reason}`)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
