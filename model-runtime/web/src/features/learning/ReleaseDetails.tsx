import { Alert, DescriptionList, Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Fact } from "../page/Fact.tsx";
import type { ReleaseView } from "./contract.ts";
import { differenceText, figureText } from "./figureText.ts";
import { GateTable } from "./GateTable.tsx";
import { ReleaseStateLabel } from "./LearningLabels.tsx";
import { ReleaseActs } from "./ReleaseActs.tsx";
import { Section } from "./Section.tsx";
import { CardLink, CompareLink, ItemLink } from "./TaskLinks.tsx";
import { useFigureName } from "./useLearningText.ts";

/** One challenger's way to full traffic: its state, comparison, alarms and decisions. */
export function ReleaseDetails({ release }: { release: ReleaseView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { requests } = release;
  return (
    <div className="rt-details">
      <Section id="release-state" title={t("column.state")}>
        <p className="rt-labels">
          <ReleaseStateLabel state={release.state} />
          {release.highRisk && (
            <Label color="orange" variant="outline" isCompact>
              {t("learning.highRisk")}
            </Label>
          )}
        </p>
        <p className="rt-subtle">{t(`learning.releaseState.${release.state}Help`)}</p>
        {release.message !== undefined && (
          <Alert variant="info" isInline title={t("learning.message")}>
            <p className="rt-break">{release.message}</p>
            {release.code !== undefined && <p className="rt-mono rt-subtle">{release.code}</p>}
          </Alert>
        )}
        <DescriptionList isCompact isHorizontal termWidth="10.5rem">
          <Fact term={t("alias.challenger")}>
            <span className="rt-labels">
              <span className="tv-number">{t("models.version", { version: release.version })}</span>
              <CompareLink left={release.champion} right={release.version} />
              <CardLink version={release.version} />
            </span>
          </Fact>
          <Fact term={t("learning.against")}>
            <span className="tv-number">{t("models.version", { version: release.champion })}</span>
          </Fact>
          {release.share > 0 && (
            <Fact term={t("learning.share")}>
              <span className="tv-number">{format.percent(release.share, 1)}</span> <span className="rt-subtle">{t("learning.shareNote")}</span>
            </Fact>
          )}
          <Fact term={t("learning.requests")}>
            <span className="tv-number">{t("learning.requestsValue", { shadow: format.number(requests.shadow, 0), canary: format.number(requests.canary, 0), champion: format.number(requests.champion, 0) })}</span>
          </Fact>
          <Fact term={t("learning.offered")}>
            <span className="tv-number">{format.dateTime(release.offeredAt)}</span> · {release.offeredBy}
          </Fact>
          <Fact term={t("learning.stateSince")}>
            <span className="tv-number">{format.dateTime(release.stateSince)}</span>
          </Fact>
          {release.finishedAt !== undefined && (
            <Fact term={t("learning.finished")}>
              <span className="tv-number">{format.dateTime(release.finishedAt)}</span>
            </Fact>
          )}
          {release.update !== undefined && (
            <Fact term={t("learning.item.update")}>
              <ItemLink id={`update:${release.update}`} text={t("learning.openUpdate")} />
            </Fact>
          )}
          {release.manifest !== undefined && (
            <Fact term={t("learning.item.manifest")}>
              <ItemLink id={`data:${release.manifest}`} text={release.manifest} />
            </Fact>
          )}
          <Fact term={t("learning.id")}>
            <span className="rt-mono rt-break">{release.id}</span>
          </Fact>
        </DescriptionList>
      </Section>
      <ReleaseActs release={release} />
      <Alarms release={release} />
      <Section id="release-comparison" title={t("learning.comparison")}>
        <ComparisonTable release={release} />
      </Section>
      <Decisions release={release} />
      <Section id="release-gates" title={t("learning.lane.gate")}>
        <GateTable gates={release.gates} label={t("learning.lane.gate")} />
      </Section>
    </div>
  );
}

/** Champion and challenger on the same requests. */
export function ComparisonTable({ release }: { release: ReleaseView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useFigureName();
  if (release.comparison.length === 0) return <p className="rt-subtle">{t("learning.noComparison")}</p>;
  return (
    <div className="rt-table-scroll">
      <Table variant="compact" aria-label={t("learning.comparison")} gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("learning.figure")}</Th>
            <Th className="rt-right">{t("alias.champion")}</Th>
            <Th className="rt-right">{t("alias.challenger")}</Th>
            <Th className="rt-right">{t("learning.difference")}</Th>
            <Th className="rt-right">{t("learning.limit")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {release.comparison.map((one) => (
            <Tr key={one.figure}>
              <Td className="rt-wrap">{nameOf(one.figure)}</Td>
              <Td className="tv-number rt-right">{figureText(one.champion, format)}</Td>
              <Td className="tv-number rt-right">{figureText(one.challenger, format)}</Td>
              <Td className="tv-number rt-right">{differenceText(one.difference, format)}</Td>
              <Td className="tv-number rt-right">{figureText(one.limit, format)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}

function Alarms({ release }: { release: ReleaseView }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section id="release-alarms" title={t("learning.lane.alarm")}>
      {release.alarms.length === 0 && <p className="rt-subtle">{t("learning.noAlarms")}</p>}
      {release.alarms.map((alarm) => (
        <Alert key={`${alarm.code} ${alarm.raisedAt}`} variant="danger" isInline title={t(`learning.alarmName.${alarm.code}`, { defaultValue: alarm.code })} className="rt-alarm">
          <p className="rt-break">{alarm.message}</p>
          <p className="rt-subtle tv-number">
            {format.dateTime(alarm.raisedAt)}
            {alarm.figure !== undefined && ` · ${t("learning.figureAndLimit", { figure: figureText(alarm.figure, format), limit: figureText(alarm.limit, format) })}`}
          </p>
        </Alert>
      ))}
    </Section>
  );
}

function Decisions({ release }: { release: ReleaseView }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section id="release-decisions" title={t("learning.decisions")}>
      {release.decisions.length === 0 ? (
        <p className="rt-subtle">{t("learning.noDecisions")}</p>
      ) : (
        <ul className="rt-decisions">
          {release.decisions.map((decision) => (
            <li key={`${decision.action} ${decision.at}`}>
              <strong>{t(`learning.decision.${decision.action}`, { defaultValue: decision.action })}</strong> <span className="tv-number rt-subtle">{format.dateTime(decision.at)}</span> · {decision.by}
              <div className="rt-break">{t("models.because", { reason: decision.reason })}</div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
