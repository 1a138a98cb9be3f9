import type { useFormat } from "@trivium/webkit";
import type { TFunction } from "i18next";
import type { ReviewedAlerts } from "../../api/types.ts";

type Format = Pick<ReturnType<typeof useFormat>, "percent">;

const DAY_MS = 86_400_000;

/** What alerts turned out to be, as shares of all of them; a dash without alerts. */
export function reviewText(review: ReviewedAlerts, t: TFunction, format: Format): string {
  const alerts = review.confirmed + review.cleared + review.matured + review.unknown;
  if (alerts === 0) return "—";
  const share = (count: number) => format.percent(count / alerts, 0);
  const parts = { confirmed: share(review.confirmed), cleared: share(review.cleared), matured: share(review.matured), unknown: share(review.unknown) };
  return t(review.matured > 0 ? "review.sharesMatured" : "review.shares", parts);
}

/** The precision with its interval; a dash where alerts of one class alone are known. */
export function precisionText(review: ReviewedAlerts, t: TFunction, format: Format): string {
  const { precision, low, high } = review;
  if (typeof precision !== "number" || typeof low !== "number" || typeof high !== "number") return "—";
  return t("review.precision", { precision: format.percent(precision, 0), low: format.percent(low, 0), high: format.percent(high, 0) });
}

/** Days of which there are decisions, in [from, to): what an average a day is divided by. */
export function observedDays(from: string, to: string, days: readonly { readonly day: string }[]): number {
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return 0;
  const begin = Math.max(Date.parse(from), Date.parse(first.day));
  const end = Math.min(Date.parse(to), Date.parse(last.day) + DAY_MS);
  return Math.max(0, end - begin) / DAY_MS;
}
