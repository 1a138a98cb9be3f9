import { useTranslation } from "react-i18next";
import type { ProcessCycle } from "../../api/types.ts";
import { useWords } from "./useWords.ts";
import { markOf } from "./cycles.ts";

/** Defects and cycles in the reader's words; a defect in the model's where the console has none. */
export function useCycleWords() {
  const { t, i18n } = useTranslation();
  const { format } = useWords();
  const nameOf = (defect: string) => (i18n.exists(`cycle.name.${defect}`) ? t(`cycle.name.${defect}`) : defect);
  const textOf = (cycle: ProcessCycle) => {
    const mark = markOf(cycle);
    if (cycle.told != null) return t("cycle.toldAs", { name: nameOf(cycle.told) });
    if (cycle.defect != null && cycle.probability != null) return t("cycle.judgedAs", { name: nameOf(cycle.defect), probability: format.percent(cycle.probability, 0) });
    return t(`cycle.state.${mark}`);
  };
  return { nameOf, textOf };
}
