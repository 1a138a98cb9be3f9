import type { Coverage, Drift, Feed, Lineage, Manifest, RecentExample } from "../src/api/learning.ts";
import type { GateResult, PinView, ReleaseView, ShortlistItem, SuspicionView, UpdateView } from "../src/features/learning/contract.ts";

/** What the mock knows of learning; tests change it while it runs. */
export interface MockLearning {
  readonly feeds: Feed[];
  readonly manifests: Manifest[];
  readonly updates: UpdateView[];
  readonly releases: ReleaseView[];
  readonly suspicions: SuspicionView[];
  readonly shortlist: ShortlistItem[];
  pin: PinView | undefined;
}

export const TASK = "fin-authorization-risk";
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export function createMockLearning(now: number): MockLearning {
  const ago = (days: number, hours = 0) => new Date(now - days * DAY_MS - hours * HOUR_MS).toISOString();
  const manifests = Array.from({ length: 24 }, (_none, index) => sampleManifest(index, ago));
  const updates = Array.from({ length: 24 }, (_none, index) => sampleUpdate(index, ago, manifests));
  updates.unshift(runningUpdate(ago, manifests));
  return { feeds: sampleFeeds(ago), manifests, updates, releases: sampleReleases(ago, updates), suspicions: sampleSuspicions(ago, manifests), shortlist: sampleShortlist(ago), pin: undefined };
}

/** A made-up but well-formed id. */
export function uuid(number: number): string {
  return `0195f3a2-7c4e-7${String(number % 1000).padStart(3, "0")}-9b1d-${String(4_711_000 + number * 7919).padStart(12, "0")}`;
}

function hash(number: number): string {
  return Array.from({ length: 64 }, (_none, index) => ((number * 31 + index * 17 + (index * index * (number + 3))) % 16).toString(16)).join("");
}

type Ago = (days: number, hours?: number) => string;

function sampleFeeds(ago: Ago): Feed[] {
  return [
    { task: TASK, hasModel: true, stalled: false, stallAfterSeconds: 172_800, lastExampleAt: ago(0, 0.01), lastLabelAt: ago(0, 2) },
    { task: "fin-merchant-drift", hasModel: true, stalled: true, stallAfterSeconds: 172_800, lastExampleAt: ago(0, 0.1), lastLabelAt: ago(4) },
    { task: "industrial-cycle-defect", hasModel: false, stalled: false, stallAfterSeconds: 172_800, lastExampleAt: ago(0, 3), lastLabelAt: ago(0, 5) },
  ];
}

export function sampleCoverage(feed: Feed | undefined): Coverage {
  const known = feed ?? { task: TASK, hasModel: true, stalled: false, stallAfterSeconds: 172_800 };
  return { task: known.task, at: new Date().toISOString(), feed: known, examples: 412_806, distinct: 410_112, statements: 95_330, preferences: 412, unmatched: 17, byAge: [{ fromDays: 0, toDays: 7, examples: 81_200, labelled: 4_101 }, { fromDays: 7, toDays: 30, examples: 231_606, labelled: 54_870 }, { fromDays: 30, examples: 100_000, labelled: 34_911 }] };
}

function sampleManifest(index: number, ago: Ago): Manifest {
  const day = index + 1;
  const entries = 85_255 - index * 312;
  const parts = (share: number) => ({ fraud: Math.round(entries * share * 0.024), genuine: Math.round(entries * share * 0.976) });
  return {
    id: uuid(index),
    createdBy: "trivium-runtime",
    auditSeq: 48_120 - index * 37,
    erased: index > 12 ? 3 : 0,
    hash: hash(index + 1),
    ...(index === 23 ? {} : { previousId: uuid(index + 1) }),
    header: {
      format: "trivium-manifest/1",
      manifestId: uuid(index),
      task: TASK,
      tenant: "demo-bank",
      createdAt: ago(day, 4),
      cutoff: ago(day, 5),
      knownAt: ago(day, 5),
      entries,
      root: hash(index + 100),
      content: hash(index + 200),
      labelPolicy: { rule: "precedence" },
      split: { validationFrom: ago(day + 9), testFrom: ago(day + 5), validationShare: 0.15, testShare: 0.15 },
      counts: { examples: 412_806, labelled: 93_882, duplicates: 2_694, contradicting: 12, labels: { train: parts(0.7), validation: parts(0.15), test: parts(0.15) }, leftOut: { split: 7_204, retention: 88, nearDuplicate: 1_203 } },
    },
    versions: index % 8 === 3 ? [{ model: TASK, version: String(3 - Math.floor(index / 8)), recordedAt: ago(day, 3), recordedBy: "trivium-runtime" }] : [],
  };
}

