import type { Alarm } from "../../api/types.ts";
import { RANK } from "./rank.ts";

const STATE_RANK: Readonly<Record<Alarm["state"], number>> = {
  unacknowledged: 0,
  "returned-unacknowledged": 1,
  acknowledged: 2,
  shelved: 3,
  "suppressed-by-design": 4,
  "out-of-service": 5,
  normal: 6,
};

/** States in which an alarm is announced: an operator has to act. */
export function isAnnounced({ state }: Pick<Alarm, "state">): boolean {
  return STATE_RANK[state] <= 2;
}

export function isUnacknowledged({ state }: Pick<Alarm, "state">): boolean {
  return STATE_RANK[state] <= 1;
}

/** Most urgent first: announced before hidden, then by priority, then unacknowledged, then the newest. */
export function byUrgency(a: Alarm, b: Alarm): number {
  return (
    Number(isAnnounced(b)) - Number(isAnnounced(a)) ||
    RANK[a.priority] - RANK[b.priority] ||
    STATE_RANK[a.state] - STATE_RANK[b.state] ||
    Date.parse(b.activeSince) - Date.parse(a.activeSince)
  );
}

/** So many alarms of one cause are a line of their own in the list, also without a flood. */
export const CROWD = 6;

export interface CauseGroup {
  /** "" = alarms without a cause, or of a cause with few. */
  readonly cause: string;
  readonly alarms: readonly Alarm[];
}

/** Alarms by the causes that have at least `least` of them, the most urgent group first; alarms within a group by urgency. */
export function byCause(alarms: readonly Alarm[], least = 1): CauseGroup[] {
  const counts = new Map<string, number>();
  for (const { cause } of alarms) counts.set(cause ?? "", (counts.get(cause ?? "") ?? 0) + 1);
  const groups = new Map<string, Alarm[]>();
  for (const alarm of [...alarms].sort(byUrgency)) {
    const own = alarm.cause ?? "";
    const cause = (counts.get(own) ?? 0) < least ? "" : own;
    groups.set(cause, [...(groups.get(cause) ?? []), alarm]);
  }
  return [...groups].map(([cause, members]) => ({ cause, alarms: members }));
}

/** The most urgent announced alarm of each asset, and how many more it has; the most urgent asset first. */
export function worstByAsset(alarms: readonly Alarm[]): { worst: Alarm; more: number }[] {
  const seen = new Map<string, { worst: Alarm; more: number }>();
  for (const alarm of alarms.filter(isAnnounced).sort(byUrgency)) {
    const known = seen.get(alarm.assetId);
    if (known === undefined) seen.set(alarm.assetId, { worst: alarm, more: 0 });
    else known.more++;
  }
  return [...seen.values()];
}
