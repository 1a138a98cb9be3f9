/** A duration in words: the key under `span` in the messages, and its one or two numbers. */
export interface Span {
  readonly key: "seconds" | "minutes" | "hours" | "hoursOnly" | "days" | "daysOnly";
  readonly a: number;
  readonly b: number;
}

/** Seconds up to two minutes, minutes up to two hours, then hours with minutes, then days with hours; a smaller unit that is 0 is left out. */
export function spanOf(milliseconds: number): Span {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  if (seconds < 120) return { key: "seconds", a: seconds, b: 0 };
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return { key: "minutes", a: minutes, b: 0 };
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return { key: minutes % 60 === 0 ? "hoursOnly" : "hours", a: hours, b: minutes % 60 };
  return { key: hours % 24 === 0 ? "daysOnly" : "days", a: Math.floor(hours / 24), b: hours % 24 };
}
