import { useTranslation } from "react-i18next";
import type { ModelVersion } from "../../api/types.ts";

/** The kind of network of a version in words; a dash when its pack does not say. */
export function useNetworkName(): (version: ModelVersion) => string {
  const { t } = useTranslation();
  return ({ network }) => (network === undefined ? "—" : t(`network.${network}`, { defaultValue: network }));
}
