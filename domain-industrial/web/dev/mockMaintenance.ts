import type { Economics, HistoryEntry, MaintenanceFigures, Reliability, Technicians, WorkOrder } from "../src/api/types.ts";
import type { MockAlarms } from "./mockAlarms.ts";
import type { MockPlant } from "./mockPlant.ts";
import { idOf } from "./noise.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Failure modes by ISO 14224's codes, as far as the simulated plant needs them. */
const MODES: Readonly<Record<string, readonly (readonly [code: string, name: string])[]>> = {
  "centrifugal-pump": [["VIB", "Vibration"], ["OHE", "Overheating"], ["ELP", "External leakage, process medium"], ["LOO", "Low output"]],
  "screw-compressor": [["OHE", "Overheating"], ["LOO", "Low output"], ["NOI", "Noise"]],
  turbofan: [["STD", "Structural deficiency, high-pressure compressor"], ["LOO", "Loss of output, fan"]],
  "welding-cell": [["PLU", "Plugged or choked wire feed"], ["ERO", "Erratic output"]],
};

type Sketch = Partial<WorkOrder> & { readonly asset: string; readonly title: string };

/** Work orders of the simulated plant. */
export class MockMaintenance {
  readonly #plant: MockPlant;
  readonly #alarms: MockAlarms;
  readonly #onChange: (order: WorkOrder) => void;
  readonly #orders: WorkOrder[] = [];
  economics: Economics = { currency: "EUR", downtimeCostPerHour: 4_200, unplannedRepairHours: 14, plannedRepairHours: 4, technicianCostPerHour: 65, version: 1 };
  #number = 112;
  readonly #technicians = new Map([["technician", "Timo Echner"], ["beate", "Beate Fuchs"]]);

  constructor(plant: MockPlant, alarms: MockAlarms, onChange: (order: WorkOrder) => void) {
    this.#plant = plant;
    this.#alarms = alarms;
    this.#onChange = onChange;
    const in_ = (days: number) => new Date(Date.now() + days * DAY).toISOString();
    this.#add({ asset: "Engine E-03", title: "Change the high-pressure compressor module", source: "remaining-life", priority: "critical", task: "industrial-rul", windowFrom: in_(0.2), windowTo: in_(2.5), estimatedCost: 18_400, expectedFailureCost: 96_000, probability: 0.62, alarm: "Remaining life below 15 cycles" });
    this.#add({ asset: "Pump P-102", title: "Replace the drive-end bearing", source: "alarm", priority: "high", task: "industrial-anomaly", windowFrom: in_(0.5), windowTo: in_(6), estimatedCost: 1_850, expectedFailureCost: 41_000, probability: 0.38, state: "planned", plannedFrom: in_(1.6), plannedTo: in_(1.8), assignee: "technician", alarm: "Unusual operation" });
    this.#add({ asset: "Cell W-2", title: "Clean liner and feed rollers", source: "alarm", priority: "medium", task: "industrial-anomaly", windowFrom: in_(0), windowTo: in_(4), estimatedCost: 320, expectedFailureCost: 6_800, probability: 0.24 });
    this.#add({ asset: "Engine E-06", title: "Borescope the low-pressure turbine", source: "remaining-life", priority: "high", task: "industrial-rul", windowFrom: in_(4), windowTo: in_(11), estimatedCost: 5_200, expectedFailureCost: 96_000, probability: 0.17, state: "planned", plannedFrom: in_(6.2), plannedTo: in_(6.6), assignee: "technician" });
    this.#add({ asset: "Cell W-3", title: "Fit the new torch", source: "manual", priority: "low", state: "in-progress", plannedFrom: in_(-0.2), plannedTo: in_(0.3), startedAt: in_(-0.15), assignee: "technician", estimatedCost: 2_100, expectedFailureCost: 0 });
    this.#add({ asset: "Press PR-1", title: "Clean the oil cooler", source: "manual", priority: "medium", state: "planned", plannedFrom: in_(3.1), plannedTo: in_(3.3), assignee: "beate", estimatedCost: 640, expectedFailureCost: 9_500 });
    this.#add({ asset: "Pump P-101", title: "Replace the mechanical seal", source: "alarm", priority: "high", task: "industrial-anomaly", state: "done", startedAt: in_(-9.2), doneAt: in_(-9), failureMode: "ELP", outcome: "confirmed", downtimeMinutes: 190, cost: 1_420, estimatedCost: 1_600, expectedFailureCost: 38_000, assignee: "technician" });
    this.#add({ asset: "Compressor K-202", title: "Look for the cause of the oil temperature", source: "alarm", priority: "medium", task: "industrial-anomaly", state: "done", startedAt: in_(-4.1), doneAt: in_(-4), outcome: "false-alarm", downtimeMinutes: 0, cost: 130, estimatedCost: 300, expectedFailureCost: 12_000, note: "Sensor was loose" });
  }