function gates(change: Readonly<Record<string, Partial<GateResult>>> = {}): GateResult[] {
  const all: GateResult[] = [
    { gate: "provenance:signature", passed: true, limit: "a key that is trusted", detail: "signed by platform team" },
    { gate: "provenance:record", passed: true, limit: "code, command and seed", detail: "" },
    { gate: "provenance:rows", passed: true, figure: 0, limit: "no row of both", detail: "59,678 rows learned, 12,789 rows to be asked" },
    { gate: "finite:weights", passed: true, figure: 0, limit: "none", detail: "" },
    { gate: "finite:answers", passed: true, figure: 0, limit: "none", detail: "" },
    { gate: "parity", passed: true, figure: 0.0000021, limit: "at most 0.0001", detail: "largest difference of 4,096 answers" },
    { gate: "held-out:average_precision", passed: true, figure: 0.0018, limit: "at least -0.005", detail: "lower bound of challenger less champion; challenger 0.6773, champion 0.6712, 90 % interval of the difference 0.0018 to 0.0104, 12,789 rows" },
    { gate: "slices:average_precision", passed: true, figure: -0.0032, limit: "at least -0.02", detail: "worst of 14 slices: merchant category 5411" },
    { gate: "calibration:error", passed: true, figure: 0.0071, limit: "at most 0.02", detail: "challenger 0.0071, champion 0.0075" },
    { gate: "masked-experts", passed: true, figure: -0.0044, limit: "at least -0.02", detail: "worst of 24 experts: layer-3/fin-07" },
    { gate: "steadiness", passed: true, figure: 0.031, limit: "at most 0.2", detail: "largest change of the answers in a region" },
    { gate: "latency:rows-1", passed: true, figure: 1.02, limit: "at most 1.25", detail: "times the champion: median 11.6 ms, champion 11.4 ms" },
    { gate: "memory", passed: true, figure: 7_412_330, limit: "at most 16,777,216", detail: "bytes of weights" },
    { gate: "age", passed: true, figure: 1.2, limit: "at most 7 days", detail: "days since the cut-off of the data set" },
    { gate: "over-fitting:average_precision", passed: true, figure: 0.021, limit: "at most 0.1", detail: "training rows less held-out rows" },
  ];
  return all.map((gate) => ({ ...gate, ...change[gate.gate] }));
}

