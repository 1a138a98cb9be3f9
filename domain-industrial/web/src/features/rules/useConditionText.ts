import { useTranslation } from "react-i18next";
import type { AlarmRule } from "../../api/types.ts";
import { useWords } from "../shared/useWords.ts";

/** What a rule watches, as one line: "flow < 40 m³/h, back at 42 m³/h". `unit` is that of its tag, as far as it is known. */
export function useConditionText(): (rule: Pick<AlarmRule, "kind" | "tag" | "side" | "limit" | "deadband" | "onDelaySeconds">, unit: string | undefined) => string {
  const { t } = useTranslation();
  const { quantity, span } = useWords();
  return ({ kind, tag, side, limit, deadband, onDelaySeconds }, unit) => {
    if (kind === "silence") return onDelaySeconds > 0 ? t("rules.silenceText", { span: span(onDelaySeconds * 1_000) }) : t("rules.silenceDefault");
    const watched = kind === "limit" ? (tag ?? "—") : t(`kind.${kind}`);
    const isLow = side === "low" || kind === "remaining-life";
    const at = limit ?? 1;
    const shown = kind === "remaining-life" ? "cycles" : unit;
    const text = kind === "remaining-life" ? t("rules.lifeText", { limit: quantity(at, shown) }) : `${watched} ${isLow ? "<" : ">"} ${quantity(at, shown)}`;
    return deadband > 0 ? t("rules.backAt", { text, back: quantity(isLow ? at + deadband : at - deadband, shown) }) : text;
  };
}
