import type { CaseLinks } from "../../api/types.ts";

export interface Placed {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** Rings from the middle: 0 the case itself, 1 what it is about, 2 other cases, 3 their customers. */
  readonly ring: number;
}

const RINGS = [0, 105, 205, 265] as const;
export const LAYOUT_RADIUS = 290;
/** Room of one place on the ring of cases, so that their boxes do not cover one another. */
const PLACE = 38;

/**
 * A place for every node, the same for the same graph: entities in a circle around the case, the other cases behind the
 * entity they were found by, their customers behind them. Units are those of the drawing, the case is at 0, 0.
 */
export function placeNodes(links: CaseLinks): Placed[] {
  const [center] = links.nodes;
  if (center === undefined) return [];
  const neighbours = new Map<string, string[]>();
  const join = (from: string, to: string) => neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
  for (const { from, to } of links.edges) {
    join(from, to);
    join(to, from);
  }
  const parents = new Map<string, string>();
  const rings = new Map<string, number>([[center.id, 0]]);
  let ring = [center.id];
  for (let depth = 1; depth < RINGS.length && ring.length > 0; depth++) {
    const next: string[] = [];
    for (const id of ring) {
      for (const other of neighbours.get(id) ?? []) {
        if (rings.has(other)) continue;
        rings.set(other, depth);
        parents.set(other, id);
        next.push(other);
      }
    }
    ring = next;
  }
  const children = (id: string) => links.nodes.filter((node) => parents.get(node.id) === id).map((node) => node.id);
  /** Room a node needs: what hangs on it; at least one place, and two for what the case is about, which has a label. */
  const weight = (id: string): number => Math.max(rings.get(id) === 1 ? 2 : 1, children(id).reduce((sum, child) => sum + weight(child), 0));
  const scale = Math.max(1, (weight(center.id) * PLACE) / (2 * Math.PI * RINGS[2]));
  const placed: Placed[] = [{ id: center.id, x: 0, y: 0, ring: 0 }];
  const spread = (id: string, from: number, to: number, depth: number): void => {
    const own = children(id);
    const total = own.reduce((sum, child) => sum + weight(child), 0);
    let start = from;
    for (const child of own) {
      const end = start + ((to - from) * weight(child)) / total;
      const angle = (start + end) / 2;
      const radius = scale * (RINGS[depth] ?? LAYOUT_RADIUS);
      placed.push({ id: child, x: radius * Math.cos(angle), y: radius * Math.sin(angle), ring: depth });
      if (depth + 1 < RINGS.length) spread(child, start, end, depth + 1);
      start = end;
    }
  };
  spread(center.id, -Math.PI / 2, 1.5 * Math.PI, 1);
  return placed;
}

/** The part of the drawing that has something in it, with room for labels: x, y, width, height. */
export function viewBoxOf(placed: readonly Placed[]): string {
  const [xs, ys] = [placed.map((place) => place.x), placed.map((place) => place.y)];
  const [left, right, top, bottom] = [Math.min(...xs) - 60, Math.max(...xs) + 60, Math.min(...ys) - 20, Math.max(...ys) + 30];
  return placed.length === 0 ? "0 0 1 1" : [left, top, right - left, bottom - top].map((value) => value.toFixed(0)).join(" ");
}
