import type { DecisionInput, Verdict } from "../../api/types.ts";

export interface DecisionDraft {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly note: string;
  readonly malignancy: number | undefined;
  readonly diameter: number;
  /** The newest decision on screen. */
  readonly seen: string | undefined;
}

/** The decision to send, or nothing while something is missing. */
export function completeDecision(draft: DecisionDraft): DecisionInput | undefined {
  const note = draft.note.trim();
  if (draft.reason === "" || (draft.reason === "other" && note === "")) return undefined;
  const common = {
    verdict: draft.verdict,
    reasonCode: draft.reason,
    ...(note === "" ? {} : { note }),
    ...(draft.seen === undefined ? {} : { seen: draft.seen }),
  };
  if (draft.verdict !== "edited") return common;
  const wantsSize = draft.reason !== "malignancy";
  const wantsMalignancy = draft.reason !== "size";
  const isSized = Number.isFinite(draft.diameter) && draft.diameter >= 0.5 && draft.diameter <= 300;
  if (wantsSize && !isSized) return undefined;
  if (wantsMalignancy && draft.reason !== "other" && draft.malignancy === undefined) return undefined;
  return {
    ...common,
    corrected: {
      ...(wantsMalignancy && draft.malignancy !== undefined ? { malignancy: draft.malignancy } : {}),
      ...(wantsSize ? { longestDiameterMm: draft.diameter } : {}),
    },
  };
}
