/** What a service says that it was worth; a figure without its price or its labels is left out. */
export interface ValueView {
  readonly domain: string;
  readonly from: string;
  readonly to: string;
  readonly currency?: string | null;
  readonly lines: readonly ValueLine[];
  readonly benefit?: number | null;
  readonly cost?: number | null;
  readonly net?: number | null;
  readonly returnOnInvestment?: number | null;
  readonly hours?: number | null;
  readonly missing: readonly ValueMissing[];
}

export interface ValueLine {
  readonly key: string;
  readonly kind: ValueKind;
  readonly effect: "benefit" | "cost" | "none";
  readonly quantity?: number | null;
  readonly unit: ValueUnit;
  readonly amount?: number | null;
  readonly formula: string;
  readonly inputs: readonly ValueInput[];
  readonly missing: readonly string[];
}

export interface ValueInput {
  readonly name: string;
  readonly value?: number | null;
  readonly unit: ValueUnit;
  readonly origin: "live" | "price" | "assumption";
}

export interface ValueMissing {
  readonly key: string;
  readonly remedy: string;
}

export type ValueKind = "money" | "hours" | "risk";
export type ValueUnit = "money" | "hours" | "minutes" | "days" | "count" | "share";

export const VALUE_KINDS: readonly ValueKind[] = ["money", "hours", "risk"];
export const VALUE_DAYS = ["7", "30", "90", "365"] as const;
export type ValueDays = (typeof VALUE_DAYS)[number];

const DAY_MS = 86_400_000;

/** First and last instant of so many days before `now`. */
export function valueSpan(days: ValueDays, now: number): { from: string; to: string } {
  return { from: new Date(now - Number(days) * DAY_MS).toISOString(), to: new Date(now).toISOString() };
}

/** An amount as it goes into the sum: a cost is below zero; undefined where it goes into none, or is not known. */
export function signedAmount(line: ValueLine): number | undefined {
  if (line.amount === undefined || line.amount === null || line.effect === "none") return undefined;
  return line.effect === "cost" && line.amount !== 0 ? -line.amount : line.amount;
}

/** Whether any figure rests on a price that is only assumed. */
export function isAssumed(view: ValueView): boolean {
  return view.lines.some((line) => line.inputs.some((input) => input.origin === "assumption" && typeof input.value === "number"));
}

/** The part of a key that words are looked up by: keys of the configuration bear the name of an organisation. */
export function wordOf(key: string): string {
  return key.slice(key.lastIndexOf(".") + 1);
}
