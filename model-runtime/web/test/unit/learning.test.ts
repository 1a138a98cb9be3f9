import { createFormat, hasKey } from "@trivium/webkit/logic";
import { describe, expect, it } from "vitest";
import { sampleDrift } from "../../dev/learningSamples.ts";
import type { ModelVersion } from "../../src/api/types.ts";
import { compareMetrics } from "../../src/features/learning/compare.ts";
import { RELEASE_ACTS, RELEASE_STATES, type ReleaseView, type SuspicionView, UPDATE_STATES, type UpdateView } from "../../src/features/learning/contract.ts";
import { differenceText, durationParts, figureText } from "../../src/features/learning/figureText.ts";
import { parseMarkdown } from "../../src/features/learning/markdown.ts";
import { figuresOf, qualityOf } from "../../src/features/learning/quality.ts";
import { neighbour, otherLabels } from "../../src/features/learning/queue.ts";
import { actsOn, needsSecondPerson } from "../../src/features/learning/releaseActs.ts";
import { LABEL_LISTS, SHOWN_AS, VIEWS } from "../../src/features/learning/taskAddress.ts";
import { LANES } from "../../src/features/learning/timeline.ts";
import { STEPS, stepsOf } from "../../src/features/learning/updateSteps.ts";
import { driftCounts } from "../../src/features/model/driftCounts.ts";
import { messages } from "../../src/messages/messages.ts";

const format = createFormat("en", "Asia/Shanghai");

describe("the pages of learning", () => {
  it("have words for every state, lane, view and act", () => {
    const keys = [
      ...UPDATE_STATES.flatMap((state) => [`updateState.${state}`, `updateState.${state}Help`]),
      ...RELEASE_STATES.flatMap((state) => [`releaseState.${state}`, `releaseState.${state}Help`]),
      ...RELEASE_ACTS.flatMap((act) => ["", "Title", "Confirm", "Help", "Done"].map((part) => `act.${act}${part}`)),
      ...["stable", "moderate", "shifted", "too-few"].flatMap((state) => [`driftState.${state}`, `driftState.${state}Help`]),
      ...["keep", "change"].flatMap((act) => ["Title", "Confirm", "Help", "Done"].map((part) => `${act}${part}`)),
      ...["manifest", "update", "gates", "release", "champion", "alarm"].map((kind) => `item.${kind}`),
      ...["better", "worse", "equal", "unknown"].map((verdict) => `verdict.${verdict}`),
      ...["waiting", "running", "done", "failed", "stopped"].map((state) => `stepState.${state}`),
      ...["training", "evaluation", "none"].map((use) => `use.${use}`),
      ...["latest", "precedence", "unanimous"].map((rule) => `rule.${rule}`),
      ...["seconds", "minutes", "hours", "days"].map((unit) => `duration.${unit}`),
      ...["train", "validation", "test"].map((part) => `parts.${part}`),
      ...LANES.map((lane) => `lane.${lane}`),
      ...VIEWS.map((view) => `view.${view}`),
      ...SHOWN_AS.map((as) => `as_${as}`),
      ...LABEL_LISTS.flatMap((list) => [`list_${list}`, `list_${list}Help`]),
      // As the service names them; what it adds later is shown as it is called.
      ...["provenance", "finite", "parity", "held-out", "baseline", "slices", "steadiness", "calibration", "masked-experts", "latency", "memory", "age", "over-fitting", "fairness"].map((gate) => `gateName.${gate}`),
      ...["errors", "not-finite", "late", "degraded", "latency", "hung", "score-shift", "quality"].map((code) => `alarmName.${code}`),
      ...["canary", "await-approval", "approve", "promote", "veto", "roll-back", "stop", "supersede"].map((action) => `decision.${action}`),
      ...["unsure", "typical", "different"].map((reason) => `worth.${reason}`),
      "trigger_schedule",
      "trigger_demand",
      "left",
      "right",
    ].map((key) => `learning.${key}`);
    expect(keys.filter((key) => !hasKey(messages.en, key))).toEqual([]);
    expect(keys.filter((key) => !hasKey(messages["zh-CN"], key))).toEqual([]);
  });
});

