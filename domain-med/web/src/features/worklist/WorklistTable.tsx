import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { WorklistEntry } from "../../api/types.ts";
import { ageAt, dicomDate, dicomTime, likelihood, millimetres, personName } from "../dicom/text.ts";
import { studyPath } from "../study/studyPath.ts";
import { PriorityLabel, ProcessingProgress, StateLabel } from "./labels.tsx";

export function WorklistTable({ studies }: { studies: readonly WorklistEntry[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  return (
    <div className="med-table-scroll">
      <Table variant="compact" aria-label={t("worklist.title")} gridBreakPoint="" className="med-worklist">
        <Thead>
          <Tr>
            <Th modifier="wrap">{t("worklist.priority")}</Th>
            <Th modifier="wrap">{t("worklist.patient")}</Th>
            <Th modifier="wrap">{t("worklist.patientId")}</Th>
            <Th modifier="wrap">{t("worklist.study")}</Th>
            <Th modifier="wrap">{t("worklist.accession")}</Th>
            <Th modifier="wrap">{t("worklist.state")}</Th>
            <Th modifier="wrap" className="med-right">{t("worklist.worst")}</Th>
            <Th modifier="wrap" className="med-right">{t("worklist.findings")}</Th>
            <Th modifier="wrap">{t("worklist.received")}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {studies.map((study) => (
            <Tr key={study.studyInstanceUid} isClickable onRowClick={() => void navigate(studyPath(study.studyInstanceUid))}>
              <Td>
                <PriorityLabel priority={study.priority} />
              </Td>
              <Td>
                <Link to={studyPath(study.studyInstanceUid)} data-study={study.studyInstanceUid} onClick={(event) => event.stopPropagation()}>
                  {personName(study.patientName) || t("patient.noName")}
                </Link>
                <div className="med-sub">{patientFacts(study, t)}</div>
              </Td>
              <Td className="med-mono">{study.patientId}</Td>
              <Td>
                {study.description ?? t("worklist.noDescription")}
                <div className="med-sub tv-number">
                  {[study.modalities, `${dicomDate(study.studyDate)} ${dicomTime(study.studyTime)}`.trim()].filter(Boolean).join(" · ")}
                </div>
              </Td>
              <Td className="med-mono">{study.accessionNumber}</Td>
              <Td>
                <StudyState study={study} />
              </Td>
              <Td className="tv-number med-right">
                {study.worstMalignancy == null || study.worstDiameterMm == null ? (
                  "—"
                ) : (
                  <>
                    {likelihood(format, study.worstMalignancy)}
                    <div className="med-sub">{millimetres(format, study.worstDiameterMm)}</div>
                  </>
                )}
              </Td>
              <Td className="tv-number med-right">
                {study.state === "done" ? study.findings : "—"}
                {study.undecided > 0 && <div className="med-sub">{t("worklist.undecided", { count: study.undecided })}</div>}
              </Td>
              <Td className="tv-number">{format.dateTime(study.receivedAt)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}

function StudyState({ study }: { study: WorklistEntry }) {
  const { t } = useTranslation();
  if (study.state === "running") return <ProcessingProgress id={study.studyInstanceUid} stage={study.stage} progress={study.progress} />;
  return (
    <>
      <StateLabel state={study.state} />
      {(study.state === "refused" || study.state === "failed") && study.reasonCode != null && (
        <div className="med-sub" title={study.reason ?? undefined}>
          {t(`${study.state === "failed" ? "failure" : "refusal"}.${study.reasonCode}`, { defaultValue: study.reasonCode })}
        </div>
      )}
      {study.undelivered > 0 && <div className="med-sub">{t("worklist.undelivered", { count: study.undelivered })}</div>}
      {study.revision > 1 && <div className="med-sub">{t("revision.number", { number: study.revision })}</div>}
    </>
  );
}

type Translate = ReturnType<typeof useTranslation>["t"];

export function patientFacts(study: Pick<WorklistEntry, "sex" | "birthDate" | "studyDate">, t: Translate): string {
  const age = ageAt(study.birthDate, study.studyDate);
  return [
    study.sex == null || study.sex === "" ? "" : t(`sex.${study.sex}`, { defaultValue: study.sex }),
    age === undefined ? "" : t("patient.years", { count: age }),
    dicomDate(study.birthDate) === "" ? "" : t("patient.born", { date: dicomDate(study.birthDate) }),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
