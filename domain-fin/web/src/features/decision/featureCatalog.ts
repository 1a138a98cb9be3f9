import type { Format } from "@trivium/webkit";

/** How the value of a feature reads. */
export type FeatureKind = "money" | "flag" | "count" | "share" | "number";

export interface FeatureInfo {
  readonly name: string;
  readonly kind: FeatureKind;
  /** Key of its words in the messages; undefined for a feature this console does not know. */
  readonly messageKey: string | undefined;
  /** Days of its window, where it has one. */
  readonly days: number | undefined;
}

const WINDOWED = /^(CUSTOMER_ID_NB_TX|CUSTOMER_ID_AVG_AMOUNT|TERMINAL_ID_NB_TX|TERMINAL_ID_RISK)_(\d+)DAY_WINDOW$/;

const KINDS: Readonly<Record<string, FeatureKind>> = {
  TX_AMOUNT: "money",
  TX_DURING_WEEKEND: "flag",
  TX_DURING_NIGHT: "flag",
  CUSTOMER_ID_NB_TX: "count",
  CUSTOMER_ID_AVG_AMOUNT: "money",
  TERMINAL_ID_NB_TX: "count",
  TERMINAL_ID_RISK: "share",
};

/** What a model's feature name means, for the names of the Fraud Detection Handbook. */
export function featureInfo(name: string): FeatureInfo {
  const windowed = WINDOWED.exec(name);
  const base = windowed?.[1] ?? name;
  const kind = KINDS[base];
  return { name, kind: kind ?? "number", messageKey: kind === undefined ? undefined : base, days: windowed === null ? undefined : Number(windowed[2]) };
}

/** The value with its unit. Amount features are in the currency of the authorization. */
export function featureValue(info: FeatureInfo, value: number, currency: string, format: Format, words: { yes: string; no: string }): string {
  switch (info.kind) {
    case "money":
      return currency === "" ? format.number(value, 2) : format.money(Math.round(value * 100) / 100, currency);
    case "flag":
      return value === 0 ? words.no : words.yes;
    case "count":
      return format.number(value, 0);
    case "share":
      return format.percent(value, 2);
    case "number":
      return format.number(value, 4);
  }
}
