import type { AlarmRule, AlarmRuleDraft } from "../src/api/types.ts";
import { idOf } from "./noise.ts";

type Answer = { status: number; body: unknown } | undefined;

const rule = (sequence: number, name: string, more: Partial<AlarmRule>): AlarmRule => ({
  ruleId: idOf(3, sequence), version: 1, name, assetType: null, kind: "limit", tag: null, limit: null, deadband: 0, onDelaySeconds: 5, offDelaySeconds: 10,
  priority: "medium", advice: null, cause: null, escalateAfterMinutes: null, enabled: true, changedAt: "2026-11-02T08:15:00Z", changedBy: "planner", ...more,
});

/** Alarm rules as planners write them. */
export class MockRules {
  readonly #rules: AlarmRule[] = [
    rule(1, "Drive-end vibration high", { assetType: "centrifugal-pump", tag: "vibration-drive-end", side: "high", limit: 7.1, deadband: 0.4, priority: "high", cause: "Cooling water", advice: "Change over to the standby pump. Check alignment and the drive-end bearing before the next start.", escalateAfterMinutes: 15 }),
    rule(2, "Flow low", { assetType: "centrifugal-pump", tag: "flow", side: "low", limit: 40, deadband: 2, priority: "high", cause: "Cooling water", suppressWhen: { tag: "speed", side: "low", limit: 200 } }),
    rule(3, "Unusual operation", { assetType: "centrifugal-pump", kind: "anomaly", limit: 1, deadband: 0.1, onDelaySeconds: 60, priority: "high" }),
    rule(4, "Silent", { assetType: "screw-compressor", kind: "silence", onDelaySeconds: 120, priority: "medium" }),
    rule(5, "Remaining life below 15 cycles", { assetType: "turbofan", kind: "remaining-life", side: "low", limit: 15, priority: "critical", escalateAfterMinutes: 30 }),
    rule(6, "Oil temperature high", { assetType: "hydraulic-press", tag: "oil-temperature", side: "high", limit: 55, deadband: 1, priority: "medium" }),
    rule(7, "Dew point high", { assetType: "screw-compressor", tag: "dew-point", side: "high", limit: -10, deadband: 2, priority: "low", enabled: false }),
  ];

  answer(method: string, url: URL, sent: Record<string, unknown>, actor: string): Answer {
    const id = url.pathname.split("/")[3];
    if (id === undefined) return { status: 200, body: { items: this.#rules } };
    const at = this.#rules.findIndex((one) => one.ruleId === id);
    const known = this.#rules[at];
    const version = method === "PUT" ? Number(sent["version"]) : Number(url.searchParams.get("version"));
    if ((known?.version ?? 0) !== version) {
      return { status: 409, body: { type: "/problems/changed-meanwhile", code: "changed-meanwhile", status: 409, title: "Changed meanwhile", detail: "Another user has changed this rule. Check the current state, then repeat your change." } };
    }
    if (method === "DELETE") {
      this.#rules.splice(at, 1);
      return { status: 204, body: undefined };
    }
    const saved: AlarmRule = { ...(sent as unknown as AlarmRuleDraft), ruleId: id, version: version + 1, changedAt: new Date().toISOString(), changedBy: actor };
    if (known === undefined) this.#rules.push(saved);
    else this.#rules[at] = saved;
    return { status: 200, body: saved };
  }
}
