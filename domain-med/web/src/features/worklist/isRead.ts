import type { WorklistEntry } from "../../api/types.ts";

/** Whether a person decided on every finding; a study without findings asks for no decision. */
export function isRead(study: Pick<WorklistEntry, "state" | "findings" | "undecided">): boolean {
  return study.state === "done" && study.findings > 0 && study.undecided === 0;
}
