import { ErrorState, ForbiddenState, isForbidden, LoadingState } from "@trivium/webkit";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { getStudy } from "../../api/client.ts";
import { ReadStudy } from "./ReadStudy.tsx";
import { studyKey } from "./studyKey.ts";

const BUSY_MS = 2_000;
const IDLE_MS = 30_000;

export function StudyPage() {
  const study = useParams()["study"] ?? "";
  return <OneStudy key={study} study={study} />;
}

function OneStudy({ study }: { study: string }) {
  const { t } = useTranslation();
  const [revision, setRevision] = useState<number | undefined>();
  const query = useQuery({
    queryKey: studyKey(study, revision),
    queryFn: ({ signal }) => getStudy(study, revision, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.revisions.some((one) => one.state === "queued" || one.state === "running") === true ? BUSY_MS : IDLE_MS),
  });
  if (query.data !== undefined) return <ReadStudy study={query.data} onRevision={setRevision} />;
  if (query.isPending) return <LoadingState label={t("study.loading")} />;
  return isForbidden(query.error) ? <ForbiddenState /> : <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
}
