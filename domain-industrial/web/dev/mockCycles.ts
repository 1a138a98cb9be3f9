import type { CycleCurve, CycleDefect, ProcessCycle, ProcessCycleDetail } from "../src/api/types.ts";
import type { MockAsset } from "./mockPlant.ts";
import { idOf, noise } from "./noise.ts";

const CYCLES = 40;
const EVERY_MS = 27_000;
const CYCLE_MS = 14_000;
const PARTS = 24;
const MODEL = "industrial-cycle-defect-welding-cell:1";
const DEFECTS: readonly CycleDefect[] = [
  { name: "porosity", code: "2011" },
  { name: "burn-through", code: "510" },
  { name: "lack-of-fusion", code: "401" },
  { name: "undercut", code: "501" },
  { name: "wire-slip", code: "511" },
  { name: "arc-instability", code: "602" },
];

/** Cycles of the welding cells: mostly good; the wire slips in two, one is cut by silence, the latest waits. */
export class MockCycles {
  readonly #made = new Map<string, ProcessCycle[]>();
  /** What was said, in order. */
  readonly said: { cycleId: string; defect: string | undefined; note: string | undefined }[] = [];

  of(asset: MockAsset): ProcessCycle[] {
    if (asset.assetType !== "welding-cell") return [];
    const known = this.#made.get(asset.node.nodeId);
    if (known !== undefined) return known;
    const now = Date.now();
    const made = Array.from({ length: CYCLES }, (_, i) => cycle(asset, i, now - (i + 1) * EVERY_MS));
    this.#made.set(asset.node.nodeId, made);
    return made;
  }

  list(asset: MockAsset, limit: number) {
    const cycles = this.of(asset);
    return { items: cycles.slice(0, limit), defects: cycles.length === 0 ? [] : DEFECTS, next: null };
  }

  detail(asset: MockAsset, found: ProcessCycle): ProcessCycleDetail {
    const isWhole = found.state !== "incomplete";
    const isJudged = found.defect != null;
    const probabilities = !isJudged
      ? []
      : [{ name: "good", probability: found.defect === "good" ? 0.97 : 0.06 }, ...DEFECTS.map(({ name, code }) => ({ name, code, probability: name === found.defect ? 0.91 : 0.005 }))].sort((a, b) => b.probability - a.probability);
    return {
      cycle: found,
      probabilities,
      curves: isWhole ? asset.signals.map(({ definition, normal }) => curve(definition.name, definition.unit.code, normal, found)) : [],
      reference: isWhole ? 24 : 0,
      shares: isWhole ? [{ tag: "wire-feed", share: 0.8 }, { tag: "arc-current", share: 0.2 }] : [],
    };
  }

  /** False when it has another version by now. */
  tell(found: ProcessCycle, sent: Record<string, unknown>, actor: string): boolean {
    if (sent["version"] !== found.version) return false;
    const defect = sent["defect"] as string | undefined;
    const note = sent["note"] as string | undefined;
    this.said.push({ cycleId: found.cycleId, defect, note });
    found.version++;
    found.told = defect ?? null;
    found.toldBy = defect === undefined ? null : actor;
    if (defect === undefined) delete found.toldAt;
    else found.toldAt = new Date().toISOString();
    found.note = note ?? null;
    return true;
  }
}

function cycle(asset: MockAsset, place: number, at: number): ProcessCycle {
  const base = { cycleId: idOf(31, Number(asset.node.nodeId.slice(-6)) * 100 + place), version: 2, beganAt: new Date(at).toISOString(), endedAt: new Date(at + CYCLE_MS).toISOString(), job: (place % 3) + 1 };
  if (place === 0) return { ...base, state: "waiting" };
  if (place === 7) return { ...base, state: "incomplete", reason: "nothing was heard for more than 2.0 s" };
  if (place >= CYCLES - 3) return { ...base, state: "reference" };
  const isBad = place === 2 || place === 5;
  return { ...base, state: "judged", defect: isBad ? "wire-slip" : "good", probability: isBad ? 0.91 : 0.97, defective: isBad ? 0.94 : 0.03, modelVersion: MODEL };
}

function curve(tag: string, unit: string, normal: number, found: ProcessCycle): CycleCurve {
  const sags = found.defect === "wire-slip" && tag === "wire-feed";
  const values = Array.from({ length: PARTS }, (_, part) => normal * (1 + 0.004 * noise(found.cycleId + tag, part)) * (sags && part > 9 ? 0.8 : 1));
  return { tag, unit, values, lower: values.map(() => normal * 0.985), upper: values.map(() => normal * 1.015) };
}
