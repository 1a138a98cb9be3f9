import { ErrorState, ForbiddenState, isForbidden, LoadingState, url, useUrlState } from "@trivium/webkit";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { getStudy } from "../../api/client.ts";
import { ReadStudy } from "./ReadStudy.tsx";
import { studyKey } from "./studyKey.ts";

const BUSY_MS = 2_000;
const IDLE_MS = 30_000;

/** The finding to begin with; "" = the first. */
const readingAddress = { finding: url.text(64) };

export function StudyPage() {
  const study = useParams()["study"] ?? "";
  const [{ finding }] = useUrlState(readingAddress);
  return <OneStudy key={`${study} ${finding}`} study={study} finding={finding} />;
}

function OneStudy({ study, finding }: { study: string; finding: string }) {
  const { t } = useTranslation();
  const [revision, setRevision] = useState<number | undefined>();
  const query = useQuery({
    queryKey: studyKey(study, revision),
    queryFn: ({ signal }) => getStudy(study, revision, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.revisions.some((one) => one.state === "queued" || one.state === "running") === true ? BUSY_MS : IDLE_MS),
  });
  if (query.data !== undefined) return <ReadStudy study={query.data} first={finding} onRevision={setRevision} />;
  if (query.isPending) return <LoadingState label={t("study.loading")} />;
  return isForbidden(query.error) ? <ForbiddenState /> : <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
}
