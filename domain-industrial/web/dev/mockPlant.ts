import type { Health, Latest, Life, PlantDocument, PlantLevel, PlantNode, TagDefinition, Trend } from "../src/api/types.ts";
import { idOf, noise } from "./noise.ts";

/** One tag as it is simulated: where it runs, how much it swings, and what it does when its asset is ill. */
interface Signal {
  readonly definition: TagDefinition;
  readonly normal: number;
  readonly swing: number;
  /** What a fault adds by now. */
  readonly drift: number;
}

export interface MockAsset {
  readonly node: PlantNode;
  readonly path: string[];
  readonly assetType: string;
  readonly signals: Signal[];
  health: Health;
  anomaly: number | undefined;
  life: Life | undefined;
  silentSince: string | undefined;
  lineId: string;
}

type TagRow = readonly [name: string, unit: string, low: number, high: number, normal: number, swing: number, description: string];

const TYPES: Readonly<Record<string, { description: string; tags: readonly TagRow[] }>> = {
  "centrifugal-pump": {
    description: "Centrifugal pump with electric motor",
    tags: [
      ["discharge-pressure", "bar", 0, 10, 6.2, 0.15, "Pressure behind the pump"],
      ["suction-pressure", "bar", 0, 4, 1.4, 0.05, "Pressure before the pump"],
      ["flow", "m3/h", 0, 140, 96, 2.5, "Volume flow"],
      ["vibration-drive-end", "mm/s", 0, 18, 2.1, 0.25, "Vibration velocity, drive end, r.m.s. (ISO 20816)"],
      ["vibration-free-end", "mm/s", 0, 18, 1.7, 0.2, "Vibration velocity, non-drive end, r.m.s. (ISO 20816)"],
      ["bearing-temperature", "Cel", 0, 120, 58, 1.2, "Bearing, drive end"],
      ["motor-current", "A", 0, 90, 61, 1.5, "Motor current, mean of three phases"],
      ["speed", "1/min", 0, 3000, 1482, 3, "Shaft speed"],
    ],
  },
  "screw-compressor": {
    description: "Oil-injected screw compressor",
    tags: [
      ["outlet-pressure", "bar", 0, 13, 7.5, 0.1, "Network pressure"],
      ["oil-temperature", "Cel", 0, 120, 82, 1.5, "Oil before the injection"],
      ["element-temperature", "Cel", 0, 130, 91, 1.5, "Outlet of the element"],
      ["motor-power", "kW", 0, 90, 66, 3, "Electric power"],
      ["dew-point", "Cel", -60, 20, -22, 1, "Pressure dew point behind the dryer"],
    ],
  },
  turbofan: {
    description: "Two-spool turbofan on the endurance bench",
    tags: [
      ["fan-inlet-temperature", "K", 200, 350, 288.2, 0.2, "Total temperature at the fan inlet"],
      ["lpc-outlet-temperature", "K", 300, 400, 356.9, 0.3, "Low-pressure compressor outlet"],
      ["hpc-outlet-temperature", "K", 800, 950, 882.5, 2, "High-pressure compressor outlet"],
      ["lpt-outlet-temperature", "K", 700, 850, 779.8, 3, "Low-pressure turbine outlet"],
      ["hpc-outlet-pressure", "bar", 30, 45, 38.1, 0.05, "High-pressure compressor outlet, static"],
      ["fan-speed", "1/min", 2000, 2600, 2388.1, 0.07, "Physical fan speed"],
      ["core-speed", "1/min", 8800, 9300, 9056, 9, "Physical core speed"],
      ["bypass-ratio", "1", 7, 10, 8.43, 0.02, "Bypass ratio"],
      ["bleed-enthalpy", "1", 380, 400, 392.6, 0.6, "Bleed enthalpy"],
    ],
  },
  "welding-cell": {
    description: "Submerged-arc welding cell",
    tags: [
      ["arc-voltage", "V", 0, 45, 29.4, 0.35, "Arc voltage"],
      ["arc-current", "A", 0, 700, 402, 6, "Arc current"],
      ["wire-feed", "mm/s", 0, 120, 41, 0.8, "Wire feed rate"],
      ["travel-speed", "mm/s", 0, 30, 12.1, 0.1, "Travel speed of the torch"],
      ["nozzle-distance", "mm", 10, 45, 27, 0.2, "Nozzle to plate"],
    ],
  },
  "hydraulic-press": {
    description: "Hydraulic deep-drawing press",
    tags: [
      ["ram-pressure", "bar", 0, 320, 246, 4, "Main cylinder"],
      ["oil-temperature", "Cel", 0, 90, 47, 0.8, "Tank"],
      ["oil-cleanliness", "1", 0, 25, 15, 0.3, "Particle class, ISO 4406 (6 µm)"],
      ["pump-current", "A", 0, 160, 112, 3, "Main pump"],
    ],
  },
  "cooling-tower": {
    description: "Induced-draught cooling tower",
    tags: [
      ["basin-level", "m", 0, 3, 1.62, 0.03, "Water level"],
      ["outlet-temperature", "Cel", 0, 60, 26.4, 0.4, "Water to the plant"],
      ["fan-current", "A", 0, 60, 34, 0.8, "Fan motor"],
    ],
  },
};

