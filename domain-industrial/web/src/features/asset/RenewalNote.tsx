import { useTranslation } from "react-i18next";
import type { AssetRenewal } from "../../api/types.ts";
import { At } from "../shared/Since.tsx";

/** That the asset was repaired or replaced, and what an estimate of its new life still needs. */
export function RenewalNote({ renewal, isEstimated }: { renewal: AssetRenewal; isEstimated: boolean }) {
  const { t } = useTranslation();
  return (
    <p className={isEstimated ? "ind-subtle" : undefined}>
      {t("life.renewed")} <At at={renewal.at} />. {!isEstimated && t("life.notYet", { count: renewal.cyclesNeeded })}
    </p>
  );
}
