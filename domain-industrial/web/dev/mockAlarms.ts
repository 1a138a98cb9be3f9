import type { Alarm, AlarmDetails, AlarmFigures, AlarmKind, HistoryEntry, Outlook, PlantFigures, Priority, Side, SimilarAlarm } from "../src/api/types.ts";
import type { MockAsset, MockPlant } from "./mockPlant.ts";
import { idOf, noise } from "./noise.ts";

const MINUTE = 60_000;

/** What the engine with the short life may fail of. */
export const ENGINE_OUTLOOK: Outlook = {
  until: new Date(Date.now() + 125 * 60 * MINUTE).toISOString(),
  probability: 0.97,
  modes: [
    { mode: "compressor", code: "STD", probability: 0.81 },
    { mode: "fan", code: "LOO", probability: 0.16 },
  ],
  modelVersion: "industrial-failure-mode:2026.11.1",
};

interface Sketch {
  readonly asset: string;
  readonly condition: string;
  readonly kind: AlarmKind;
  readonly priority: Priority;
  readonly minutesAgo: number;
  readonly message: string;
  readonly advice?: string;
  readonly cause?: string;
  readonly tag?: string;
  readonly unit?: string;
  readonly value?: number;
  readonly limit?: number;
  readonly side?: Side;
  readonly change?: Partial<Alarm>;
  readonly shares?: readonly (readonly [string, number])[];
  readonly score?: number;
  readonly outlook?: Outlook;
}

const OPEN: readonly Sketch[] = [
  {
    asset: "Engine E-03", condition: "Remaining life below 15 cycles", kind: "remaining-life", priority: "critical", minutesAgo: 26,
    message: "Engine E-03 is expected to last 11 cycles more (8 to 14); the bench needs 15 to change it in order.",
    advice: "Stop the endurance run after the present block. Borescope the high-pressure compressor; have the spare module at the bench.",
    value: 11, limit: 15, side: "low", unit: "{cycle}", cause: "Endurance bench",
    shares: [["lpt-outlet-temperature", 0.46], ["hpc-outlet-temperature", 0.27], ["hpc-outlet-pressure", 0.19], ["bypass-ratio", 0.08]], score: 1.32, outlook: ENGINE_OUTLOOK,
  },
  {
    asset: "Pump P-102", condition: "Drive-end vibration high", kind: "limit", priority: "high", minutesAgo: 9,
    message: "Vibration at the drive end is 9.7 mm/s, above its limit of 7.1 mm/s (ISO 20816-3, zone C to D).",
    advice: "Change over to P-104. Check alignment and the drive-end bearing before the next start.",
    tag: "vibration-drive-end", unit: "mm/s", value: 9.7, limit: 7.1, side: "high", cause: "Cooling water",
  },
  {
    asset: "Pump P-102", condition: "Unusual operation", kind: "anomaly", priority: "high", minutesAgo: 74,
    message: "The pump runs unlike its learned normal operation: score 1.7 of 1.",
    advice: "See which tags contribute; compare with the vibration spectrum.",
    value: 1.74, limit: 1, side: "high", unit: "1", cause: "Cooling water", score: 1.74,
    shares: [["vibration-drive-end", 0.58], ["bearing-temperature", 0.24], ["vibration-free-end", 0.13], ["motor-current", 0.05]],
    change: { state: "acknowledged", acknowledgedBy: "operator", escalation: 1 },
  },
  {
    asset: "Cell W-2", condition: "Unusual operation", kind: "anomaly", priority: "medium", minutesAgo: 17,
    message: "The cell welds unlike its learned normal operation: score 1.1 of 1.",
    advice: "Check the wire-feed rollers and the liner for slip.",
    value: 1.08, limit: 1, side: "high", unit: "1", cause: "Welding", score: 1.08,
    shares: [["wire-feed", 0.71], ["arc-current", 0.2], ["arc-voltage", 0.09]],
  },
  {
    asset: "Compressor K-203", condition: "Silent", kind: "silence", priority: "medium", minutesAgo: 36,
    message: "Nothing was heard of Compressor K-203 for 37 minutes; it sends every 0.5 s.",
    advice: "Check the edge node's power and network; what it buffered will be stored when it is back.",
    cause: "Compressed air",
  },
  {
    asset: "Press PR-1", condition: "Oil temperature high", kind: "limit", priority: "medium", minutesAgo: 95,
    message: "Oil temperature was 55.3 °C, above its limit of 55 °C; it has returned to normal.",
    advice: "Clean the oil cooler at the next stop.",
    tag: "oil-temperature", unit: "Cel", value: 54.1, limit: 55, side: "high", cause: "Press line",
    change: { state: "returned-unacknowledged", active: false, occurrences: 4 },
  },
  {
    asset: "Cooling tower CT-1", condition: "Basin level low", kind: "limit", priority: "low", minutesAgo: 190,
    message: "Basin level is 1.38 m, below its limit of 1.4 m.",
    tag: "basin-level", unit: "m", value: 1.38, limit: 1.4, side: "low", cause: "Utilities",
    change: { state: "shelved", shelvedBy: "operator", reason: "Make-up water valve is being replaced until noon" },
  },
  {
    asset: "Pump P-104", condition: "Flow low", kind: "limit", priority: "high", minutesAgo: 240,
    message: "Flow is 0 m³/h, below its limit of 40 m³/h.",
    tag: "flow", unit: "m3/h", value: 0, limit: 40, side: "low", cause: "Cooling water",
    change: { state: "suppressed-by-design", reason: "Suppressed while speed is below 200 1/min: the pump is on standby" },
  },
  {
    asset: "Cell W-3", condition: "Arc voltage out of range", kind: "limit", priority: "low", minutesAgo: 1_600,
    message: "Arc voltage is 0.2 V, below its limit of 20 V.",
    tag: "arc-voltage", unit: "V", value: 0.2, limit: 20, side: "low", cause: "Welding",
    change: { state: "out-of-service", reason: "Cell stripped down for the new torch, WO-000118" },
  },
];

