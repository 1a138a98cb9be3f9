import { LoadingState, NothingState } from "@trivium/webkit";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { ohifAddress } from "./studyPath.ts";

const UID = /^[0-9.]{1,64}$/;

/** Where OHIF sends a reader whose session has ended: signed in again, the study is opened there once more. */
export function OpenViewer() {
  const { t } = useTranslation();
  const study = useParams()["study"] ?? "";
  const isUid = UID.test(study);
  useEffect(() => {
    if (isUid) window.location.replace(ohifAddress(study));
  }, [isUid, study]);
  if (isUid) return <LoadingState label={t("study.loading")} />;
  return (
    <NothingState isPage title={t("problem.study-not-found.title")} actions={<Link to="/worklist">{t("nav.worklist")}</Link>}>
      {t("problem.study-not-found.detail")}
    </NothingState>
  );
}