/** Area, line ("" = directly in the area), type, names of the assets. */
const LAYOUT: readonly (readonly [area: string, line: string, type: string, names: readonly string[]])[] = [
  ["Utilities", "Cooling water", "centrifugal-pump", ["Pump P-101", "Pump P-102", "Pump P-103", "Pump P-104"]],
  ["Utilities", "Compressed air", "screw-compressor", ["Compressor K-201", "Compressor K-202", "Compressor K-203"]],
  ["Utilities", "", "cooling-tower", ["Cooling tower CT-1"]],
  ["Test benches", "Endurance bench", "turbofan", ["Engine E-01", "Engine E-02", "Engine E-03", "Engine E-04", "Engine E-05", "Engine E-06", "Engine E-07", "Engine E-08"]],
  ["Body shop", "Welding", "welding-cell", ["Cell W-1", "Cell W-2", "Cell W-3", "Cell W-4"]],
  ["Body shop", "Press line", "hydraulic-press", ["Press PR-1", "Press PR-2", "Press PR-3"]],
];

const DRIFTS: Readonly<Record<string, number>> = {
  "Pump P-102 vibration-drive-end": 7.6,
  "Pump P-102 vibration-free-end": 2.1,
  "Pump P-102 bearing-temperature": 16,
  "Engine E-03 hpc-outlet-temperature": 9,
  "Engine E-03 lpt-outlet-temperature": 17,
  "Engine E-03 hpc-outlet-pressure": -0.35,
  "Engine E-06 lpt-outlet-temperature": 9,
  "Cell W-2 wire-feed": -3.2,
  "Press PR-1 oil-temperature": 7,
};

const CHANGED = "2026-11-02T08:15:00Z";
/** A fault grows over this time up to now, ms. */
const FAULT_MS = 3 * 3_600_000;
const SAMPLES = 6;

/** A plant that is made up, the same on every start; its readings are a function of the time. */
export class MockPlant {
  readonly nodes: PlantNode[] = [];
  readonly assets: MockAsset[] = [];
  readonly #started = Date.now();
  #sequence = 0;

  constructor(wideTags = 0) {
    const works = this.#node("enterprise", "Acme", undefined);
    const site = this.#node("site", "North works", works.nodeId);
    const areas = new Map<string, PlantNode>();
    for (const [areaName, lineName, type, names] of LAYOUT) {
      const area = areas.get(areaName) ?? this.#node("area", areaName, site.nodeId);
      areas.set(areaName, area);
      const line = lineName === "" ? area : this.#node("line", lineName, area.nodeId);
      const path = ["Acme", "North works", areaName, ...(lineName === "" ? [] : [lineName])];
      for (const name of names) this.#asset(line, path, type, name, signalsOf(name, type));
    }
    if (wideTags > 0) {
      const area = this.#node("area", "Historian", site.nodeId);
      this.#asset(area, ["Acme", "North works", "Historian"], "data-concentrator", "Concentrator DC-1", wideSignals(wideTags));
    }
    this.#illnesses();
  }

  get types() {
    return Object.entries(TYPES).map(([name, { description, tags }]) => ({ name, description, tags: tags.map(definitionOf), version: 1 }));
  }

  asset(id: string): MockAsset | undefined {
    return this.assets.find((one) => one.node.nodeId === id);
  }

  named(name: string): MockAsset {
    const found = this.assets.find((one) => one.node.name === name);
    if (found === undefined) throw new Error(`the mock has no asset ${name}`);
    return found;
  }