describe("drift on a model's page", () => {
  it("counts the inputs by state, so that a reader sees how many moved", () => {
    expect(driftCounts(sampleDrift("m"))).toEqual({ shifted: 1, moderate: 1, stable: 2, few: 1 });
    expect(driftCounts({ inputs: [] })).toEqual({ shifted: 0, moderate: 0, stable: 0, few: 0 });
  });
});

describe("steps of an update", () => {
  const update = (more: Partial<UpdateView>): UpdateView => ({ id: "u", task: "t", model: "m", champion: "1", state: "queued", trigger: "schedule", scope: "platform", requestedBy: "s", reason: "", requestedAt: "", attempts: 1, progress: 0, cpuSeconds: 0, gates: [], rivalGates: [], ...more });
  const states = (more: Partial<UpdateView>) => stepsOf(update(more)).map((one) => one.state);

  it.each([
    [{ state: "queued" }, ["waiting", "waiting", "waiting", "waiting", "waiting", "waiting"]],
    [{ state: "training" }, ["done", "done", "running", "waiting", "waiting", "waiting"]],
    [{ state: "released" }, ["done", "done", "done", "done", "done", "done"]],
    [{ state: "refused", challenger: "3" }, ["done", "done", "done", "done", "failed", "waiting"]],
    [{ state: "failed", cpuSeconds: 5, manifest: "d" }, ["done", "done", "failed", "waiting", "waiting", "waiting"]],
    [{ state: "cancelled", manifest: "d" }, ["done", "stopped", "waiting", "waiting", "waiting", "waiting"]],
    [{ state: "unchanged", cpuSeconds: 5 }, ["done", "done", "stopped", "waiting", "waiting", "waiting"]],
  ] as const)("%o has this state", (more, expected) => {
    expect(states(more)).toEqual(expected);
    expect(STEPS).toHaveLength(6);
  });
});

describe("what may be done with a release", () => {
  const release = (more: Partial<ReleaseView>): ReleaseView => ({ id: "r", task: "t", model: "m", version: "2", champion: "1", state: "shadow", highRisk: false, offeredBy: "anna", offeredAt: "2026-11-01T00:00:00Z", stateSince: "", share: 0, requests: { shadow: 0, canary: 0, champion: 0 }, comparison: [], alarms: [], decisions: [], gates: [], ...more });

  it("follows from its state", () => {
    expect(RELEASE_STATES.map((state) => actsOn(release({ state })).join(" "))).toEqual(["veto", "veto", "approve veto", "rollback", "", "", "", ""]);
  });

  it("needs two persons where the task is of high risk", () => {
    expect(needsSecondPerson(release({ highRisk: true }), "anna", undefined)).toBe(true);
    expect(needsSecondPerson(release({ highRisk: true }), "bert", "bert")).toBe(true);
    expect(needsSecondPerson(release({ highRisk: true }), "bert", "anna")).toBe(false);
    expect(needsSecondPerson(release({}), "anna", "anna")).toBe(false);
  });

  it("is drawn as quality from release to release, oldest first, quality before other figures", () => {
    const releases = [
      release({ version: "3", offeredAt: "2026-11-09T00:00:00Z", comparison: [{ figure: "ap", champion: 0.6, challenger: 0.7 }, { figure: "score-shift", difference: 0.1 }, { figure: "squared-error", champion: 0.02, challenger: 0.01 }] }),
      release({ version: "2", offeredAt: "2026-11-02T00:00:00Z", comparison: [{ figure: "ap", champion: 0.5 }] }),
      release({ version: "4", offeredAt: "2026-11-11T00:00:00Z" }),
    ];
    expect(figuresOf(releases)).toEqual(["squared-error", "ap"]);
    expect(qualityOf(releases, "ap").map((point) => [point.version, point.champion, point.challenger])).toEqual([
      ["2", 0.5, null],
      ["3", 0.6, 0.7],
    ]);
  });
});