  get orders(): readonly WorkOrder[] {
    return this.#orders;
  }

  get openCount(): number {
    return this.#orders.filter((order) => order.state !== "done" && order.state !== "cancelled").length;
  }

  find(id: string): WorkOrder | undefined {
    return this.#orders.find((order) => order.workOrderId === id);
  }

  list(query: URLSearchParams): WorkOrder[] {
    const is = (name: string, value: string) => query.get(name) === null || query.get(name) === value;
    return this.#orders.filter((order) => is("state", order.state) && is("assetId", order.assetId)).sort((a, b) => b.number.localeCompare(a.number));
  }

  modes(assetType: string) {
    return (MODES[assetType] ?? []).map(([code, name]) => ({ code, name }));
  }

  /** Lists people, puts one on the list or takes one off. */
  technician(method: string, userName: string | undefined, sent: Record<string, unknown>): Technicians {
    if (userName !== undefined) {
      if (method === "PUT") this.#technicians.set(userName, String(sent["fullName"]));
      else this.#technicians.delete(userName);
    }
    return {
      items: [...this.#technicians].map(([name, fullName]) => ({ userName: name, fullName, listed: true, openOrders: this.#orders.filter((order) => order.assignee === name && (order.state === "planned" || order.state === "in-progress")).length })),
    };
  }

  propose(sent: Record<string, unknown>, actor: string): WorkOrder {
    const asset = this.#plant.asset(String(sent["assetId"]));
    const order = this.#add({ ...(sent as Partial<WorkOrder>), asset: asset?.node.name ?? "Pump P-101", title: String(sent["title"]), source: sent["alarmId"] === undefined ? "manual" : "alarm", createdBy: actor });
    const alarm = this.#alarms.find(order.alarmId ?? "");
    if (alarm !== undefined) {
      alarm.workOrderId = order.workOrderId;
      order.evidence = alarm.evidence;
    }
    this.#onChange(order);
    return order;
  }

  act(order: WorkOrder, act: string, sent: Record<string, unknown>, actor: string): WorkOrder {
    const at = new Date().toISOString();
    const { version: _version, ...rest } = sent;
    switch (act) {
      case "plan":
        Object.assign(order, rest, { state: "planned" });
        break;
      case "start":
        Object.assign(order, { state: "in-progress", startedAt: at });
        break;
      case "complete":
        Object.assign(order, rest, { state: "done", doneAt: at });
        break;
      default:
        Object.assign(order, { state: "cancelled" });
    }
    order.version++;
    const event = { plan: "planned", start: "in-progress", complete: "done" }[act] ?? "cancelled";
    order.history.push({ at, actor, event, note: typeof sent["reason"] === "string" ? sent["reason"] : typeof sent["note"] === "string" ? sent["note"] : null });
    this.#onChange(order);
    return order;
  }

  figures(): MaintenanceFigures {
    const of = (assetName: string, failures: number, repairHours: number, confirmed: number, falseAlarms: number, cost: number): Reliability => {
      const hours = 90 * 24;
      const operatingHours = hours - repairHours;
      const avoidedDowntimeHours = confirmed * (this.economics.unplannedRepairHours - this.economics.plannedRepairHours);
      const avoidedCost = avoidedDowntimeHours * this.economics.downtimeCostPerHour;
      const mtbfHours = failures === 0 ? null : operatingHours / failures;
      const mttrHours = failures === 0 ? null : repairHours / failures;
      return {
        assetName, failures, operatingHours, repairHours, mtbfHours, mttrHours, availability: operatingHours / hours, avoidedDowntimeHours, falseAlarms, confirmed,
        maintenanceCost: cost, avoidedCost, returnOnInvestment: cost === 0 ? null : (avoidedCost - cost) / cost,
      };
    };
    const rows: readonly (readonly [string, Reliability])[] = [
      ["Pump P-101", of("Pump P-101", 2, 17.2, 1, 0, 2_980)],
      ["Pump P-102", of("Pump P-102", 1, 9.5, 0, 1, 1_240)],
      ["Compressor K-202", of("Compressor K-202", 1, 6, 0, 1, 910)],
      ["Engine E-03", of("Engine E-03", 3, 41, 2, 0, 39_400)],
      ["Cell W-2", of("Cell W-2", 4, 8.2, 2, 1, 1_720)],
      ["Press PR-1", of("Press PR-1", 0, 0, 0, 0, 640)],
    ];
    const total = rows.reduce((sum, [, one]) => ({ failures: sum.failures + one.failures, repair: sum.repair + one.repairHours, confirmed: sum.confirmed + one.confirmed, wrong: sum.wrong + one.falseAlarms, cost: sum.cost + one.maintenanceCost }), { failures: 0, repair: 0, confirmed: 0, wrong: 0, cost: 0 });
    const all = of("", total.failures, total.repair, total.confirmed, total.wrong, total.cost);
    const operatingHours = rows.reduce((sum, [, one]) => sum + one.operatingHours, 0);
    return {
      currency: this.economics.currency,
      periodHours: 90 * 24,
      assets: rows.map(([name, one]) => ({ ...one, assetId: this.#plant.named(name).node.nodeId })),
      total: { ...all, operatingHours, mtbfHours: operatingHours / total.failures, availability: operatingHours / (operatingHours + total.repair) },
      formulas: {
        mtbf: "MTBF = operating hours / failures",
        mttr: "MTTR = repair hours of failures / failures",
        availability: "Availability = operating hours / (operating hours + repair hours)",
        avoidedDowntime: "Avoided downtime = confirmed predictions × (unplanned repair hours − planned repair hours)",
        returnOnInvestment: "Return on investment = (avoided downtime × downtime cost per hour − maintenance cost) / maintenance cost",
      },
    };
  }

  #add(sketch: Sketch & { alarm?: string }): WorkOrder {
    const { asset: name, alarm: condition, ...rest } = sketch;
    const asset = this.#plant.named(name);
    const alarm = this.#alarms.open.find((one) => one.assetName === name && one.condition === condition);
    const createdAt = new Date(Date.now() - 5 * HOUR).toISOString();
    const history: HistoryEntry[] = [{ at: createdAt, actor: rest.createdBy ?? "system", event: "proposed", note: null }];
    if (rest.state === "planned") history.push({ at: new Date(Date.now() - 3 * HOUR).toISOString(), actor: "planner", event: "planned", note: null });
    const order: WorkOrder = {
      workOrderId: idOf(4, ++this.#number), number: `WO-${String(this.#number).padStart(6, "0")}`, version: 1, assetId: asset.node.nodeId, assetName: name, path: asset.path, state: "proposed", source: "manual", estimatedCost: 0, expectedFailureCost: 0,
      alarmId: alarm?.alarmId, evidence: alarm?.evidence, priority: "medium", currency: "EUR", createdAt, createdBy: "system", history, ...rest,
    };
    if (alarm !== undefined) alarm.workOrderId = order.workOrderId;
    this.#orders.push(order);
    return order;
  }
}
