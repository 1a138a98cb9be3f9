import type { CaseContribution } from "../../api/types.ts";
import type { ReasonCode } from "./reasonText.ts";

/** Below this a group of features did nothing worth naming. */
const LEAST = 0.01;

/** Codes that say what the platform did, not what is suspicious about the payment. */
const SYSTEM_CODES: ReadonlySet<string> = new Set([
  "score-at-or-above-decline",
  "score-at-or-above-refer",
  "model-unavailable",
  "referral-lifted",
  "rule-failed",
  "rules-not-loaded",
  "contributions-not-computed",
]);

/** Observations that say the same as a contribution of the model, by its group of features. */
const SAID_BY: Readonly<Record<string, string>> = {
  "observed-amount-above-usual": "amount",
  "observed-terminal-fraud-history": "terminal-fraud",
  "observed-card-busier-than-usual": "card-activity",
};

export type Cause = { readonly kind: "code"; readonly code: string } | { readonly kind: "contribution"; readonly contribution: CaseContribution };

export interface Why {
  /** What is suspicious, the strongest first: rules, what raised the score, what stands out. */
  readonly causes: readonly Cause[];
  /** What the platform did: thresholds that were reached, a model that did not answer. */
  readonly notes: readonly string[];
}

/** Tells causes from system notes; a code of the catalogue's kind `decision` is a note too. */
export function whyOf(reasons: readonly string[], contributions: readonly CaseContribution[], catalogue: readonly ReasonCode[] | undefined): Why {
  const isNote = (code: string) => SYSTEM_CODES.has(code) || catalogue?.find((one) => one.code === code)?.kind === "decision";
  const raising = contributions.filter((one) => one.contribution >= LEAST).sort((a, b) => b.contribution - a.contribution);
  const said = new Set(raising.map((one) => one.feature));
  const codes = reasons.filter((code) => !isNote(code));
  const observed = codes.filter((code) => code.startsWith("observed-"));
  const code = (one: string): Cause => ({ kind: "code", code: one });
  return {
    causes: [
      ...codes.filter((one) => !observed.includes(one)).map(code),
      ...raising.map((contribution): Cause => ({ kind: "contribution", contribution })),
      ...observed.filter((one) => !said.has(SAID_BY[one] ?? "")).map(code),
    ],
    notes: reasons.filter(isNote),
  };
}
