import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { featureInfo, featureValue } from "./featureCatalog.ts";

/** Names and values of features in the reader's language. A feature this console does not know keeps its own name. */
export function useFeatureWords(): { readonly name: (feature: string) => string; readonly value: (feature: string, value: number, currency: string) => string } {
  const { t } = useTranslation();
  const format = useFormat();
  const window = (length: string, unit: "h" | "d") => t(`window.${unit}`, { length });
  const words = { yes: t("yes"), no: t("no"), window, channel: (name: string) => t(`channel.${name}`, { defaultValue: name }) };
  return {
    name: (feature) => {
      const info = featureInfo(feature);
      if (info.messageKey === undefined) return feature;
      return t(`feature.${info.messageKey}`, { window: info.window === undefined ? "" : window(String(info.window.length), info.window.unit) });
    },
    value: (feature, value, currency) => featureValue(featureInfo(feature), value, currency, format, words),
  };
}
