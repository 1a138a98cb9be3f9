import { useTranslation } from "react-i18next";
import { useSecond } from "../shared/clock.ts";
import { useWords } from "../shared/useWords.ts";
import { usePlantLive } from "./PlantLive.tsx";

/** How old what the page shows is. */
export function Freshness() {
  const { t } = useTranslation();
  const words = useWords();
  const now = useSecond();
  const { heardAt } = usePlantLive();
  const at = heardAt();
  return <span className="tv-number ind-subtle">{at === undefined ? t("fresh.waiting") : t("fresh.changed", { ago: words.ago(new Date(at).toISOString(), now) })}</span>;
}
