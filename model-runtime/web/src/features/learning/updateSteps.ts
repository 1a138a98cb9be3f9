import type { UpdateState, UpdateView } from "./contract.ts";

export const STEPS = ["freezing", "exporting", "training", "registering", "gating", "releasing"] as const satisfies readonly UpdateState[];
export type Step = (typeof STEPS)[number];
export type StepState = "waiting" | "running" | "done" | "failed" | "stopped";

/** State of each step of an update, from its record. */
export function stepsOf(update: UpdateView): { readonly step: Step; readonly state: StepState }[] {
  const reached = reachedBy(update);
  return STEPS.map((step, index) => ({ step, state: index < reached ? "done" : index > reached ? "waiting" : stateAt(update.state) }));
}

/** Index of the step that it is at or ended in; a completed update is past the last. */
function reachedBy(update: UpdateView): number {
  const running = STEPS.findIndex((step) => step === update.state);
  if (running !== -1) return running;
  switch (update.state) {
    case "queued":
      return -1;
    case "released":
      return STEPS.length;
    case "refused":
      return STEPS.indexOf("gating");
    default:
      return lastSeen(update);
  }
}

/** The step after the last one that left something behind. */
function lastSeen(update: UpdateView): number {
  if (update.release !== undefined) return STEPS.indexOf("releasing");
  if (update.challenger !== undefined) return STEPS.indexOf("gating");
  if (update.cpuSeconds > 0) return STEPS.indexOf("training");
  if (update.manifest !== undefined) return STEPS.indexOf("exporting");
  return STEPS.indexOf("freezing");
}

function stateAt(state: UpdateState): StepState {
  switch (state) {
    case "failed":
    case "refused":
      return "failed";
    case "cancelled":
    case "unchanged":
      return "stopped";
    default:
      return "running";
  }
}
