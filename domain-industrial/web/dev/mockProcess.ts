import type { BeadLimits, Predicted, Prediction, ProcessDescription, Recommendation, WeldingProcess } from "../src/api/types.ts";
import { idOf } from "./noise.ts";

export const PROCESSES: ProcessDescription[] = [
  {
    process: "submerged-arc",
    settings: [
      { name: "voltage", unit: "V", low: 22, high: 36 },
      { name: "current", unit: "A", low: 250, high: 550 },
      { name: "travel-speed", unit: "mm/s", low: 6, high: 18 },
      { name: "nozzle-distance", unit: "mm", low: 20, high: 34 },
    ],
    dimensions: [{ name: "penetration", unit: "mm" }, { name: "reinforcement", unit: "mm" }, { name: "width", unit: "mm" }],
  },
  {
    process: "gas-metal-arc",
    settings: [
      { name: "wire-diameter", unit: "mm", low: 1.2, high: 1.6 },
      { name: "travel-speed", unit: "cm/min", low: 25, high: 41 },
      { name: "current", unit: "A", low: 180, high: 360 },
      { name: "voltage", unit: "V", low: 20, high: 30 },
    ],
    dimensions: [{ name: "penetration", unit: "mm" }, { name: "reinforcement", unit: "mm" }, { name: "width", unit: "mm" }],
  },
];

type Values = Readonly<Record<string, number>>;

/** Beads of a 31-run central composite design (submerged arc) and of Kim, Kwon & Siores 1996 (gas metal arc). */
function bead(process: WeldingProcess, of: Values): { penetration: number; reinforcement: number; width: number } {
  if (process === "gas-metal-arc") {
    const [d, s, i, v] = [of["wire-diameter"] ?? 1.2, of["travel-speed"] ?? 33, of["current"] ?? 270, of["voltage"] ?? 25];
    return {
      width: 10 ** -0.0905 * d ** 0.4294 * s ** -0.459 * i ** 0.3518 * v ** 0.7083,
      reinforcement: 10 ** 0.3339 * d ** -0.1255 * s ** -0.2395 * i ** 0.6387 * v ** -0.7183,
      penetration: 10 ** -2.3098 * d ** -0.5668 * s ** -0.3641 * i ** 1.4005 * v ** 0.013,
    };
  }
  const v = ((of["voltage"] ?? 29) - 29) / 3.5;
  const i = ((of["current"] ?? 400) - 400) / 75;
  const s = ((of["travel-speed"] ?? 12) - 12) / 3;
  const n = ((of["nozzle-distance"] ?? 27) - 27) / 3.5;
  return {
    reinforcement: 2.006 - 0.105 * v + 0.346 * i - 0.077 * s + 0.077 * n + 0.126 * v * v + 0.165 * i * i + 0.071 * s * s + 0.024 * n * n - 0.078 * v * i + 0.013 * v * s - 0.076 * v * n - 0.063 * i * s + 0.263 * i * n + 0.272 * s * n,
    width: 11.06 + 0.774 * v + 0.175 * i - 0.94 * s - 0.239 * n - 0.23 * v * v - 0.54 * i * i + 0.152 * s * s - 0.224 * n * n + 0.267 * v * i - 0.488 * v * s + 0.301 * v * n - 0.082 * i * s + 0.247 * i * n + 0.112 * s * n,
    penetration: 3.96 + 0.049 * v + 1.041 * i - 0.487 * s - 0.193 * n + 0.273 * v * v + 0.069 * i * i + 0.071 * s * s + 0.027 * n * n - 0.16 * v * i - 0.125 * v * s - 0.476 * v * n + 0.001 * i * s + 0.383 * i * n - 0.058 * s * n,
  };
}

const SD = { penetration: 0.323, reinforcement: 0.208, width: 0.41 };

