import { useShortcut } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import type { Decision } from "../../api/types.ts";
import { neighbour } from "./neighbour.ts";

/** j and k walk through the rows. */
export function useRowKeys(rows: readonly Decision[], selected: string, select: (id: string) => void): void {
  const { t } = useTranslation();
  const walk = (step: 1 | -1) => {
    const next = neighbour(
      rows.map((row) => row.authorizationId),
      selected,
      step,
    );
    if (next !== undefined) select(next);
  };
  useShortcut("j", t("table.shortcutNext"), () => walk(1));
  useShortcut("k", t("table.shortcutPrevious"), () => walk(-1));
}
