import type { Comparison, Connection, Delivery, Destination, Finding, Geometry, Revision, Study, WorklistEntry, WorklistQuery } from "../src/api/types.ts";

export const SIZE = 256;
export const SLICES = 60;
const SPACING_MM = 1.3;
const STEP_MM = 5;
const LOW_Z = -310;

export interface MockNodule {
  readonly x: number;
  readonly y: number;
  readonly slice: number;
  readonly radiusMm: number;
}

export const NOW: readonly MockNodule[] = [
  { x: 82, y: 120, slice: 34, radiusMm: 6.1 },
  { x: 176, y: 142, slice: 22, radiusMm: 3.4 },
  { x: 168, y: 96, slice: 45, radiusMm: 2.6 },
];
export const BEFORE: readonly MockNodule[] = [
  { x: 83, y: 121, slice: 34, radiusMm: 4.6 },
  { x: 176, y: 141, slice: 22, radiusMm: 3.3 },
];

function noise(x: number, y: number, z: number): number {
  let h = (x * 374761393 + y * 668265263 + z * 2147483647) | 0;
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) & 0xff) / 255 - 0.5;
}

/** A slice of a chest made of ellipses: body, spine, heart, two lungs that end above and below, vessels, nodules. */
export function phantom(slice: number, nodules: readonly MockNodule[]): Int16Array {
  const values = new Int16Array(SIZE * SIZE);
  const height = slice / (SLICES - 1);
  const lung = Math.sqrt(Math.max(0, 1 - ((height - 0.5) / 0.46) ** 2));
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const inside = (cx: number, cy: number, rx: number, ry: number) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;
      let hu = -1000;
      if (inside(128, 128, 118, 88)) hu = -90;
      if (inside(128, 128, 108, 78)) hu = 45;
      if (lung > 0 && (inside(80, 124, 42 * lung, 60 * lung) || inside(176, 124, 42 * lung, 60 * lung))) hu = -860;
      if (inside(137, 108, 30 * lung, 30 * lung)) hu = 60;
      if (inside(128, 180, 15, 15)) hu = 480;
      for (let v = 0; v < 14; v++) {
        const side = v % 2 === 0 ? 80 : 176;
        const vx = side + 30 * Math.sin(v * 2.4 + height * 5);
        const vy = 124 + 44 * Math.cos(v * 1.7 + height * 4);
        if (hu < -500 && inside(vx, vy, 1.8, 1.8)) hu = 10;
      }
      for (const nodule of nodules) {
        const dz = (slice - nodule.slice) * STEP_MM;
        const dx = (x + 0.5 - nodule.x) * SPACING_MM;
        const dy = (y + 0.5 - nodule.y) * SPACING_MM;
        if (dx * dx + dy * dy + dz * dz < nodule.radiusMm ** 2) hu = 30;
      }
      values[y * SIZE + x] = Math.round(hu + 40 * noise(x, y, slice));
    }
  }
  return values;
}

export function geometry(series: string): Geometry {
  return {
    rows: SIZE,
    columns: SIZE,
    rowSpacingMm: SPACING_MM,
    columnSpacingMm: SPACING_MM,
    orientation: [1, 0, 0, 0, 1, 0],
    ordered: true,
    slices: Array.from({ length: SLICES }, (_, k) => ({
      sopInstanceUid: `${series}.${k + 1}`,
      instanceNumber: SLICES - k,
      rows: SIZE,
      columns: SIZE,
      position: [-166, -166, LOW_Z + k * STEP_MM],
      along: LOW_Z + k * STEP_MM,
    })),
  };
}