function predict(process: WeldingProcess, of: Values, limits: BeadLimits): Prediction {
  const shape = bead(process, of);
  // Nine of ten single beads keep to a limit 1.28 deviations away.
  const part = (dimension: keyof typeof SD, limit: number | null | undefined, holds: (expected: number, reserve: number) => boolean): Predicted => {
    const isKept = holds(shape[dimension], 1.2816 * SD[dimension]);
    return { dimension, unit: "mm", expected: shape[dimension], lower: shape[dimension] - 1.645 * SD[dimension], upper: shape[dimension] + 1.645 * SD[dimension], ...(limit == null ? {} : { limit, keeps: isKept ? 0.93 : 0.5 }), holds: isKept };
  };
  const speed = (of["travel-speed"] ?? 12) / (process === "gas-metal-arc" ? 6 : 1);
  return {
    predicted: [
      part("penetration", limits.penetrationMin, (one, reserve) => limits.penetrationMin == null || one - reserve >= limits.penetrationMin),
      part("reinforcement", limits.reinforcementMax, (one, reserve) => limits.reinforcementMax == null || one + reserve <= limits.reinforcementMax),
      part("width", limits.widthMax, (one, reserve) => (limits.widthMax == null || one + reserve <= limits.widthMax) && (limits.widthMin == null || one - reserve >= limits.widthMin)),
    ],
    heat: { expected: ((of["voltage"] ?? 29) * (of["current"] ?? 400)) / speed, unit: "J/mm" },
  };
}

/** Recommendations by a coarse search over the published equations. */
export class MockProcess {
  readonly items: Recommendation[] = [];

  constructor() {
    const first = this.recommend("submerged-arc", { penetrationMin: 4.5, reinforcementMax: 2.5, widthMin: 10, widthMax: 12 }, "operator", Date.now() - 26 * 3_600_000);
    first.state = "accepted";
    first.version = 2;
    first.verdict = { by: "operator", at: new Date(Date.now() - 25.6 * 3_600_000).toISOString() };
    const second = this.recommend("gas-metal-arc", { penetrationMin: 3, reinforcementMax: 3.2 }, "operator", Date.now() - 5 * 3_600_000);
    second.state = "changed";
    second.verdict = { by: "operator", at: new Date(Date.now() - 4.9 * 3_600_000).toISOString(), reason: "The 1.2 mm wire is not in stock", settings: second.settings.map(({ name, value }) => ({ name, value: name === "wire-diameter" ? 1.6 : value })) };
  }

  recommend(process: WeldingProcess, limits: BeadLimits, by: string, at = Date.now()): Recommendation {
    const settings = PROCESSES.find((one) => one.process === process)?.settings ?? [];
    let best: { of: Values; prediction: Prediction; cost: number } | undefined;
    const steps = 8;
    for (let code = 0; code < steps ** settings.length; code++) {
      const of = Object.fromEntries(settings.map(({ name, low, high }, k) => [name, low + ((high - low) * (Math.floor(code / steps ** k) % steps)) / (steps - 1)]));
      const prediction = predict(process, of, limits);
      const cost = prediction.heat.expected + prediction.predicted.filter((one) => !one.holds).length * 10_000;
      if (best === undefined || cost < best.cost) best = { of, prediction, cost };
    }
    if (best === undefined) throw new Error("no setting");
    const { of, prediction } = best;
    const made: Recommendation = {
      recommendationId: idOf(6, this.items.length + 1), version: 1, process, at: new Date(at).toISOString(), by, limits,
      settings: settings.map((one) => ({ ...one, value: of[one.name] ?? one.low })), predicted: prediction.predicted, heat: prediction.heat, gridHeat: prediction.heat.expected * 0.985, modelVersion: "industrial-welding-policy:2026.11.2", state: "proposed",
    };
    this.items.unshift(made);
    return made;
  }

  verdict(id: string, sent: Record<string, unknown>, by: string): Recommendation | undefined {
    const found = this.items.find((one) => one.recommendationId === id);
    if (found === undefined) return undefined;
    found.state = sent["verdict"] === "accept" ? "accepted" : sent["verdict"] === "reject" ? "rejected" : "changed";
    found.version++;
    found.verdict = { by, at: new Date().toISOString(), ...(sent["reason"] === undefined ? {} : { reason: sent["reason"] as string }), ...(sent["settings"] === undefined ? {} : { settings: sent["settings"] as { name: string; value: number }[] }) };
    return found;
  }

  predict(process: WeldingProcess, settings: { name: string; value: number }[]): Prediction {
    return predict(process, Object.fromEntries(settings.map(({ name, value }) => [name, value])), {});
  }
}