function sampleUpdate(index: number, ago: Ago, manifests: readonly Manifest[]): UpdateView {
  const day = index + 1;
  const manifest = manifests[index];
  const base: UpdateView = {
    id: uuid(300 + index),
    task: TASK,
    model: TASK,
    champion: index < 8 ? "2" : "1",
    state: "unchanged",
    trigger: index === 5 ? "demand" : "schedule", scope: "platform",
    requestedBy: index === 5 ? "operator" : "schedule",
    reason: index === 5 ? "New chargebacks came in" : "daily at 02:00 UTC",
    requestedAt: ago(day, 4.02),
    startedAt: ago(day, 4),
    finishedAt: ago(day, 3.86),
    ...(manifest === undefined ? {} : { manifest: manifest.id }),
    attempts: index === 9 ? 2 : 1,
    progress: 1,
    cpuSeconds: 702 + index * 3.5,
    energyJoules: 18_400 + index * 90,
    peakMemoryBytes: 1_912_602_624,
    examples: { train: 59_678, validation: 12_788, test: 12_789 },
    message: "No epoch was better than the champion on the validation part, so the champion stays as it is.",
    code: "champion-kept",
    gates: [],
    rivalGates: [],
  };
  const { message: _message, code: _code, ...better } = base;
  switch (index) {
    case 0:
    case 2:
      return { ...better, state: "released", challenger: index === 0 ? "3" : "2", release: uuid(index === 0 ? 600 : 601), gates: gates() };
    case 1:
      return { ...better, state: "refused", challenger: "4", gates: gates({ "slices:average_precision": { passed: false, figure: -0.0812, detail: "worst of 14 slices: merchant category 4829; 212 rows, p = 0.0004 after Holm's correction" } }), code: "gates-failed", message: "The challenger missed the gate slices:average_precision. Look at the labels of merchant category 4829 before the next update." };
    case 4:
      return { ...better, state: "failed", gates: [], code: "memory-budget", message: "Training took 3.1 GiB and was stopped; the budget is 3.0 GiB. Raise memory-budget of the task or train on fewer days.", peakMemoryBytes: 3_328_599_654 };
    case 6:
      return { ...better, state: "cancelled", gates: [], message: "Cancelled by operator: the month's chargebacks are not in yet" };
    case 9:
    case 14:
      return { ...better, state: "released", challenger: index === 9 ? "2" : "1", release: uuid(index === 9 ? 602 : 603), gates: gates() };
    default:
      return base;
  }
}

function runningUpdate(ago: Ago, manifests: readonly Manifest[]): UpdateView {
  return { id: uuid(299), task: TASK, model: TASK, champion: "2", state: "training", trigger: "schedule", scope: "platform", requestedBy: "schedule", reason: "daily at 02:00 UTC", requestedAt: ago(0, 0.12), startedAt: ago(0, 0.1), ...(manifests[0] === undefined ? {} : { manifest: manifests[0].id }), attempts: 1, progress: 0.46, cpuSeconds: 301, energyJoules: 8_100, peakMemoryBytes: 1_612_602_624, examples: { train: 59_678, validation: 12_788, test: 12_789 }, gates: [], rivalGates: [] };
}

function sampleReleases(ago: Ago, updates: readonly UpdateView[]): ReleaseView[] {
  const compared = (loss: readonly [number, number], latency: readonly [number, number], shift: number): ReleaseView["comparison"] => [
    { figure: "compute-p50-ms", champion: latency[0] / 3, challenger: latency[1] / 3, difference: (latency[1] - latency[0]) / 3, limit: latency[0] / 2 },
    { figure: "compute-p99-ms", champion: latency[0], challenger: latency[1], difference: latency[1] - latency[0], limit: latency[0] * 2.5 },
    { figure: "error-share", champion: 0.00002, challenger: 0.00002, difference: 0, limit: 0.001 },
    { figure: "score-shift", difference: shift, limit: 0.1 },
    { figure: "squared-error", champion: loss[0], challenger: loss[1], difference: loss[1] - loss[0], limit: loss[0] * 1.1 },
  ];
  const release = (number: number, update: number, more: Partial<ReleaseView>): ReleaseView => {
    const made = updates.find((one) => one.id === uuid(300 + update));
    return {
      id: uuid(number),
      task: TASK,
      model: TASK,
      version: made?.challenger ?? "3",
      champion: made?.champion ?? "2",
      state: "promoted",
      share: 0,
      highRisk: true,
      offeredBy: "trivium-runtime",
      offeredAt: ago(update + 1, 3.86),
      stateSince: ago(update, 18),
      requests: { shadow: 48_120, canary: 12_004, champion: 310_220 },
      comparison: compared([0.0181, 0.0174], [11.4, 11.6], 0.014),
      alarms: [],
      decisions: [],
      gates: made?.gates ?? [],
      ...(made === undefined ? {} : { update: made.id }),
      ...(made?.manifest === undefined ? {} : { manifest: made.manifest }),
      ...more,
    };
  };
  return [
    release(600, 0, { state: "awaiting-approval", stateSince: ago(0, 3), share: 0.05 }),
    release(601, 2, {
      state: "rolled-back",
      version: "3",
      finishedAt: ago(2, 1),
      stateSince: ago(2, 1),
      comparison: compared([0.0179, 0.0252], [11.4, 38.9], 0.31),
      alarms: [
        { code: "latency", raisedAt: ago(2, 1.05), figure: 38.9, limit: 28.5, message: "The 99th percentile of the challenger's own compute time was 38.9 ms over the last 5 minutes; the champion's was 11.4 ms." },
        { code: "score-shift", raisedAt: ago(2, 1.01), figure: 0.31, limit: 0.1, message: "Scores on the same 4,120 requests were distributed otherwise than the champion's." },
      ],
      decisions: [{ action: "approve", by: "second.operator", at: ago(2, 9), reason: "Gates are fine and shadow was quiet" }, { action: "roll-back", by: "trivium-runtime", at: ago(2, 1), reason: "alarm latency" }],
      code: "latency",
      message: "Rolled back 9 seconds after the first alarm; version 2 answers again.",
    }),
    release(602, 9, { finishedAt: ago(8), decisions: [{ action: "approve", by: "second.operator", at: ago(9, 2), reason: "Passed all gates and a week in shadow" }] }),
    release(603, 14, { state: "vetoed", version: "2", champion: "1", finishedAt: ago(13), stateSince: ago(13), comparison: compared([0.0184, 0.0183], [11.2, 11.5], 0.02), decisions: [{ action: "veto", by: "operator", at: ago(13), reason: "Wait for the chargebacks of the long weekend" }] }),
  ];
}

