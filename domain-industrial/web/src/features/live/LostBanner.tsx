import { Alert } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";
import { useWords } from "../shared/useWords.ts";
import { usePlantLive } from "./PlantLive.tsx";

/** Says that the page shows the past, and as of when. */
export function LostBanner() {
  const { t } = useTranslation();
  const words = useWords();
  const { status, isLost, heardAt } = usePlantLive();
  if (!isLost) return null;
  const at = heardAt();
  const title = status.state === "failed" ? t("lost.failed") : at === undefined ? t("lost.never") : t("lost.since", { time: words.format.time(at).slice(0, 8) });
  return <Alert variant={status.state === "failed" ? "danger" : "warning"} isInline isLiveRegion title={title} className="ind-lost" />;
}
