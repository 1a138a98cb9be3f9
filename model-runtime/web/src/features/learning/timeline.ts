import type { ManifestSummary } from "../../api/learning.ts";
import type { Promotion } from "../../api/types.ts";
import type { ReleaseState, ReleaseView, UpdateState, UpdateView } from "./contract.ts";

export const LANES = ["data", "update", "gate", "release", "champion", "alarm"] as const;
export type Lane = (typeof LANES)[number];

/** How an item is drawn: by sign first, by colour second. */
export type Tone = "good" | "bad" | "warning" | "running" | "neutral";

interface Placed {
  /** Of the lane and what it is about: "update:…"; stable, part of the page's address. */
  readonly id: string;
  readonly lane: Lane;
  /** Epoch ms. */
  readonly from: number;
  /** Epoch ms; undefined for what happens at one moment. */
  readonly to?: number;
  /** Whether it still runs, so that `to` is now. */
  readonly isOpen: boolean;
  readonly tone: Tone;
}

export type TimelineItem = Placed &
  (
    | { readonly kind: "manifest"; readonly manifest: ManifestSummary }
    | { readonly kind: "update"; readonly update: UpdateView }
    | { readonly kind: "gates"; readonly owner: UpdateView | ReleaseView; readonly passed: number; readonly of: number }
    | { readonly kind: "release"; readonly release: ReleaseView }
    | { readonly kind: "champion"; readonly promotion: Promotion }
    | { readonly kind: "alarm"; readonly release: ReleaseView; readonly alarm: number }
  );

export interface Recorded {
  readonly manifests: readonly ManifestSummary[];
  readonly updates: readonly UpdateView[];
  readonly releases: readonly ReleaseView[];
  readonly promotions: readonly Promotion[];
}

const UPDATE_TONES: Readonly<Record<UpdateState, Tone>> = {
  queued: "running",
  freezing: "running",
  exporting: "running",
  training: "running",
  registering: "running",
  gating: "running",
  releasing: "running",
  released: "good",
  refused: "warning",
  failed: "bad",
  cancelled: "neutral",
  unchanged: "neutral",
};

const RELEASE_TONES: Readonly<Record<ReleaseState, Tone>> = {
  shadow: "running",
  canary: "running",
  "awaiting-approval": "warning",
  promoted: "good",
  "rolled-back": "bad",
  vetoed: "neutral",
  superseded: "neutral",
  stopped: "bad",
};

export function updateTone(state: UpdateState): Tone {
  return UPDATE_TONES[state];
}

export function releaseTone(state: ReleaseState): Tone {
  return RELEASE_TONES[state];
}

export function isRelease(owner: UpdateView | ReleaseView): owner is ReleaseView {
  return "version" in owner;
}

/** Everything on record between two moments, by lane and then by time. */
export function timelineOf(recorded: Recorded, from: number, to: number): TimelineItem[] {
  const updates = new Set(recorded.updates.map((update) => update.id));
  const items = [
    ...recorded.manifests.map(ofManifest),
    ...recorded.updates.map((update) => ofUpdate(update, to)),
    ...recorded.updates.flatMap(gatesOfUpdate),
    // What an update made has been asked already; an upload has only its release.
    ...recorded.releases.filter((release) => release.update === undefined || !updates.has(release.update)).flatMap(gatesOfRelease),
    ...recorded.releases.map((release) => ofRelease(release, to)),
    ...championsOf(recorded.promotions, to),
    ...recorded.releases.flatMap(alarmsOf),
  ];
  return items
    .filter((item) => (item.to ?? item.from) >= from && item.from <= to)
    .sort((a, b) => LANES.indexOf(a.lane) - LANES.indexOf(b.lane) || a.from - b.from || a.id.localeCompare(b.id));
}

function ofManifest(manifest: ManifestSummary): TimelineItem {
  return { id: `data:${manifest.id}`, lane: "data", from: Date.parse(manifest.createdAt), isOpen: false, tone: "neutral", kind: "manifest", manifest };
}

function ofUpdate(update: UpdateView, now: number): TimelineItem {
  const from = Date.parse(update.startedAt ?? update.requestedAt);
  const to = update.finishedAt === undefined ? now : Date.parse(update.finishedAt);
  return { id: `update:${update.id}`, lane: "update", from, to: Math.max(from, to), isOpen: update.finishedAt === undefined, tone: updateTone(update.state), kind: "update", update };
}

function gatesOfUpdate(update: UpdateView): TimelineItem[] {
  return gates(update, Date.parse(update.finishedAt ?? update.startedAt ?? update.requestedAt));
}

function gatesOfRelease(release: ReleaseView): TimelineItem[] {
  return gates(release, Date.parse(release.offeredAt));
}

function gates(owner: UpdateView | ReleaseView, from: number): TimelineItem[] {
  const of = owner.gates.length;
  if (of === 0) return [];
  const passed = owner.gates.filter((gate) => gate.passed).length;
  return [{ id: `gate:${owner.id}`, lane: "gate", from, isOpen: false, tone: passed === of ? "good" : "bad", kind: "gates", owner, passed, of }];
}

function ofRelease(release: ReleaseView, now: number): TimelineItem {
  const from = Date.parse(release.offeredAt);
  const to = release.finishedAt === undefined ? now : Date.parse(release.finishedAt);
  return { id: `release:${release.id}`, lane: "release", from, to: Math.max(from, to), isOpen: release.finishedAt === undefined, tone: releaseTone(release.state), kind: "release", release };
}

