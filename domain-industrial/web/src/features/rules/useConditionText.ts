import { useTranslation } from "react-i18next";
import type { AlarmRule } from "../../api/types.ts";
import { useWords } from "../shared/useWords.ts";

/** What a rule watches, as one line: "flow < 40, back at 42". */
export function useConditionText(): (rule: Pick<AlarmRule, "kind" | "tag" | "side" | "limit" | "deadband" | "onDelaySeconds">) => string {
  const { t } = useTranslation();
  const { format, span } = useWords();
  return ({ kind, tag, side, limit, deadband, onDelaySeconds }) => {
    if (kind === "silence") return t("rules.silenceText", { span: span(onDelaySeconds * 1_000) });
    const watched = kind === "limit" ? (tag ?? "—") : t(`kind.${kind}`);
    const isLow = side === "low" || kind === "remaining-life";
    const at = limit ?? 1;
    const text = `${watched} ${isLow ? "<" : ">"} ${format.number(at, 3)}`;
    return deadband > 0 ? t("rules.backAt", { text, back: format.number(isLow ? at + deadband : at - deadband, 3) }) : text;
  };
}
