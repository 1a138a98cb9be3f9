import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import { shortToken, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { CaseSummary } from "../../api/types.ts";
import { useReasonTexts } from "../decision/useReasonTexts.ts";
import { Amounts, DispositionLabel, DueText, PriorityLabel, StateLabel } from "./CaseLabels.tsx";

export function CaseTable({ label, cases }: { label: string; cases: readonly CaseSummary[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const texts = useReasonTexts();
  const navigate = useNavigate();
  return (
    <div className="fin-table-scroll">
      <Table variant="compact" aria-label={label} gridBreakPoint="" className="fin-cases">
        <Thead>
          <Tr>
            <Th>{t("case.case")}</Th>
            <Th>{t("case.priority")}</Th>
            <Th>{t("case.due")}</Th>
            <Th>{t("case.state")}</Th>
            <Th className="fin-right">{t("case.score")}</Th>
            <Th className="fin-right">{t("case.alerts")}</Th>
            <Th className="fin-right">{t("case.amount")}</Th>
            <Th>{t("case.reasons")}</Th>
            <Th>{t("case.customer")}</Th>
            <Th modifier="nowrap">{t("case.assignee")}</Th>
            <Th>{t("case.lastAlert")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {cases.map((one) => (
            <Tr key={one.caseNumber} isClickable onRowClick={() => void navigate(`/cases/${one.caseNumber}`)} data-priority={one.priority}>
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
              <Td className="fin-detail" title={one.reasons.join(", ")}>
                {one.reasons.slice(0, 2).map(texts.reason).join(" · ")}
                {one.reasons.length > 2 && ` +${one.reasons.length - 2}`}
              </Td>
              <Td className="fin-mono">{shortToken(one.customer)}</Td>
              <Td>
                {one.assignee ?? "—"}
                {one.lockHolder != null && (
                  <span title={t("case.openBy", { name: one.lockHolder })}>
                    {" "}
                    <LockIcon aria-hidden />
                    <span className="pf-v6-screen-reader">{t("case.openBy", { name: one.lockHolder })}</span>
                  </span>
                )}
              </Td>
              <Td className="tv-number">{format.dateTime(one.lastAlertAt)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
