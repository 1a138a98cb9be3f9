import { type Format, useFormat } from "@trivium/webkit";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { spanOf } from "./span.ts";
import { digitsOf, unitSign } from "./units.ts";

const DAY_MS = 86_400_000;

export interface Words {
  readonly format: Format;
  /** A duration, ms. */
  span(milliseconds: number): string;
  ago(instant: string, now: number): string;
  /** Time of day; with the day where it was not within the last 20 hours. */
  moment(instant: string | number, now: number): string;
  /** A number with its unit. */
  quantity(value: number | null | undefined, unit: string | null | undefined): string;
}

/** Times, ages and quantities in the reader's words. */
export function useWords(): Words {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const { locale, timeZone } = format;
    const clock = new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
    const day = new Intl.DateTimeFormat(locale, { timeZone, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const span = (milliseconds: number) => {
      const { key, a, b } = spanOf(milliseconds);
      return t(`span.${key}`, { a, b });
    };
    return {
      format,
      span,
      ago: (instant, now) => t("ago", { span: span(now - Date.parse(instant)) }),
      moment: (instant, now) => {
        const at = new Date(instant);
        if (Number.isNaN(at.getTime())) return "—";
        return Math.abs(now - at.getTime()) < DAY_MS * 0.83 ? clock.format(at) : day.format(at);
      },
      quantity: (value, unit) => {
        if (value == null || !Number.isFinite(value)) return "—";
        const sign = unit === "cycles" || unit === "{cycle}" ? t("unit.cycles") : unitSign(unit ?? "");
        const digits = unit === "cycles" || unit === "{cycle}" ? 0 : digitsOf(value);
        return `${format.number(value, digits)}${sign === "" ? "" : ` ${sign}`}`;
      },
    };
  }, [t, format]);
}