function findings(study: string, nodules: readonly MockNodule[]): Finding[] {
  return nodules.map((nodule, index) => {
    const reach = Math.floor(nodule.radiusMm / STEP_MM);
    return {
      trackingUid: `${study}.9.${index + 1}`,
      number: index + 1,
      centre: [nodule.x * SPACING_MM - 166, nodule.y * SPACING_MM - 166, LOW_Z + nodule.slice * STEP_MM],
      sliceIndex: nodule.slice,
      sliceSopInstanceUid: `${study}.1.${nodule.slice + 1}`,
      detection: 0.97 - index * 0.08,
      kind: "nodule",
      malignancy: [0.81, 0.36, 0.12][index] ?? 0.1,
      longestDiameterMm: nodule.radiusMm * 2,
      shortAxisMm: nodule.radiusMm * 1.8,
      lungRads: { category: (["4A", "3", "2"] as const)[index] ?? "2", atLeast: false, type: "solid", meanDiameterMm: nodule.radiusMm * 1.9, growing: false },
      volumeMm3: (4 / 3) * Math.PI * nodule.radiusMm ** 3,
      clinicalRisk: [{ model: "brock", source: "McWilliams et al., N Engl J Med 369:910, 2013 (full model with spiculation)", probability: 0.08, atMost: 0.23, assumedAbsent: ["family-history", "emphysema", "upper-lobe"] }],
      attributes: { lobulation: 2.4, margin: 3.8, sphericity: 3.6, spiculation: 3.1 - index, subtlety: 4.6, texture: 4.8 },
      outline: Array.from({ length: 2 * reach + 1 }, (_, at) => {
        const k = nodule.slice + at - reach;
        const radius = Math.sqrt(nodule.radiusMm ** 2 - ((k - nodule.slice) * STEP_MM) ** 2) / SPACING_MM;
        return {
          sopInstanceUid: `${study}.1.${k + 1}`,
          paths: [Array.from({ length: 48 }, (_unused, point) => (point % 2 === 0 ? nodule.x + radius * Math.cos((point / 48) * 2 * Math.PI) : nodule.y + radius * Math.sin(((point - 1) / 48) * 2 * Math.PI)))],
        };
      }),
      decisions: [],
    };
  });
}

export const STUDY = "2.25.101";
export const PRIOR = "2.25.102";
export const REFUSED = "2.25.103";
export const FAILED = "2.25.105";

function revision(study: string, change: Partial<Revision> = {}): Revision {
  return {
    revision: 1,
    instances: SLICES,
    priority: "high",
    state: "done",
    progress: 1,
    attempts: 1,
    seriesInstanceUid: `${study}.1`,
    modelId: "med-lung-nodule",
    modelVersion: "2026.11.1",
    receivedAt: "2026-11-26T08:00:12Z",
    completedAt: "2026-11-26T08:00:34Z",
    startedAt: "2026-11-26T08:00:35Z",
    finishedAt: "2026-11-26T08:00:58Z",
    ...change,
  };
}

