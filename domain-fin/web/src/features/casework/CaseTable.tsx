import { Checkbox } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import { useActor, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { CaseSort, CaseSummary } from "../../api/types.ts";
import { Causes } from "../decision/Causes.tsx";
import { EntityName } from "../entity/EntityName.tsx";
import { shortId } from "../entity/entityPath.ts";
import { type Sort, sortable } from "../sorting.ts";
import { Amounts, DispositionLabel, DueText, PriorityLabel, StateLabel } from "./CaseLabels.tsx";

interface Props {
  readonly label: string;
  readonly cases: readonly CaseSummary[];
  readonly sort: Sort<CaseSort>;
  /** Numbers of the cases that are ticked; undefined where none can be. */
  readonly chosen: readonly number[] | undefined;
  readonly onChoose: (chosen: readonly number[]) => void;
}

export function CaseTable({ label, cases, sort, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const actorOf = useActor();
  return (
    <div className="fin-table-scroll">
      <Table variant="compact" aria-label={label} gridBreakPoint="" className="fin-cases">
        <Thead>
          <Tr>
            {chosen !== undefined && (
              <Th className="fin-choose">
                <Checkbox
                  id="choose-all"
                  aria-label={t("bulk.chooseAll")}
                  isChecked={cases.length > 0 && cases.every((one) => chosen.includes(one.caseNumber))}
                  onChange={(_event, isChosen) => onChoose(isChosen ? cases.map((one) => one.caseNumber) : [])}
                />
              </Th>
            )}
            <Th {...sortable(sort, "number")}>{t("case.case")}</Th>
            <Th {...sortable(sort, "priority")}>{t("case.priority")}</Th>
            <Th {...sortable(sort, "due")}>{t("case.due")}</Th>
            <Th>{t("case.state")}</Th>
            <Th className="fin-right" {...sortable(sort, "score")}>{t("case.score")}</Th>
            <Th className="fin-right" {...sortable(sort, "alerts")}>{t("case.alerts")}</Th>
            <Th className="fin-right" {...sortable(sort, "amount")}>{t("case.amount")}</Th>
            <Th>{t("case.reasons")}</Th>
            <Th>{t("case.customer")}</Th>
            <Th modifier="nowrap" {...sortable(sort, "assignee")}>{t("case.assignee")}</Th>
            <Th className="fin-roomy" {...sortable(sort, "last-alert")}>{t("case.lastAlert")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {cases.map((one) => (
            <Tr key={one.caseNumber} isClickable onRowClick={() => void navigate(`/cases/${one.caseNumber}`)} data-priority={one.priority}>
              {chosen !== undefined && (
                <Td onClick={(event) => event.stopPropagation()}>
                  <Checkbox
                    id={`choose-${one.caseNumber}`}
                    aria-label={t("bulk.choose", { number: one.caseNumber })}
                    isChecked={chosen.includes(one.caseNumber)}
                    onChange={(_event, isChosen) => onChoose(isChosen ? [...chosen, one.caseNumber] : chosen.filter((number) => number !== one.caseNumber))}
                  />
                </Td>
              )}
              <Td dataLabel={t("case.case")}>
                <Link to={`/cases/${one.caseNumber}`} className="fin-id" data-case={one.caseNumber} onClick={(event) => event.stopPropagation()}>
                  {t("case.number", { number: one.caseNumber })}
                </Link>
              </Td>
              <Td>
                <PriorityLabel priority={one.priority} />
              </Td>
              <Td>
                <DueText summary={one} />
              </Td>
              <Td>{one.disposition == null ? <StateLabel state={one.state} /> : <DispositionLabel disposition={one.disposition} />}</Td>
              <Td className="tv-number fin-right">{one.maxScore == null ? "—" : format.number(one.maxScore, 4, 4)}</Td>
              <Td className="tv-number fin-right">{one.alertCount}</Td>
              <Td className="fin-right">
                <Amounts amounts={one.amounts} />
              </Td>
              <Td className="fin-detail">
                <Causes reasons={one.reasons} contributions={one.contributions} />
              </Td>
              <Td>{one.customerKind === "authorization" ? <span className="fin-mono">{shortId(one.customer)}</span> : <EntityName type="customer" value={one.customer} of={{ caseNumber: one.caseNumber }} />}</Td>
              <Td>
                {one.assignee == null ? "—" : actorOf(one.assignee)}
                {one.lockHolder != null && (
                  <span title={t("case.openBy", { name: one.lockHolder })}>
                    {" "}
                    <LockIcon aria-hidden />
                    <span className="pf-v6-screen-reader">{t("case.openBy", { name: one.lockHolder })}</span>
                  </span>
                )}
              </Td>
              <Td className="tv-number fin-roomy">{format.dateTime(one.lastAlertAt)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
