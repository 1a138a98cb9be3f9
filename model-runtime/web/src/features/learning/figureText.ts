import type { Format } from "@trivium/webkit/logic";

/** A figure as it reads best. */
export function figureText(value: number | null | undefined, format: Format): string {
  if (value == null) return "—";
  if (value === 0) return format.number(0);
  const size = Math.abs(value);
  if (size >= 1000) return format.number(value, 0);
  return size >= 10 ? format.number(value, 2) : format.number(value, size < 0.001 ? 6 : 4);
}

/** A difference with its sign. */
export function differenceText(value: number | null | undefined, format: Format): string {
  if (value == null) return "—";
  const text = figureText(Math.abs(value), format);
  return value === 0 ? text : `${value > 0 ? "+" : "−"}${text}`;
}

/** A stretch of time in the two largest units that it fills. */
export function durationParts(ms: number): { readonly key: "days" | "hours" | "minutes" | "seconds"; readonly whole: number; readonly rest: number } {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return { key: "seconds", whole: seconds, rest: 0 };
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return { key: "minutes", whole: minutes, rest: seconds % 60 };
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return { key: "hours", whole: hours, rest: minutes % 60 };
  return { key: "days", whole: Math.floor(hours / 24), rest: hours % 24 };
}
