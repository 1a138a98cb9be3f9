import { Title } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useQuery } from "@tanstack/react-query";
import { QueryState, useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listSimilarCases } from "../../api/client.ts";
import { useReasonTexts } from "../decision/useReasonTexts.ts";
import { DispositionLabel } from "./CaseLabels.tsx";

/** How cases that look alike ended. */
export function SimilarPanel({ caseNumber }: { caseNumber: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const texts = useReasonTexts();
  const query = useQuery({ queryKey: ["case-similar", caseNumber], queryFn: ({ signal }) => listSimilarCases(caseNumber, signal) });
  return (
    <section aria-labelledby="case-similar">
      <Title id="case-similar" headingLevel="h2" size="md" className="fin-section-title">
        {t("similar.title")}
      </Title>
      <QueryState query={query} isEmpty={(cases) => cases.length === 0} empty={<p className="fin-help">{t("similar.none")}</p>}>
        {(cases) => (
          <div className="fin-table-scroll">
            <Table variant="compact" borders={false} aria-labelledby="case-similar" gridBreakPoint="">
              <Thead>
                <Tr>
                  <Th>{t("case.case")}</Th>
                  <Th>{t("case.finding")}</Th>
                  <Th className="fin-right">{t("similar.likeness")}</Th>
                  <Th>{t("similar.shares")}</Th>
                </Tr>
              </Thead>
              <Tbody>
                {cases.map((one) => (
                  <Tr key={one.caseNumber}>
                    <Td>
                      <Link to={`/cases/${one.caseNumber}`}>{t("case.number", { number: one.caseNumber })}</Link>
                    </Td>
                    <Td>
                      <DispositionLabel disposition={one.disposition} />
                    </Td>
                    <Td className="tv-number fin-right">{format.percent(one.likeness, 0)}</Td>
                    <Td className="fin-detail fin-narrow">
                      {[
                        ...new Set(one.sharedEntities.map((entity) => t(`links.kind_${entity.split(":")[0] ?? ""}`, { defaultValue: entity }))),
                        ...one.sharedReasons.map(texts.reason),
                      ].join(" · ")}
                    </Td>
                  </Tr>
                ))}
              </Tbody>
            </Table>
          </div>
        )}
      </QueryState>
    </section>
  );
}