const FLOODED: readonly (readonly [asset: string, conditions: readonly string[]])[] = [
  ["Pump P-101", ["Suction pressure low", "Flow low", "Motor current low", "Discharge pressure low"]],
  ["Pump P-103", ["Suction pressure low", "Flow low", "Motor current low", "Discharge pressure low"]],
  ["Cooling tower CT-1", ["Outlet temperature high", "Fan current high"]],
  ["Compressor K-201", ["Oil temperature high", "Element temperature high"]],
  ["Compressor K-202", ["Oil temperature high", "Element temperature high"]],
  ["Press PR-2", ["Oil temperature high"]],
  ["Press PR-3", ["Oil temperature high"]],
];

export const FLOOD_ID = idOf(5, 1);
const FLOOD_CAUSE = "Cooling water";

/** Alarms of the simulated plant, with what people do to them. */
export class MockAlarms {
  readonly #plant: MockPlant;
  readonly #alarms: AlarmDetails[] = [];
  readonly #onChange: (alarm: Alarm) => void;
  #sequence = 0;
  flood = false;

  constructor(plant: MockPlant, onChange: (alarm: Alarm) => void) {
    this.#plant = plant;
    this.#onChange = onChange;
    OPEN.forEach((sketch) => this.#raise(sketch));
    this.#past();
  }

  get open(): AlarmDetails[] {
    return this.#alarms.filter((alarm) => alarm.state !== "normal");
  }

  find(id: string): AlarmDetails | undefined {
    return this.#alarms.find((alarm) => alarm.alarmId === id);
  }

  list(query: URLSearchParams): Alarm[] {
    const is = (name: string, value: string | undefined) => query.get(name) === null || query.get(name) === value;
    const from = Date.parse(query.get("from") ?? "") || 0;
    const to = Date.parse(query.get("to") ?? "") || Infinity;
    return this.#alarms
      .filter((alarm) => query.get("state") === "all" || alarm.state !== "normal")
      .filter((alarm) => is("assetId", alarm.assetId) && is("priority", alarm.priority) && is("kind", alarm.kind))
      .filter((alarm) => is("lineId", this.#plant.asset(alarm.assetId)?.lineId))
      .filter((alarm) => Date.parse(alarm.activeSince) >= from && Date.parse(alarm.activeSince) < to)
      .sort((a, b) => Date.parse(b.activeSince) - Date.parse(a.activeSince));
  }

  /** Twenty-odd alarms within two minutes, most of them from one cause. */
  startFlood(): void {
    this.flood = true;
    FLOODED.forEach(([asset, conditions], index) =>
      conditions.forEach((condition, step) =>
        this.#raise({
          asset, condition, kind: "limit", priority: step === 0 ? "high" : "medium", minutesAgo: 2 + index * 0.5 + step * 0.2, cause: FLOOD_CAUSE,
          message: `${condition} on ${asset}.`, advice: "Look at the cooling-water supply first.", change: { floodId: FLOOD_ID },
        }),
      ),
    );
  }

  raise(asset: string, change: Partial<Alarm> = {}): Alarm {
    return this.#raise({ asset, condition: "Speed low", kind: "limit", priority: "critical", minutesAgo: 0, message: "Shaft speed is 1,102 1/min, below its limit of 1,300 1/min.", tag: "speed", unit: "1/min", value: 1102, limit: 1300, side: "low", change });
  }

  act(alarm: AlarmDetails, act: string, sent: Record<string, unknown>, actor: string): Alarm {
    const now = new Date().toISOString();
    const reason = typeof sent["reason"] === "string" ? sent["reason"] : null;
    const note = typeof sent["note"] === "string" ? sent["note"] : null;
    switch (act) {
      case "acknowledge":
        Object.assign(alarm, { state: alarm.active ? "acknowledged" : "normal", acknowledgedAt: now, acknowledgedBy: actor });
        break;
      case "verdict":
        Object.assign(alarm, { state: alarm.active ? "acknowledged" : "normal", acknowledgedAt: now, acknowledgedBy: actor, verdict: sent["verdict"] });
        break;
      case "shelve":
        Object.assign(alarm, { state: "shelved", shelvedBy: actor, reason, shelvedUntil: new Date(Date.now() + Number(sent["minutes"]) * MINUTE).toISOString() });
        break;
      case "out-of-service":
        Object.assign(alarm, { state: "out-of-service", reason });
        break;
      default:
        Object.assign(alarm, { state: "unacknowledged", shelvedUntil: undefined, shelvedBy: null, reason: null });
    }
    alarm.version++;
    alarm.lastChange = now;
    const event = { acknowledge: "acknowledged", shelve: "shelved", unshelve: "unshelved", "out-of-service": "out-of-service", "return-to-service": "returned-to-service", verdict: `verdict-${String(sent["verdict"])}` }[act] ?? act;
    alarm.history.push({ at: now, actor, event, note: reason ?? note });
    this.#onChange(alarm);
    return alarm;
  }

  figures(): Omit<PlantFigures, "openWorkOrders" | "readingsPerSecond"> {
    const open = this.open;
    const announced = open.filter((alarm) => ["unacknowledged", "acknowledged", "returned-unacknowledged"].includes(alarm.state));
    const count = (priority: Priority) => announced.filter((alarm) => alarm.priority === priority).length;
    return {
      announced: { low: count("low"), medium: count("medium"), high: count("high"), critical: count("critical") },
      unacknowledged: open.filter((alarm) => alarm.state.endsWith("unacknowledged")).length,
      shelved: open.filter((alarm) => alarm.state === "shelved").length,
      suppressed: open.filter((alarm) => alarm.state === "suppressed-by-design").length,
      outOfService: open.filter((alarm) => alarm.state === "out-of-service").length,
      alarmsLast10Min: announced.filter((alarm) => Date.parse(alarm.activeSince) > Date.now() - 10 * MINUTE).length,
      flood: this.flood,
    };
  }

  statistics(hours: number): AlarmFigures {
    const buckets = hours * 6;
    const first = Math.floor(Date.now() / (10 * MINUTE)) - buckets + 1;
    const perTenMinutes = Array.from({ length: buckets }, (_, i) => {
      const base = Math.floor(noise("alarms", first + i) ** 3 * 5);
      return { at: new Date((first + i) * 10 * MINUTE).toISOString(), alarms: i === Math.floor(buckets * 0.62) ? 17 : i === Math.floor(buckets * 0.62) + 1 ? 8 : base };
    });
    const at = Date.parse(perTenMinutes[Math.floor(buckets * 0.62)]?.at ?? "");
    const total = perTenMinutes.reduce((sum, one) => sum + one.alarms, 0);
    const top = [
      { condition: "Suction pressure low", assetName: "Pump P-101", alarms: 6 },
      { condition: "Flow low", assetName: "Pump P-101", alarms: 5 },
      { condition: "Flow low", assetName: "Pump P-103", alarms: 4 },
    ];
    return {
      observedFrom: perTenMinutes[0]?.at ?? "",
      perTenMinutes,
      floods: [
        ...(this.flood ? [{ floodId: FLOOD_ID, from: new Date(Date.now() - 5 * MINUTE).toISOString(), alarms: 18, cause: FLOOD_CAUSE, topConditions: top }] : []),
        { floodId: idOf(5, 2), from: new Date(at).toISOString(), to: new Date(at + 14 * MINUTE).toISOString(), alarms: 25, cause: FLOOD_CAUSE, topConditions: top },
      ],
      mostFrequent: [
        { assetName: "Press PR-1", condition: "Oil temperature high", alarms: 21 },
        { assetName: "Pump P-101", condition: "Suction pressure low", alarms: 9 },
        { assetName: "Cell W-2", condition: "Unusual operation", alarms: 7 },
        { assetName: "Compressor K-202", condition: "Dew point high", alarms: 4 },
        { assetName: "Pump P-103", condition: "Flow low", alarms: 4 },
      ],
      longestStanding: this.open.filter((alarm) => alarm.active).sort((a, b) => Date.parse(a.activeSince) - Date.parse(b.activeSince)).slice(0, 5),
      averagePerHour: total / hours,
      percentOfTimeInFlood: (100 * 14) / 60 / hours,
    };
  }

  #raise(sketch: Sketch): AlarmDetails {
    const asset = this.#plant.named(sketch.asset);
    const since = Date.now() - sketch.minutesAgo * MINUTE;
    const at = new Date(since).toISOString();
    const change = sketch.change ?? {};
    const history: HistoryEntry[] = [{ at, actor: "system", event: "raised", note: null }];
    if (change.acknowledgedBy != null) history.push({ at: new Date(since + 3 * MINUTE).toISOString(), actor: change.acknowledgedBy, event: "acknowledged", note: "Changing over at the end of the shift" });
    if (change.state === "shelved") history.push({ at: new Date(since + 40 * MINUTE).toISOString(), actor: "operator", event: "shelved", note: change.reason ?? null });
    if (change.state === "out-of-service") history.push({ at: new Date(since + 40 * MINUTE).toISOString(), actor: "planner", event: "out-of-service", note: change.reason ?? null });
    if (change.active === false) history.push({ at: new Date(since + 70 * MINUTE).toISOString(), actor: "system", event: "cleared", note: null });
    const alarm: AlarmDetails = {
      alarmId: idOf(2, ++this.#sequence), version: 1, assetId: asset.node.nodeId, assetName: asset.node.name, path: asset.path, ruleId: idOf(3, this.#sequence % 8), condition: sketch.condition, kind: sketch.kind,
      tag: sketch.tag ?? null, unit: sketch.unit ?? null, priority: sketch.priority, state: "unacknowledged", active: true, activeSince: at, lastChange: at,
      value: sketch.value ?? null, limit: sketch.limit ?? null, side: sketch.side, message: sketch.message, advice: sketch.advice ?? null, cause: sketch.cause ?? null, occurrences: 1,
      acknowledgedBy: null, shelvedBy: null, reason: null, escalation: 0,
      evidence: evidenceOf(asset, sketch, since), history, similar: this.#similar(sketch),
      ...change,
    };
    if (alarm.state === "shelved") alarm.shelvedUntil = new Date(Date.now() + 95 * MINUTE).toISOString();
    if (alarm.state === "acknowledged") alarm.acknowledgedAt = new Date(since + 3 * MINUTE).toISOString();
    this.#alarms.push(alarm);
    this.#onChange(alarm);
    return alarm;
  }

  #similar(sketch: Sketch): SimilarAlarm[] {
    if (sketch.kind !== "limit" && sketch.kind !== "anomaly") return [];
    return [
      { alarmId: idOf(2, 900), assetName: "Pump P-101", condition: sketch.condition, activeSince: "2026-09-14T03:12:00Z", clearedAt: "2026-09-14T09:40:00Z", outcome: "confirmed" },
      { alarmId: idOf(2, 901), assetName: sketch.asset, condition: sketch.condition, activeSince: "2026-07-30T11:02:00Z", clearedAt: "2026-07-30T11:31:00Z", outcome: "false-alarm" },
    ];
  }

