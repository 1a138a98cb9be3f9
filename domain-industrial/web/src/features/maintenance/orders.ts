import { url } from "@trivium/webkit/logic";
import { type WorkOrder, WORK_ORDER_STATES, type WorkOrderState } from "../../api/types.ts";
import { RANK } from "../alarm/rank.ts";

export const TABS = ["board", "timeline", "figures"] as const;
export const WHOSE = ["all", "mine"] as const;
export const PERIODS = ["30d", "90d", "365d"] as const;
export const PERIOD_DAYS: Readonly<Record<(typeof PERIODS)[number], number>> = { "30d": 30, "90d": 90, "365d": 365 };

/** What the planner keeps in its address. */
export const plannerState = {
  tab: url.oneOf(TABS, "board"),
  whose: url.oneOf(WHOSE, "all"),
  period: url.oneOf(PERIODS, "90d"),
  selected: url.text(64),
};

/** Columns of the board; cancelled work is in the lists of its asset alone. */
export const COLUMNS: readonly WorkOrderState[] = WORK_ORDER_STATES.filter((state) => state !== "cancelled");

export function isOpen({ state }: Pick<WorkOrder, "state">): boolean {
  return state === "proposed" || state === "planned" || state === "in-progress";
}

/** What is to be done first: by the end of its window, then by priority; done work the newest first. */
export function byNeed(a: WorkOrder, b: WorkOrder): number {
  if (!isOpen(a) && !isOpen(b)) return Date.parse(b.doneAt ?? b.createdAt) - Date.parse(a.doneAt ?? a.createdAt);
  return endOf(a) - endOf(b) || RANK[a.priority] - RANK[b.priority] || a.number.localeCompare(b.number);
}

function endOf({ windowTo, plannedTo }: WorkOrder): number {
  const end = Date.parse(plannedTo ?? windowTo ?? "");
  return Number.isNaN(end) ? Infinity : end;
}

/** What waiting is expected to cost more than the work, in the order's currency; undefined while a part of it is not known: costs are 0 until they are entered. */
export function expectedGain({ probability, expectedFailureCost, estimatedCost }: Pick<WorkOrder, "probability" | "expectedFailureCost" | "estimatedCost">): number | undefined {
  return probability == null || !(expectedFailureCost > 0) ? undefined : probability * expectedFailureCost - estimatedCost;
}

const MINUTE_MS = 60_000;
/** Begins are offered on a quarter of an hour where the window leaves time for that. */
const STEP_MS = 15 * MINUTE_MS;
/** What work takes where the duration of a planned repair is not set, h. */
const USUAL_HOURS = 1;

/**
 * When work may be planned: from its window's begin on, never in the past, on the next quarter of an hour or, where the window is
 * over by then, on the next minute; for as long as a planned repair takes. Times in ms.
 */
export function proposedTimes({ windowFrom, windowTo }: Pick<WorkOrder, "windowFrom" | "windowTo">, now: number, plannedHours: number | undefined): { from: number; to: number } {
  const earliest = Math.max(now, Date.parse(windowFrom ?? "") || now);
  const length = Math.max(MINUTE_MS, Math.ceil(((plannedHours ?? 0) > 0 ? (plannedHours ?? 0) : USUAL_HOURS) * 60) * MINUTE_MS);
  const rounded = Math.ceil(earliest / STEP_MS) * STEP_MS;
  const end = Date.parse(windowTo ?? "");
  const from = rounded + length <= (Number.isNaN(end) ? Infinity : end) ? rounded : Math.ceil(earliest / MINUTE_MS) * MINUTE_MS;
  return { from, to: from + length };
}

/** Planned after the window in which it has to happen. */
export function isTooLate({ plannedTo, windowTo }: Pick<WorkOrder, "plannedTo" | "windowTo">): boolean {
  return plannedTo != null && windowTo != null && Date.parse(plannedTo) > Date.parse(windowTo);
}
