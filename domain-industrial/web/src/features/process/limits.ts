import type { BeadLimits } from "../../api/types.ts";

export const LIMIT_NAMES = ["penetrationMin", "reinforcementMax", "widthMin", "widthMax"] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** Values of the form's fields, mm. */
export type LimitTexts = Readonly<Record<LimitName, string>>;

/** Limits of a usual butt joint, mm: where most people begin. */
export function usualLimits(process: string): LimitTexts {
  return process === "gas-metal-arc" ? { penetrationMin: "3", reinforcementMax: "3.6", widthMin: "9", widthMax: "13" } : USUAL;
}

const USUAL: LimitTexts = { penetrationMin: "4.5", reinforcementMax: "2.5", widthMin: "10", widthMax: "12" };

/** The limits to ask with; undefined while a field is no length or nothing is limited; `crossed` = no width satisfies both. */
export function limitsOf(texts: LimitTexts): BeadLimits | "crossed" | undefined {
  const limits: BeadLimits = {};
  for (const name of LIMIT_NAMES) {
    const text = texts[name].trim();
    if (text === "") continue;
    const value = Number(text);
    if (!(value > 0)) return undefined;
    limits[name] = value;
  }
  if (limits.widthMin != null && limits.widthMax != null && limits.widthMin > limits.widthMax) return "crossed";
  return Object.keys(limits).length === 0 ? undefined : limits;
}
