import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { pageOf, useFormat, useLabelQueue, WorthPanel, WorthReason } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { listLabelQueue } from "../../api/client.ts";
import type { LabelQueueItem } from "../../api/types.ts";
import { dicomDate, likelihood, millimetres, personName } from "../dicom/text.ts";

/** Findings that a decision on would teach most, each with a way to where it is decided on. */
export function WorthLook() {
  const { t } = useTranslation();
  const query = useLabelQueue(listLabelQueue);
  return (
    <WorthPanel query={query} title={t("worth.title")} help={t("worth.help")}>
      {(items) => <Findings items={items} />}
    </WorthPanel>
  );
}

function Findings({ items }: { items: readonly LabelQueueItem[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="med-table-scroll">
      <Table variant="compact" aria-labelledby="worth-title" gridBreakPoint="">
        <Thead>
          <Tr>
            <Th>{t("worklist.patient")}</Th>
            <Th>{t("worth.finding")}</Th>
            <Th>{t("worth.why", { ns: "kit" })}</Th>
            <Th>{t("worklist.study")}</Th>
            <Th modifier="nowrap" className="med-right">{t("finding.diameter")}</Th>
            <Th modifier="nowrap" className="med-right">{t("finding.malignancyModel")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {items.map((item) => (
            <Tr key={item.trackingUid}>
              <Td>
                <Link to={pageOf(item.link)} data-worth={item.trackingUid}>
                  {personName(item.patientName) || t("patient.noName")}
                </Link>
              </Td>
              <Td>{t("finding.short", { number: item.number })}</Td>
              <Td>
                <WorthReason worth={item.worth} />
              </Td>
              <Td>
                {item.description ?? t("worklist.noDescription")} <span className="med-sub tv-number">{dicomDate(item.studyDate)}</span>
              </Td>
              <Td className="tv-number med-right">{item.longestDiameterMm == null ? t("finding.kind_unreliable") : millimetres(format, item.longestDiameterMm)}</Td>
              <Td className="tv-number med-right">{item.malignancy == null ? "–" : likelihood(format, item.malignancy)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