  #past(): void {
    const assets = this.#plant.assets.filter((asset) => asset.signals.length < 50);
    for (let i = 0; i < 70; i++) {
      const asset = assets[Math.floor(noise("past", i) * assets.length)] as MockAsset;
      const signal = asset.signals[Math.floor(noise("past tag", i) * asset.signals.length)]?.definition;
      const minutesAgo = 200 + i * 137;
      const cleared = new Date(Date.now() - (minutesAgo - 12) * MINUTE).toISOString();
      const alarm = this.#raise({
        asset: asset.node.name, condition: `${signal?.name ?? "Value"} high`, kind: "limit", priority: i % 9 === 0 ? "high" : i % 3 === 0 ? "medium" : "low", minutesAgo,
        message: `${signal?.name ?? "Value"} was above its limit.`, tag: signal?.name ?? "", unit: signal?.unit.code ?? "1", value: (signal?.high ?? 1) * 0.8, limit: (signal?.high ?? 1) * 0.75, side: "high",
      });
      Object.assign(alarm, { state: "normal", active: false, clearedAt: cleared, lastChange: cleared, acknowledgedAt: cleared, acknowledgedBy: "operator" });
    }
  }
}

function evidenceOf(asset: MockAsset, sketch: Sketch, since: number): Alarm["evidence"] {
  if (sketch.kind === "silence") return undefined;
  const shares = (sketch.shares ?? []).map(([tag, share]) => ({ tag, share }));
  const tags = sketch.tag !== undefined ? [sketch.tag] : shares.length > 0 ? shares.slice(0, 3).map((one) => one.tag) : asset.signals.slice(0, 1).map((one) => one.definition.name);
  return { from: new Date(since - 120 * MINUTE).toISOString(), to: new Date(Math.min(Date.now(), since + 20 * MINUTE)).toISOString(), tags, shares, score: sketch.score ?? null, modelVersion: sketch.score === undefined ? null : "industrial-anomaly:2026.11.1", ...(sketch.outlook === undefined ? {} : { outlook: sketch.outlook }) };
}