function sampleSuspicions(ago: Ago, manifests: readonly Manifest[]): SuspicionView[] {
  return Array.from({ length: 9 }, (_none, index): SuspicionView => {
    const isFraud = index % 3 !== 0;
    return {
      id: uuid(700 + index),
      example: `auth-2026-11-${String(20 - index)}-${String(884_120 + index * 313)}`,
      task: TASK,
      label: isFraud ? "genuine" : "fraud",
      suggested: isFraud ? "fraud" : "genuine",
      probability: 0.987 - index * 0.021,
      source: index % 2 === 0 ? "analyst" : "chargeback",
      observedAt: ago(6 + index, 2),
      manifest: manifests[0]?.id ?? "",
      state: "open",
    };
  });
}

function sampleShortlist(ago: Ago): ShortlistItem[] {
  const reasons = ["unsure", "typical", "different"];
  return Array.from({ length: 12 }, (_none, index): ShortlistItem => ({ example: `auth-2026-11-26-${String(991_002 + index * 57)}`, task: TASK, occurredAt: ago(1, index), score: 0.52 - index * 0.013, uncertainty: 0.998 - index * 0.011, rank: index + 1, reason: reasons[index % 3] ?? "" }));
}

export function sampleDrift(manifest: string): Drift {
  const index = (state: Drift["labels"]["state"], value?: number) => ({ current: 85_255, reference: 84_943, state, ...(value === undefined ? {} : { index: value, noise: 0.004 }) });
  const inputs: Drift["inputs"] = [
    { input: "terminal.fraud-share-28d", drift: index("shifted", 0.283) },
    { input: "amount", drift: index("moderate", 0.142) },
    { input: "card.count-24h", drift: index("stable", 0.021) },
    { input: "hour-of-day", drift: index("stable", 0.004) },
    { input: "merchant.age-days", drift: index("too-few") },
  ];
  return { manifest, against: manifest, floor: 500, labels: index("stable", 0.012), inputs };
}

export function sampleExamples(labelled: boolean): RecentExample[] {
  return Array.from({ length: 3 }, (_, index) => ({
    exampleId: `auth-${labelled ? "labelled" : "latest"}-${index}`,
    occurredAt: new Date(Date.UTC(2026, 10, labelled ? 20 : 30, 6, index)).toISOString(),
    score: 0.1 * (index + 1),
    modelVersion: `${TASK}:2`,
    labels: labelled ? 1 + index : 0,
  }));
}