export function mockStudies(): Map<string, Study> {
  const person = { patientId: "HN-204417", patientName: "Berger^Anna^M", birthDate: "19580412", sex: "F" };
  const delivery = (role: string, change: Partial<Delivery>): Delivery => ({
    destination: "pacs",
    role,
    sopInstanceUid: `${STUDY}.8.${role}`,
    state: "committed",
    attempts: 1,
    createdAt: "2026-11-26T08:00:58Z",
    sentAt: "2026-11-26T08:01:00Z",
    committedAt: "2026-11-26T08:01:03Z",
    ...change,
  });
  const unsent = (role: string, change: Partial<Delivery>): Delivery => {
    const { sentAt: _sent, committedAt: _committed, ...rest } = delivery(role, change);
    return rest;
  };
  const study = (uid: string, change: Partial<Study>): Study => ({
    studyInstanceUid: uid,
    ...person,
    studyDate: "20261126",
    studyTime: "084512",
    accessionNumber: "A-88121",
    description: "CT Chest low dose",
    series: [{ seriesInstanceUid: `${uid}.1`, modality: "CT", description: "Lung 5.0", number: 2, instances: SLICES, shown: true }],
    otherContents: 0,
    revisions: [revision(uid)],
    shownRevision: 1,
    findings: findings(uid, NOW),
    results: [
      { role: "seg", sopClassUid: "1.2.840.10008.5.1.4.1.1.66.4", sopInstanceUid: `${uid}.8.1` },
      { role: "sr", sopClassUid: "1.2.840.10008.5.1.4.1.1.88.34", sopInstanceUid: `${uid}.8.2` },
    ],
    deliveries: [],
    ...change,
  });
  const refused = revision("2.25.103", {
    priority: "routine",
    state: "refused",
    reasonCode: "GAP",
    reason: "Slices 17 and 19 are 10.0 mm apart, the others 5.0 mm.",
  });
  delete refused.modelId;
  delete refused.modelVersion;
  const failed = revision(FAILED, {
    priority: "low",
    state: "failed",
    attempts: 5,
    reasonCode: "INFERENCE_UNAVAILABLE",
    reason: "The model runtime cannot be reached. Given up after 5 attempts; retry it once it is mended.",
  });
  delete failed.modelId;
  delete failed.modelVersion;
  return new Map([
    [
      STUDY,
      study(STUDY, {
        deliveries: [
          delivery("seg", {}),
          unsent("sr", { state: "dead", attempts: 12, lastError: "The PACS answered A700: out of resources. Make room there, then try again." }),
        ],
      }),
    ],
    [PRIOR, study(PRIOR, { studyDate: "20260312", accessionNumber: "A-61007", findings: findings(PRIOR, BEFORE) })],
    [
      "2.25.103",
      study("2.25.103", {
        patientId: "HN-190552",
        patientName: "王^伟",
        birthDate: "19710903",
        sex: "M",
        accessionNumber: "A-88124",
        description: "CT Thorax",
        findings: [],
        results: [],
        revisions: [refused],
      }),
    ],
    [
      FAILED,
      study(FAILED, {
        patientId: "HN-177201",
        patientName: "Novak^Jana",
        birthDate: "19491002",
        sex: "F",
        accessionNumber: "A-88119",
        description: "CT Chest low dose",
        findings: [],
        results: [],
        revisions: [failed],
      }),
    ],
    [
      "2.25.104",
      study("2.25.104", {
        patientId: "HN-118893",
        patientName: "Okafor^Chidi",
        birthDate: "19660120",
        sex: "M",
        accessionNumber: "A-88130",
        description: "CT Chest with contrast",
        findings: [],
        results: [],
        revisions: [revision("2.25.104", { priority: "stat", state: "running", stage: "search", progress: 0.62 })],
      }),
    ],
  ]);
}

const RANK = { stat: 1, high: 2, routine: 3, low: 4 } as const;

/** The worklist entry of a study, as the service would make it. */
export function entryOf(study: Study): WorklistEntry {
  const newest = study.revisions[0] as Revision;
  const { studyInstanceUid, patientId, patientName, birthDate, sex, studyDate, studyTime, accessionNumber, description } = study;
  const { revision: number, priority, state, stage, progress, reasonCode, reason, receivedAt, completedAt } = newest;
  const worst = study.findings.filter((one) => one.decisions[0]?.verdict !== "rejected").sort((a, b) => (b.malignancy ?? 0) - (a.malignancy ?? 0))[0];
  return JSON.parse(
    JSON.stringify({
      ...{ studyInstanceUid, patientId, patientName, birthDate, sex, studyDate, studyTime, accessionNumber, description },
      ...{ revision: number, priority, state, stage, progress, reasonCode, reason, receivedAt, completedAt },
      modalities: "CT",
      findings: study.findings.length,
      undecided: study.findings.filter((one) => one.decisions.length === 0).length,
      worstMalignancy: worst?.malignancy,
      worstDiameterMm: worst?.longestDiameterMm,
      worstLungRads: worst?.lungRads?.category,
      undelivered: study.deliveries.filter((one) => one.state === "dead" || one.state === "pending").length,
    }),
  ) as WorklistEntry;
}

/** The order that a request asks for. */
export function byRequest({ sort, descending }: WorklistQuery): (a: WorklistEntry, b: WorklistEntry) => number {
  const byText = (key: (entry: WorklistEntry) => string) => (a: WorklistEntry, b: WorklistEntry) => (descending === true ? -1 : 1) * key(a).localeCompare(key(b), "en");
  switch (sort) {
    case "patient":
      return byText((entry) => entry.patientName ?? "");
    case "received":
      return byText((entry) => entry.receivedAt);
    case "study-date":
      return byText((entry) => `${entry.studyDate ?? ""}${entry.studyTime ?? ""}`);
    case "malignancy":
      return (a, b) => (descending === true ? -1 : 1) * ((a.worstMalignancy ?? 0) - (b.worstMalignancy ?? 0));
    default:
      return (a, b) => RANK[a.priority] - RANK[b.priority] || (b.worstMalignancy ?? 0) - (a.worstMalignancy ?? 0);
  }
}

