import { type Format, useFormat } from "@trivium/webkit";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { spanOf } from "./span.ts";
import { digitsOf, unitSign } from "./units.ts";

const DAY_MS = 86_400_000;

export interface Words {
  readonly format: Format;
  /** A duration, ms. */
  readonly span: (milliseconds: number) => string;
  readonly ago: (instant: string, now: number) => string;
  /** Time of day; with the day where it was not within the last 20 hours. */
  readonly moment: (instant: string | number, now: number) => string;
  /** As `moment`, to the minute: for times that are planned. */
  readonly minute: (instant: string, now: number) => string;
  /** Money without its small change. */
  readonly amount: (value: number, currency: string) => string;
  /** The sign of a unit, "" for a plain number. */
  readonly unit: (unit: string | null | undefined) => string;
  /** A number with its unit. */
  readonly quantity: (value: number | null | undefined, unit: string | null | undefined) => string;
}

/** Times, ages and quantities in the reader's words. */
export function useWords(): Words {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const { locale, timeZone } = format;
    const clock = new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    const day = new Intl.DateTimeFormat(locale, { timeZone, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const hour = new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const numbers = [0, 1, 2, 3].map((digits) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
    const span = (milliseconds: number) => {
      const { key, a, b } = spanOf(milliseconds);
      return t(`span.${key}`, { a, b });
    };
    const isCycles = (unit: string | null | undefined) => unit === "cycles" || unit === "{cycle}";
    const sign = (unit: string | null | undefined) => (isCycles(unit) ? t("unit.cycles") : unitSign(unit ?? ""));
    const isNear = (at: Date, now: number) => Math.abs(now - at.getTime()) < DAY_MS * 0.83;
    return {
      format,
      minute: (instant, now) => {
        const at = new Date(instant);
        return Number.isNaN(at.getTime()) ? "—" : (isNear(at, now) ? hour : day).format(at);
      },
      amount: (value, currency) => `${numbers[0]?.format(value) ?? ""} ${currency}`,
      unit: sign,
      span,
      ago: (instant, now) => t("ago", { span: span(now - Date.parse(instant)) }),
      moment: (instant, now) => {
        const at = new Date(instant);
        if (Number.isNaN(at.getTime())) return "—";
        return isNear(at, now) ? clock.format(at) : day.format(at);
      },
      quantity: (value, unit) => {
        if (value == null || !Number.isFinite(value)) return "—";
        const digits = isCycles(unit) ? 0 : digitsOf(value);
        return `${numbers[digits]?.format(value) ?? ""}${sign(unit) === "" ? "" : ` ${sign(unit)}`}`;
      },
    };
  }, [t, format]);
}
