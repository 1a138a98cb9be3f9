import { Table, Tbody, Td, Th, Thead, type ThProps, Tr } from "@patternfly/react-table";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { WorklistEntry, WorklistSort } from "../../api/types.ts";
import { ageAt, dicomDate, dicomTime, likelihood, millimetres, OLDEST_YEARS, personName, sexCode } from "../dicom/text.ts";
import { studyPath } from "../study/studyPath.ts";
import { isRead } from "./isRead.ts";
import { PriorityLabel, ProcessingProgress, ReadLabel, StateLabel } from "./labels.tsx";

export interface Sorting {
  readonly sort: WorklistSort;
  readonly direction: "asc" | "desc";
}

interface Props {
  readonly studies: readonly WorklistEntry[];
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
}

/** Columns that sort, by their place. The newest and the most suspicious first, names from A on. */
const SORTED_BY: Readonly<Record<number, { sort: WorklistSort; first: "asc" | "desc" }>> = {
  0: { sort: "urgency", first: "asc" },
  1: { sort: "patient", first: "asc" },
  3: { sort: "study-date", first: "desc" },
  6: { sort: "malignancy", first: "desc" },
  8: { sort: "received", first: "desc" },
};

/** Above it a nodule is called a mass, and the model, which was trained on nodules, is not asked. */
const LARGEST_NODULE_MM = 30;

export function WorklistTable({ studies, sorting, onSort }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const sortOf = (columnIndex: number): ThProps["sort"] => {
    const column = SORTED_BY[columnIndex];
    if (column === undefined) return undefined;
    const isSorted = column.sort === sorting.sort;
    return {
      columnIndex,
      sortBy: { index: isSorted ? columnIndex : -1, direction: isSorted ? sorting.direction : column.first, defaultDirection: column.first },
      // Urgency has one direction.
      onSort: (_event, _index, direction) => onSort({ sort: column.sort, direction: column.sort === "urgency" ? "asc" : isSorted ? direction : column.first }),
    };
  };
  return (
    <div className="med-table-scroll">
      <Table variant="compact" aria-label={t("worklist.title")} gridBreakPoint="" className="med-worklist">
        <Thead>
          <Tr>
            <Th modifier="wrap" sort={sortOf(0)}>{t("worklist.priority")}</Th>
            <Th modifier="wrap" sort={sortOf(1)}>{t("worklist.patient")}</Th>
            <Th modifier="wrap">{t("worklist.patientId")}</Th>
            <Th modifier="wrap" sort={sortOf(3)}>{t("worklist.study")}</Th>
            <Th modifier="wrap">{t("worklist.accession")}</Th>
            <Th modifier="wrap">{t("worklist.state")}</Th>
            <Th modifier="wrap" className="med-right" sort={sortOf(6)}>{t("worklist.worst")}</Th>
            <Th modifier="wrap" className="med-right">{t("worklist.findings")}</Th>
            <Th modifier="wrap" sort={sortOf(8)}>{t("worklist.received")}</Th>
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
                    {millimetres(format, study.worstDiameterMm)}
                    <div className="med-sub">
                      {study.worstDiameterMm > LARGEST_NODULE_MM ? t("worklist.mass") : t("worklist.estimate", { share: likelihood(format, study.worstMalignancy) })}
                    </div>
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
      {isRead(study) ? <ReadLabel /> : <StateLabel state={study.state} />}
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
  const sex = sexCode(study.sex);
  return [
    sex === "" ? "" : t(`sex.${sex}`, { defaultValue: sex }),
    age === undefined ? "" : age > OLDEST_YEARS ? t("patient.ageUnlikely") : t("patient.years", { count: age }),
    dicomDate(study.birthDate) === "" ? "" : t("patient.born", { date: dicomDate(study.birthDate) }),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