export function mockConnection(): Connection {
  return {
    aeTitles: ["TRIVIUM"],
    host: "127.0.0.1",
    port: 18112,
    listening: true,
    largestInstanceBytes: 2 ** 31,
    peers: [
      { name: "ct1", aeTitle: "CT1", hosts: ["10.1.0.0/16"], calledAeTitles: ["TRIVIUM"], tls: false },
      { name: "pacs", aeTitle: "PACS", hosts: ["127.0.0.1"], calledAeTitles: ["TRIVIUM"], address: "127.0.0.1:18142", tls: false },
    ],
    associations: [{ peer: "pacs", callingAe: "PACS", calledAe: "TRIVIUM", host: "127.0.0.1", openedAt: "2026-11-26T08:00:12Z", endedAt: "2026-11-26T08:00:20Z", stored: 60, outcome: "released" }],
    refusals: [{ callingAe: "CT2", calledAe: "TRIVIUM", host: "10.1.4.7", reason: "the calling AE title is not configured", count: 3, at: "2026-11-26T07:59:00Z" }],
    since: "2026-11-26T06:00:00Z",
  };
}

export function comparison(studies: ReadonlyMap<string, Study>, uid: string): Comparison {
  const now = studies.get(uid);
  const before = studies.get(PRIOR);
  if (uid !== STUDY || now === undefined || before === undefined) {
    return { priors: [], aligned: false, pairs: [], added: [], gone: [], priorFindings: [] };
  }
  const prior = { studyInstanceUid: PRIOR, revision: 1, seriesInstanceUid: `${PRIOR}.1`, studyDate: "20260312", description: "CT Chest low dose", findings: 2 };
  const lungs = { lowZ: LOW_Z + 15, highZ: LOW_Z + 280 };
  return {
    priors: [prior],
    prior,
    lungs,
    priorLungs: lungs,
    aligned: true,
    pairs: before.findings.map((one, index) => {
      const later = now.findings[index] as Finding;
      const ratio = (later.volumeMm3 ?? 0) / (one.volumeMm3 ?? 1);
      return {
        trackingUid: later.trackingUid,
        priorTrackingUid: one.trackingUid,
        by: "position",
        distanceMm: 1.8,
        growth: {
          intervalDays: 259,
          diameterChangeMm: (later.longestDiameterMm ?? 0) - (one.longestDiameterMm ?? 0),
          volumeChangePercent: 100 * (ratio - 1),
          volumeChangeLowPercent: 100 * (ratio * 0.8 - 1),
          volumeChangeHighPercent: 100 * (ratio * 1.25 - 1),
          doublingDays: (259 * Math.LN2) / Math.log(ratio),
          doublingDaysLow: (259 * Math.LN2) / Math.log(ratio * 1.25),
          ...(ratio * 0.8 > 1 ? { doublingDaysHigh: (259 * Math.LN2) / Math.log(ratio * 0.8) } : {}),
          trend: ratio * 0.8 > 1 ? ("growing" as const) : ("undecided" as const),
          significant: ratio >= 1.25,
        },
        ...(later.lungRads == null ? {} : { lungRads: { ...later.lungRads, ...(index === 0 ? { category: "4B" as const, growing: true } : {}) } }),
      };
    }),
    added: [now.findings[2]?.trackingUid ?? ""],
    gone: [],
    priorFindings: before.findings,
  };
}

export function mockDestinations(): Destination[] {
  return [
    { name: "archive", kind: "stow", commitment: false, pending: 0, sent: 128, committed: 4_312, dead: 0, lastSentAt: "2026-11-26T08:01:00Z" },
    {
      name: "pacs",
      kind: "c-store",
      commitment: true,
      pending: 3,
      sent: 12,
      committed: 4_297,
      dead: 1,
      oldestPendingAt: "2026-11-26T07:58:10Z",
      lastSentAt: "2026-11-26T08:01:00Z",
      lastError: "The PACS answered A700: out of resources. Make room there, then try again.",
    },
  ];
}
