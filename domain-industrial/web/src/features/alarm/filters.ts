import { url } from "@trivium/webkit/logic";
import type { AlarmQuery } from "../../api/contract.ts";
import { ALARM_KINDS, type Alarm, PRIORITIES } from "../../api/types.ts";
import { isAnnounced } from "./order.ts";

export const TABS = ["open", "history", "figures", "rules", "notifications"] as const;
export const SHOWS = ["announced", "hidden", "open"] as const;
export const GROUPS = ["auto", "cause", "none"] as const;
export const RANGES = ["24h", "7d", "30d"] as const;

/** What the alarms page keeps in its address. */
export const alarmFilter = {
  tab: url.oneOf(TABS, "open"),
  show: url.oneOf(SHOWS, "announced"),
  priority: url.oneOf(["any", ...PRIORITIES] as const, "any"),
  kind: url.oneOf(["any", ...ALARM_KINDS] as const, "any"),
  asset: url.text(64),
  group: url.oneOf(GROUPS, "auto"),
  range: url.oneOf(RANGES, "24h"),
  after: url.text(200),
  selected: url.text(64),
};

export type AlarmFilter = url.UrlValues<typeof alarmFilter>;

const HOUR_MS = 3_600_000;
export const RANGE_HOURS: Readonly<Record<(typeof RANGES)[number], number>> = { "24h": 24, "7d": 168, "30d": 720 };

export function openQuery({ priority, kind, asset }: AlarmFilter): AlarmQuery {
  return { state: "open", limit: 200, ...(priority === "any" ? {} : { priority }), ...(kind === "any" ? {} : { kind }), ...(asset === "" ? {} : { assetId: asset }) };
}

/** The begin is held at the full hour, so that it is the same question for a while. */
export function historyQuery(filter: AlarmFilter, now: number): AlarmQuery {
  const from = new Date(Math.floor((now - RANGE_HOURS[filter.range] * HOUR_MS) / HOUR_MS) * HOUR_MS).toISOString();
  return { ...openQuery(filter), state: "all", limit: 50, from, ...(filter.after === "" ? {} : { after: filter.after }) };
}

/** Announced alarms need an operator; hidden ones are shelved, suppressed or out of service. */
export function isShown(show: AlarmFilter["show"]): (alarm: Alarm) => boolean {
  return (alarm) => show === "open" || isAnnounced(alarm) === (show === "announced");
}