/** Each stretch in which one version was champion, from what moved the alias to what moved it next. */
function championsOf(promotions: readonly Promotion[], now: number): TimelineItem[] {
  const moves = promotions.filter((one) => one.alias === "champion").sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return moves.flatMap((promotion, index): TimelineItem[] => {
    if (promotion.version === undefined) return [];
    const next = moves[index + 1];
    const to = next === undefined ? now : Date.parse(next.at);
    const tone: Tone = promotion.action === "rollback" ? "warning" : "neutral";
    return [{ id: `champion:${promotion.id}`, lane: "champion", from: Date.parse(promotion.at), to, isOpen: next === undefined, tone, kind: "champion", promotion }];
  });
}

function alarmsOf(release: ReleaseView): TimelineItem[] {
  return release.alarms.map((alarm, index): TimelineItem => ({ id: `alarm:${release.id}:${index}`, lane: "alarm", from: Date.parse(alarm.raisedAt), isOpen: false, tone: "bad", kind: "alarm", release, alarm: index }));
}

export interface Drawn {
  readonly item: TimelineItem;
  /** Shares of the width, 0 to 1. */
  readonly left: number;
  readonly width: number;
  /** From the top of the lane; items that would lie on each other take rows of their own. */
  readonly row: number;
}

/**
 * Places the items of one lane, ordered by time.
 *
 * @param least share of the width that an item takes at least, so that a finger hits it
 */
export function place(items: readonly TimelineItem[], from: number, to: number, least: number): Drawn[] {
  const ends: number[] = [];
  return items.map((item) => {
    const share = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from)));
    const start = share(item.from);
    const width = Math.max(least, share(item.to ?? item.from) - start);
    const left = Math.min(start, 1 - width);
    const free = ends.findIndex((end) => end <= left + 1e-9);
    const row = free === -1 ? ends.length : free;
    ends[row] = left + width;
    return { item, left, width, row };
  });
}

/** Which item a key leads to from `at`; undefined when the key is none of the timeline's. Edges hold. */
export function moveTo(key: string, at: TimelineItem, items: readonly TimelineItem[]): TimelineItem | undefined {
  const lane = items.filter((item) => item.lane === at.lane);
  const place = lane.indexOf(at);
  switch (key) {
    case "ArrowLeft":
      return lane[Math.max(0, place - 1)];
    case "ArrowRight":
      return lane[Math.min(lane.length - 1, place + 1)];
    case "Home":
      return lane[0];
    case "End":
      return lane.at(-1);
    case "ArrowUp":
    case "ArrowDown":
      return nearest(at, items, key === "ArrowUp" ? -1 : 1) ?? at;
    default:
      return undefined;
  }
}

function nearest(at: TimelineItem, items: readonly TimelineItem[], step: number): TimelineItem | undefined {
  const lanes = LANES.filter((lane) => items.some((item) => item.lane === lane));
  const next = lanes[lanes.indexOf(at.lane) + step];
  const distance = (item: TimelineItem) => Math.abs(item.from - at.from);
  return items.filter((item) => item.lane === next).sort((a, b) => distance(a) - distance(b))[0];
}

const DAY_MS = 86_400_000;

/** Midnights between two moments, at most `most` of them, in even steps back from the last. */
export function midnights(from: number, to: number, most: number, midnightBefore: (at: number) => number): number[] {
  const all: number[] = [];
  // Half a day past each midnight: days of 23 and 25 hours are stepped over safely.
  for (let at = midnightBefore(to); at >= from; at = midnightBefore(at - DAY_MS / 2)) all.push(at);
  const step = Math.max(1, Math.ceil(all.length / most));
  return all.filter((_at, index) => index % step === 0).reverse();
}

const HOUR_MS = DAY_MS / 24;
const LONGEST_MS = 90 * DAY_MS;

/** Length of a range of the page's address; `auto` is the shortest one in which everything from `earliest` on has happened. */
export function rangeMs(range: string, now: number, earliest: number): number {
  if (range === "1h") return HOUR_MS;
  if (range !== "auto") return Number(range) * DAY_MS;
  return [HOUR_MS, DAY_MS, 7 * DAY_MS, 14 * DAY_MS, 28 * DAY_MS].find((length) => now - earliest < length * 0.95) ?? LONGEST_MS;
}

/** When the first thing on record of a task happened; now when nothing has. */
export function earliestOf({ manifests, updates, releases }: Pick<Recorded, "manifests" | "updates" | "releases">, now: number): number {
  return Math.min(now, ...manifests.map((one) => Date.parse(one.createdAt)), ...updates.map((one) => Date.parse(one.requestedAt)), ...releases.map((one) => Date.parse(one.offeredAt)));
}

const STEPS_MS = [10, 20, 60, 180, 360].map((minutes) => minutes * 60_000);

/** Round times of day between two moments that are a day apart at most, at most `most` of them. */
export function timesOfDay(from: number, to: number, most: number): number[] {
  const step = STEPS_MS.find((one) => (to - from) / one <= most) ?? DAY_MS;
  const times: number[] = [];
  for (let at = Math.ceil(from / step) * step; at < to; at += step) times.push(at);
  return times;
}

/** Ranges up to this have times of day on their axis. */
export const TIMES_UP_TO_MS = 2 * DAY_MS;