describe("two versions", () => {
  const version = (metrics: Record<string, number>, gates: ModelVersion["gates"] = []) => ({ provenance: { metrics }, gates }) as unknown as ModelVersion;

  it("are compared by every figure that either has, and better is what the gate or the name says", () => {
    const left = version({ average_precision: 0.6, brier: 0.01, odd: 3 }, [{ metric: "odd", most: 5, passed: true }]);
    const right = version({ average_precision: 0.7, brier: 0.02, odd: 2, only: 1 });
    expect(compareMetrics(left, right).map((one) => [one.metric, one.verdict])).toEqual([
      ["odd", "better"],
      ["average_precision", "better"],
      ["brier", "worse"],
      ["only", "unknown"],
    ]);
  });
});

describe("the queue of labels", () => {
  const suspicion = (id: string): SuspicionView => ({ id, example: id, task: "t", label: "genuine", suggested: "fraud", probability: 1, source: "a", observedAt: "", manifest: "d", state: "open" });
  const all = ["a", "b", "c"].map(suspicion);

  it("is walked to its ends", () => {
    expect(neighbour(all, "a", 1)?.id).toBe("b");
    expect(neighbour(all, "c", 1)).toBeUndefined();
    expect(neighbour(all, "a", -1)).toBeUndefined();
    expect(neighbour(all, "gone", 1)?.id).toBe("a");
  });

  it("offers the suggested label first and never the doubted one", () => {
    expect(otherLabels(suspicion("a"), { train: { genuine: 5, fraud: 1 }, test: { unclear: 1 } })).toEqual(["fraud", "unclear"]);
  });
});

describe("figures", () => {
  it("are written as they read best", () => {
    expect([0, 0.0000021, 0.0061, 38.9, 7_412_330].map((value) => figureText(value, format))).toEqual(["0", "0.000002", "0.0061", "38.9", "7,412,330"]);
    expect(figureText(undefined, format)).toBe("—");
    expect([0.0061, -0.0061, 0].map((value) => differenceText(value, format))).toEqual(["+0.0061", "−0.0061", "0"]);
    expect([41_000, 125_000, 7_260_000, 90_000_000].map((ms) => Object.values(durationParts(ms)))).toEqual([
      ["seconds", 41, 0],
      ["minutes", 2, 5],
      ["hours", 2, 1],
      ["days", 1, 1],
    ]);
  });
});

describe("a model card", () => {
  it("is read as headings, facts, tables and text", () => {
    const blocks = parseMarkdown("# fin 2\n\n- **Task**: `fin`\n- **By**: A\\*B\n\n## Figures\n\n| figure | value |\n| --- | --- |\n| average\\_precision | 0.7 |\n| a \\| b |  |\nNone.\n");
    expect(blocks).toEqual([
      { kind: "heading", level: 1, text: [{ text: "fin 2", look: "plain" }] },
      {
        kind: "list",
        items: [
          [{ text: "Task", look: "strong" }, { text: ": ", look: "plain" }, { text: "fin", look: "code" }],
          [{ text: "By", look: "strong" }, { text: ": A*B", look: "plain" }],
        ],
      },
      { kind: "heading", level: 2, text: [{ text: "Figures", look: "plain" }] },
      {
        kind: "table",
        heads: [[{ text: "figure", look: "plain" }], [{ text: "value", look: "plain" }]],
        rows: [
          [[{ text: "average_precision", look: "plain" }], [{ text: "0.7", look: "plain" }]],
          [[{ text: "a | b", look: "plain" }], []],
        ],
      },
      { kind: "paragraph", text: [{ text: "None.", look: "plain" }] },
    ]);
  });

  it("keeps recorded markup as the text it is", () => {
    expect(parseMarkdown("Data: \\<img src=x\\> \\*\\*no\\*\\* \\`no\\` <b>no</b>")).toEqual([{ kind: "paragraph", text: [{ text: "Data: <img src=x> **no** `no` <b>no</b>", look: "plain" }] }]);
  });
});
