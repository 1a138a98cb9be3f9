import type { Drift, Monitoring } from "../src/api/types.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const labelFeed = { source: "chargeback", stalled: false, lastLabelAt: new Date(Date.now() - 2 * HOUR_MS).toISOString(), stallAfterSeconds: 86_400 };

const drift = (state: Drift["state"], psi: number): Drift => ({ state, psi, ks: psi / 2, noise: 0.006, reference: 48_210, current: 12_034 });

/** Figures of a made-up desk in the range asked for. */
export function monitoring(params: URLSearchParams): Monitoring {
  const to = Date.parse(params.get("to") ?? "") || Date.now();
  const from = Date.parse(params.get("from") ?? "") || to - 7 * DAY_MS;
  const step = to - from > 8 * DAY_MS ? DAY_MS : HOUR_MS;
  const first = Math.floor(from / step) * step;
  const wave = (at: number) => 1 + 0.6 * Math.sin((2 * Math.PI * at) / DAY_MS);
  const series = Array.from({ length: Math.max(1, Math.floor((to - first) / step)) }, (_, index) => {
    const at = first + index * step;
    const size = Math.round((wave(at) * 900 * step) / HOUR_MS);
    return { at: new Date(at).toISOString(), approved: size, referred: Math.round(size / 70), declined: Math.round(size / 160), degraded: 0, p50: 7.5, p95: 18.6, p99: 26.9 + 4 * wave(at) };
  });
  const period = (start: number, days: number, labelled: number) => ({
    start: new Date(start).toISOString().slice(0, 10),
    decisions: 21_000 * days,
    alerts: 410 * days,
    review: {
      confirmed: Math.round(120 * days * labelled),
      cleared: Math.round(60 * days * labelled),
      matured: 0,
      unknown: Math.round(410 * days - 180 * days * labelled),
      precision: 2 / 3,
      low: 0.61,
      high: 0.72,
    },
    passedFraud: Math.round(40 * days * labelled),
    recall: 0.75,
  });
  const days = Array.from({ length: Math.max(1, Math.ceil((to - from) / DAY_MS)) }, (_, index) => period(from + index * DAY_MS, 1, 0.4));
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    step: step / 1000,
    driftFrom: new Date(Math.max(from, to - 7 * DAY_MS)).toISOString(),
    referenceFrom: new Date(from - 28 * DAY_MS).toISOString(),
    referenceTo: new Date(from).toISOString(),
    reviewsPerDay: 400,
    series,
    score: drift("stable", 0.031),
    features: [
      { name: "TX_AMOUNT", drift: drift("moderate", 0.142) },
      { name: "TERMINAL_ID_RISK_7DAY_WINDOW", drift: drift("shifted", 0.38) },
      { name: "TX_DURING_NIGHT", drift: { state: "too-few", reference: 210, current: 12_034 } },
    ],
    calibration: {
      bins: [
        { from: 0, decisions: 402_113, meanScore: 0.004, fraudRate: 0.005 },
        { from: 0.5, decisions: 913, meanScore: 0.52, fraudRate: 0.47 },
        { from: 0.95, decisions: 2_201, meanScore: 0.985, fraudRate: 0.97 },
      ],
      expectedError: 0.0011,
      decisions: 405_227,
      frauds: 4_571,
    },
    calibrationTo: new Date(to - 30 * DAY_MS).toISOString(),
    days,
    weeks: [period(from - 7 * DAY_MS, 7, 0.81), period(from, 7, 0.4)],
    money: [{ currency: "EUR", blocked: 182_340.5, referred: 90_120, saved: 211_002.75, lost: 38_110.2, wronglyBlocked: 12_050 }],
    labels: labelFeed,
  };
}