  valueAt(asset: MockAsset, signal: Signal, at: number): number {
    const key = `${asset.node.name} ${signal.definition.name}`;
    const slow = Math.sin(at / 240_000 + noise(key, 1) * 6.28) * 0.5 + Math.sin(at / 1_900_000 + noise(key, 2) * 6.28);
    const grown = Math.max(0, Math.min(1, 1 - (this.#started - at) / FAULT_MS));
    return signal.normal + signal.swing * (slow + (noise(key, Math.floor(at / 500)) - 0.5)) + signal.drift * grown * grown;
  }

  latest(asset: MockAsset): Latest[] {
    const at = asset.silentSince === undefined ? Date.now() : Date.parse(asset.silentSince);
    return asset.signals.map((signal) => ({
      tag: signal.definition.name,
      unit: signal.definition.unit.code,
      at: new Date(at).toISOString(),
      value: this.valueAt(asset, signal, at),
      quality: "good",
    }));
  }

  trend(asset: MockAsset, name: string, from: number, to: number, pixels: number): Trend | undefined {
    const signal = asset.signals.find((one) => one.definition.name === name);
    if (signal === undefined) return undefined;
    const width = Math.max(500, (to - from) / pixels);
    const trend: Trend = {
      tag: name,
      unit: signal.definition.unit.code,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      level: width < 1_000 ? "reading" : width < 60_000 ? "second" : width < 600_000 ? "minute" : width < 3_600_000 ? "ten_minutes" : "hour",
      widthMs: width,
      at: [],
      lowest: [],
      highest: [],
      mean: [],
      points: [],
    };
    const end = Math.min(to, asset.silentSince === undefined ? Date.now() : Date.parse(asset.silentSince));
    for (let at = from; at < end; at += width) {
      const values = Array.from({ length: SAMPLES }, (_, i) => this.valueAt(asset, signal, at + (i * width) / SAMPLES));
      trend.at.push(at);
      trend.lowest.push(Math.min(...values));
      trend.highest.push(Math.max(...values));
      trend.mean.push(values.reduce((sum, value) => sum + value, 0) / SAMPLES);
      trend.points.push(Math.max(1, Math.round(width / 500)));
    }
    return trend;
  }

  document(): PlantDocument {
    return {
      formatVersion: 1,
      assetTypes: this.types.map(({ name, description, tags }) => ({ name, description, tags })),
      plant: [{ level: "enterprise", name: "Acme", description: "", children: [] }],
    };
  }

  #node(level: PlantLevel, name: string, parentId: string | undefined, more: Partial<PlantNode> = {}): PlantNode {
    const node: PlantNode = { nodeId: idOf(1, ++this.#sequence), level, name, description: "", version: 1, changedAt: CHANGED, changedBy: "planner", ...(parentId === undefined ? {} : { parentId }), ...more };
    this.nodes.push(node);
    return node;
  }

  #asset(parent: PlantNode, path: string[], assetType: string, name: string, signals: Signal[]): void {
    const source = `north/${path.slice(2).join("-").toLowerCase().replaceAll(" ", "-")}/${(name.split(" ").at(-1) ?? name).toLowerCase()}`;
    const node = this.#node("asset", name, parent.nodeId, { assetType, source, description: TYPES[assetType]?.description ?? "1,000 points of an older control system" });
    this.assets.push({ node, path, assetType, signals, health: "good", anomaly: 0.2 + noise(name, 3) * 0.4, life: undefined, silentSince: undefined, lineId: parent.nodeId });
  }

  #illnesses(): void {
    const at = new Date(this.#started - 90_000).toISOString();
    this.assets
      .filter((one) => one.assetType === "turbofan")
      .forEach((engine, index) => {
        const expected = [112, 96, 11, 124, 78, 34, 103, 119][index] ?? 100;
        engine.life = { expected, lower: Math.round(expected * 0.72), upper: Math.round(expected * 1.26), unit: "cycles", at };
      });
    Object.assign(this.named("Engine E-03"), { health: "act", anomaly: 1.32 });
    Object.assign(this.named("Engine E-06"), { health: "plan", anomaly: 0.88 });
    Object.assign(this.named("Pump P-102"), { health: "plan", anomaly: 1.74 });
    Object.assign(this.named("Cell W-2"), { health: "watch", anomaly: 1.08 });
    Object.assign(this.named("Press PR-1"), { health: "watch", anomaly: 0.71 });
    Object.assign(this.named("Press PR-3"), { health: "learning", anomaly: undefined });
    Object.assign(this.named("Compressor K-203"), { health: "silent", anomaly: undefined, silentSince: new Date(this.#started - 37 * 60_000).toISOString() });
  }
}

function definitionOf([name, unit, low, high, , , description]: TagRow): TagDefinition {
  return { name, unit: { code: unit }, low, high, description, samplingMs: 500 };
}

function signalsOf(asset: string, type: string): Signal[] {
  return (TYPES[type]?.tags ?? []).map((row) => ({
    definition: definitionOf(row),
    normal: row[4] + (noise(asset + row[0], 7) - 0.5) * row[5],
    swing: row[5],
    drift: DRIFTS[`${asset} ${row[0]}`] ?? 0,
  }));
}

function wideSignals(count: number): Signal[] {
  return Array.from({ length: count }, (_, i) => {
    const name = `AI-${String(i + 1).padStart(4, "0")}`;
    return { definition: { name, unit: { code: ["bar", "Cel", "A", "mm/s"][i % 4] ?? "1" }, low: 0, high: 100, description: `Analogue input ${i + 1}`, samplingMs: 500 }, normal: 20 + noise(name, 4) * 60, swing: 4, drift: 0 };
  });
}