export function sampleLineage(example: string, manifests: readonly Manifest[]): Lineage {
  const at = (days: number) => new Date(Date.parse(manifests[0]?.header.createdAt ?? "") - days * DAY_MS).toISOString();
  const chargeback = { label: "fraud", source: "chargeback", observedAt: at(2), recordedAt: at(1.9), withdrawn: false };
  return {
    example: {
      task: TASK,
      exampleId: example,
      cutoff: new Date().toISOString(),
      knownAt: new Date().toISOString(),
      rule: "precedence",
      label: chargeback,
      statements: [{ label: "genuine", source: "analyst", observedAt: at(6), recordedAt: at(6), withdrawn: false }, chargeback],
      example: { contentHash: hash(77), modelVersion: "2", occurredAt: at(8), recordedAt: at(8), retentionClass: "standard", score: 0.4127, subject: hash(5).slice(0, 32), use: "training" },
    },
    answeredBy: {
      model: TASK,
      version: "2",
      sha256: hash(9),
      signature: "trusted",
      registeredAt: at(10),
      registeredBy: "trivium-runtime",
      seed: 1,
      command: "train fin-authorization-risk --from 1 --recipe last-layers --seed 1",
      codeRevision: "712dc2c4be1f0c2a9d4e77551c3b8f6d2a90e5f1",
      dataName: "Frozen data set of demo-bank",
      pieces: ["trunk.onnx", "layer-0/router.onnx", "layer-3/expert-fin-07.onnx", "head.onnx"].map((path, index) => ({ path: `pieces/${path}`, bytes: 49_664 * (index + 1), sha256: hash(index + 40) })),
      learnedFrom: manifests.slice(11, 12).map((one) => ({ id: one.id, createdAt: one.header.createdAt, cutoff: one.header.cutoff, entries: one.header.entries, hash: one.hash, labels: [{ label: "fraud", source: "chargeback", entries: 1_610 }, { label: "fraud", source: "analyst", entries: 402 }, { label: "genuine", source: "analyst", entries: 80_129 }] })),
    },
    heldIn: manifests.slice(0, 2).map((one, index) => ({ manifest: one.id, createdAt: one.header.createdAt, label: "fraud", labelSource: "chargeback", labelObservedAt: at(2), ordinal: 4_110 + index, part: "train", versions: index === 0 ? ["3"] : [] })),
  };
}

export function sampleCard(model: string, version: string, manifest: string): string {
  return `# ${model} ${version}

- **Task**: \`${TASK}\`
- **Serves requests that name no version**: ${version === "2" ? "yes" : "no"}
- **Registered**: 2026-11-24T02:00:00Z by trivium-runtime
- **SHA-256 of the pack**: \`${hash(9)}\`
- **Signature**: trusted

## What it does

- **Head**: binary
- **Latency class**: interactive
- **Network**: moe
- **Calibration**: isotonic

### Inputs and outputs

| | name | type | shape | unit | columns |
| --- | --- | --- | --- | --- | --- |
| input | events | fp32 | any × 32 × 18 | standard deviations | amount, hour\\_of\\_day, card\\_count\\_24h, terminal\\_fraud\\_share\\_28d and 14 more |
| output | score | fp32 | any × 1 | probability |  |

## How it was made

- **Created**: 2026-11-24T01:58:41Z
- **Code**: \`712dc2c4be1f0c2a9d4e77551c3b8f6d2a90e5f1\`
- **Command**: \`train ${model} --from 1 --recipe last-layers --seed 1\`
- **Data**: Frozen data set of \\<demo-bank\\>

## Frozen data sets it learned from

| data set | frozen | until | entries | labels |
| --- | --- | --- | --- | --- |
| ${manifest} | 2026-11-24T01:40:00Z | 2026-11-24T00:40:00Z | 84319 | fraud by chargeback: 1610; genuine by analyst: 80129 |

## Figures

| figure | value |
| --- | --- |
| average\\_precision | 0.6773 |
| brier | 0.0091 |

### Limits of its specification

| figure | limit | kept |
| --- | --- | --- |
| average\\_precision | at least 0.66 | yes |

## When it served

No alias has named it.
`;
}
