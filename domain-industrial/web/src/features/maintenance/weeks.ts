import type { WorkOrder } from "../../api/types.ts";
import { byNeed, isOpen } from "./orders.ts";

const DAY_MS = 86_400_000;
/** From the week before this one to the end of the fourth from now. */
export const WEEKS = 5;
const MONDAY = 1;

/** Midnight, in the given zone, of the Monday a week before `now`. */
export function firstDay(now: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" }).formatToParts(now);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const sinceMidnight = ((part("hour") * 60 + part("minute")) * 60 + part("second")) * 1_000 + (now % 1_000);
  const weekday = new Date(Date.UTC(part("year"), part("month") - 1, part("day"))).getUTCDay();
  return now - sinceMidnight - (((weekday - MONDAY + 7) % 7) + 7) * DAY_MS;
}

/** A stretch of the timeline in per cent of its width; undefined where nothing of it is in sight. */
export interface Bar {
  readonly left: number;
  readonly width: number;
}

/** Narrower bars could not be seen, per cent. */
const LEAST_WIDTH = 0.6;

export function barOf(from: string | null | undefined, to: string | null | undefined, start: number): Bar | undefined {
  const [begin, end] = [Date.parse(from ?? ""), Date.parse(to ?? "")];
  const length = WEEKS * 7 * DAY_MS;
  if (Number.isNaN(begin) || Number.isNaN(end) || end < start || begin > start + length) return undefined;
  const left = Math.max(0, ((begin - start) / length) * 100);
  return { left, width: Math.max(LEAST_WIDTH, Math.min(100, ((end - start) / length) * 100) - left) };
}

/** Work by asset, the asset that needs it first on top; only what has a place in time. */
export function rowsOf(orders: readonly WorkOrder[]): { assetId: string; assetName: string; orders: WorkOrder[] }[] {
  const rows = new Map<string, { assetId: string; assetName: string; orders: WorkOrder[] }>();
  for (const order of [...orders].sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)) || byNeed(a, b))) {
    if (order.plannedFrom == null && order.windowTo == null && order.startedAt == null) continue;
    const row = rows.get(order.assetId) ?? { assetId: order.assetId, assetName: order.assetName, orders: [] };
    row.orders.push(order);
    rows.set(order.assetId, row);
  }
  return [...rows.values()];
}
