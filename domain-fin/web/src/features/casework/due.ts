/** Time until a deadline as whole minutes and what to say of it; negative once it has passed. */
export interface Due {
  readonly minutes: number;
  /** Calm: more than a quarter of the time is left. */
  readonly urgency: "calm" | "soon" | "late";
}

const MINUTE = 60_000;

export function dueIn(openedAt: string, dueAt: string, now: number): Due {
  const due = Date.parse(dueAt);
  const left = due - now;
  const allowed = Math.max(MINUTE, due - Date.parse(openedAt));
  return {
    minutes: left < 0 ? -Math.ceil(-left / MINUTE) : Math.floor(left / MINUTE),
    urgency: left < 0 ? "late" : left < allowed / 4 ? "soon" : "calm",
  };
}

/** A span of minutes in the largest unit that keeps two figures apart: 45 min, 3 h 20 min, 2 d 4 h. */
export function spanParts(minutes: number): { readonly key: "minutes" | "hours" | "days"; readonly a: number; readonly b: number } {
  const whole = Math.abs(minutes);
  if (whole < 60) return { key: "minutes", a: whole, b: 0 };
  if (whole < 48 * 60) return { key: "hours", a: Math.floor(whole / 60), b: whole % 60 };
  return { key: "days", a: Math.floor(whole / 1440), b: Math.floor((whole % 1440) / 60) };
}
