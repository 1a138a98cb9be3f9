import type { Format } from "@trivium/webkit";

/** How the value of a feature reads. */
export type FeatureKind = "money" | "flag" | "count" | "share" | "number" | "seconds" | "days" | "kilometres" | "code" | "channel";

export interface FeatureInfo {
  readonly name: string;
  readonly kind: FeatureKind;
  /** Key of its words in the messages; undefined for a feature this console does not know. */
  readonly messageKey: string | undefined;
  /** Length of its window, where it has one. */
  readonly window: { readonly length: number; readonly unit: "h" | "d" } | undefined;
}

const HANDBOOK_WINDOW = /^(.+)_(\d+)DAY_WINDOW$/;
const WINDOW = /^(.+)_(\d+)([HD])$/;

const NAMES_BY_KIND: Readonly<Record<FeatureKind, readonly string[]>> = {
  money: ["TX_AMOUNT", "CUSTOMER_ID_AVG_AMOUNT", "CARD_AMOUNT", "TERMINAL_AMOUNT", "DEVICE_AMOUNT", "COUNTERPARTY_AMOUNT"],
  flag: ["TX_DURING_WEEKEND", "TX_DURING_NIGHT", "CARD_PRESENT", "CARD_COUNTRY_CHANGED", "CARD_CHANNEL_CHANGED"],
  count: [
    ...["CUSTOMER_ID_NB_TX", "TERMINAL_ID_NB_TX", "CARD_COUNT", "CARD_ODD_AMOUNTS", "CARD_TERMINALS", "CARD_DEVICES", "CARD_COUNTRIES", "TERMINAL_COUNT", "TERMINAL_FRAUDS"],
    ...["TERMINAL_GENUINE_SINCE_FRAUD", "TERMINAL_FRAUD_RUN", "DEVICE_COUNT", "DEVICE_CARDS", "COUNTERPARTY_COUNT", "COUNTERPARTY_CARDS"],
  ],
  share: ["TERMINAL_ID_RISK", "CARD_TERMINAL_SHARE", "CARD_DEVICE_SHARE", "CARD_COUNTRY_SHARE", "CARD_CHANNEL_SHARE", "CARD_CATEGORY_SHARE"],
  number: ["HOUR", "CARD_AMOUNT_LOG_RATIO", "CARD_AMOUNT_Z", "CARD_AMOUNT_TO_MAX", "CARD_CATEGORY_LOG_RATIO", "CARD_DISTANCE_LOG_RATIO", "CARD_DISTANCE_Z", "TERMINAL_FRAUD_LOG_RATIO"],
  seconds: ["CARD_SECONDS_SINCE_LAST"],
  days: ["CARD_DAYS_SINCE_ODD", "TERMINAL_DAYS_SINCE_LAST_FRAUD", "TERMINAL_DAYS_SINCE_FIRST_FRAUD", "TERMINAL_RUN_DAYS"],
  kilometres: ["HOME_DISTANCE_KM"],
  code: ["MERCHANT_CATEGORY"],
  channel: ["CHANNEL"],
};

const KINDS: ReadonlyMap<string, FeatureKind> = new Map(
  (Object.entries(NAMES_BY_KIND) as [FeatureKind, readonly string[]][]).flatMap(([kind, names]) => names.map((name): [string, FeatureKind] => [name, kind])),
);

/** The channels by the numbers that the feature CHANNEL has for them, from 1. */
const CHANNELS = ["chip", "contactless", "magstripe", "ecommerce", "moto", "atm", "transfer"] as const;

/** Names of features without their windows, as the messages know them. */
export const FEATURE_BASES: readonly string[] = [...KINDS.keys()];

/** What a model's feature name means. */
export function featureInfo(name: string): FeatureInfo {
  const handbook = HANDBOOK_WINDOW.exec(name);
  const windowed = handbook ?? WINDOW.exec(name);
  const base = windowed?.[1] ?? name;
  const kind = KINDS.get(base);
  if (kind === undefined) return { name, kind: "number", messageKey: undefined, window: undefined };
  return { name, kind, messageKey: base, window: windowed === null ? undefined : { length: Number(windowed[2]), unit: windowed[3] === "H" ? "h" : "d" } };
}

/** The value with its unit. Amount features are in the currency of the authorization. */
export function featureValue(
  info: FeatureInfo,
  value: number,
  currency: string,
  format: Format,
  words: { readonly yes: string; readonly no: string; readonly channel: (name: string) => string; readonly window: (length: string, unit: "h" | "d") => string },
): string {
  switch (info.kind) {
    case "money":
      return currency === "" ? format.number(value, 2) : format.money(Math.round(value * 100) / 100, currency);
    case "flag":
      return value < 0 ? "—" : value === 0 ? words.no : words.yes;
    case "count":
      return format.number(value, 0);
    case "share":
      return format.percent(value, 2);
    case "seconds":
      return value < 120 ? `${format.number(value, 0)} s` : value < 7200 ? `${format.number(value / 60, 0)} min` : value < 172_800 ? words.window(format.number(value / 3600, 1), "h") : words.window(format.number(value / 86_400, 1), "d");
    case "days":
      return words.window(format.number(value, 1), "d");
    case "kilometres":
      return value < 0 ? "—" : `${format.number(value, 1)} km`;
    case "code":
      return value === 0 ? "—" : String(value).padStart(4, "0");
    case "channel": {
      const channel = CHANNELS[value - 1];
      return channel === undefined ? "—" : words.channel(channel);
    }
    case "number":
      return format.number(value, 4);
  }
}
