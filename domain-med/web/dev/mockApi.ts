import type { IncomingMessage, ServerResponse } from "node:http";
import { hospitalConnections } from "../../../platform-core/web/testing/connections.ts";
import { sampleValue } from "../../../platform-core/web/testing/value.ts";
import type { Connection, Decision, DecisionInput, Echo, InstanceContent, Destination, LabelQueueItem, Study, WorklistQuery } from "../src/api/types.ts";
import { BEFORE, byRequest, comparison, entryOf, geometry, mockConnection, mockDestinations, mockStudies, NOW, phantom, PRIOR } from "./mockStudies.ts";

/** How the mock behaves; tests change it while it runs. */
export interface MockOptions {
  roles?: string[];
  /** Status that lists answer instead of their data. */
  failWith?: number;
  /** Why the label queue is empty; it lists some unless a test says otherwise. */
  labelGap?: string;
  /** Answers the next decision as if another reader had been quicker. */
  conflict?: boolean;
}

export interface MockApi {
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  readonly options: MockOptions;
  readonly studies: Map<string, Study>;
  readonly destinations: Destination[];
  readonly connection: Connection;
  readonly instanceProblems: InstanceContent[];
  /** Files that came by STOW-RS and were stored, by content. */
  readonly uploaded: Map<string, number>;
  readonly decisions: (DecisionInput & { trackingUid: string })[];
  /** Acts on destinations and studies, in order. */
  readonly acts: { name: string; act: string; reason: string }[];
  readonly searches: WorklistQuery[];
  readonly unsafeWithoutHeader: string[];
  /** Tells open pages that the worklist changed. */
  changed(): void;
  close(): void;
}

type Answer = { status?: number; body: unknown };

/** Speaks the console's part of domain-med with made-up studies: for looking at pages and for testing them. */
export function createMockApi(options: MockOptions): MockApi {
  const studies = mockStudies();
  const destinations = mockDestinations();
  const connection = mockConnection();
  const connections = hospitalConnections("rada");
  const instanceProblems: InstanceContent[] = [];
  const uploaded = new Map<string, number>();
  const decisions: MockApi["decisions"] = [];
  const acts: MockApi["acts"] = [];
  const searches: WorklistQuery[] = [];
  const unsafeWithoutHeader: string[] = [];
  const streams = new Set<ServerResponse>();
  let sequence = 0;

  const problem = (status: number, code: string, title: string, detail: string): Answer => ({ status, body: { type: `/problems/${code}`, title, status, detail, code } });
  const missing = () => problem(404, "study-not-found", "Not found", "There is no such study.");

  function worklist(query: WorklistQuery): Answer {
    searches.push(query);
    const wanted = (query.search ?? "").toLowerCase();
    const items = [...studies.values()]
      .filter((one) => one.studyInstanceUid !== PRIOR)
      .map(entryOf)
      .filter((one) => query.states == null || query.states.length === 0 || query.states.includes(one.state))
      .filter((one) => query.undecidedOnly !== true || one.undecided > 0)
      .filter((one) => `${one.patientName} ${one.patientId} ${one.accessionNumber}`.toLowerCase().includes(wanted))
      .filter((one) => query.modalities == null || query.modalities.length === 0 || query.modalities.includes(one.modalities ?? ""))
      .sort(byRequest(query));
    return { body: { items } };
  }

  /** Undecided findings, the least likely first. */
  function labelQueue(limit: number): Answer {
    if (options.labelGap !== undefined) return { body: { items: [], gap: options.labelGap } };
    const open = [...studies.values()]
      .filter((study) => study.studyInstanceUid !== PRIOR)
      .flatMap((study) => study.findings.filter((finding) => finding.decisions.length === 0).map((finding) => ({ study, finding })))
      .sort((a, b) => a.finding.detection - b.finding.detection);
    const items = open.slice(0, limit).map(
      ({ study, finding }, place): LabelQueueItem => ({
        studyInstanceUid: study.studyInstanceUid,
        revision: study.shownRevision,
        ...(study.patientName == null ? {} : { patientName: study.patientName }),
        ...(study.studyDate == null ? {} : { studyDate: study.studyDate }),
        ...(study.description == null ? {} : { description: study.description }),
        seriesInstanceUid: `${study.studyInstanceUid}.1`,
        trackingUid: finding.trackingUid,
        number: finding.number,
        sliceIndex: finding.sliceIndex,
        ...(finding.longestDiameterMm == null ? {} : { longestDiameterMm: finding.longestDiameterMm }),
        detection: finding.detection,
        ...(finding.malignancy == null ? {} : { malignancy: finding.malignancy }),
        worth: { rank: place + 1, uncertainty: 0.9 / (1 + place / 2), reason: place < 2 ? "unsure" : "different" },
        link: `/console/studies/${study.studyInstanceUid}/reading?finding=${finding.trackingUid}`,
      }),
    );
    return { body: { items } };
  }

  function decide(uid: string, trackingUid: string, input: DecisionInput): Answer {
    const finding = studies.get(uid)?.findings.find((one) => one.trackingUid === trackingUid);
    if (finding === undefined) return missing();
    const decision: Decision = {
      id: `00000000-0000-4000-8000-${String(++sequence).padStart(12, "0")}`,
      verdict: input.verdict,
      reasonCode: input.reasonCode,
      ...(input.note == null ? {} : { note: input.note }),
      ...(input.corrected == null ? {} : { corrected: input.corrected }),
      reader: options.conflict === true ? "otto" : "rada",
      decidedAt: new Date().toISOString(),
    };
    finding.decisions.unshift(decision);
    if (options.conflict === true) {
      options.conflict = false;
      return problem(409, "finding-decided-meanwhile", "Decided meanwhile", `otto decided on the finding meanwhile: ${input.verdict}.`);
    }
    decisions.push({ ...input, trackingUid });
    return { body: finding };
  }

  function retry(study: Study, reason: string): Answer {
    const newest = study.revisions[0];
    if (newest?.state !== "failed" || options.conflict === true) {
      return problem(409, "study-not-failed", "Not failed", "Reading the study was not given up on, so there is nothing to try again.");
    }
    acts.push({ name: study.studyInstanceUid, act: "read-again", reason });
    newest.state = "queued";
    delete newest.reasonCode;
    delete newest.reason;
    return { status: 204, body: undefined };
  }

  function remove(study: Study, reason: string): Answer {
    if (options.conflict === true) {
      options.conflict = false;
      return problem(409, "study-under-way", "Under way", "The study is being read or delivered: remove it afterwards.");
    }
    acts.push({ name: study.studyInstanceUid, act: "remove", reason });
    studies.delete(study.studyInstanceUid);
    return { status: 204, body: undefined };
  }

  function act(name: string, what: string, reason: string): Answer {
    const destination = destinations.find((one) => one.name === name);
    if (destination === undefined) return problem(404, "destination-not-found", "Unknown", "There is no destination of this name.");
    acts.push({ name, act: what, reason });
    if (what === "pause") destination.pause = { by: "ines", at: new Date().toISOString(), reason };
    if (what === "resume") delete destination.pause;
    if (what === "retry") {
      destination.pending += destination.dead;
      destination.dead = 0;
      return { body: { retried: 1 } };
    }
    return { body: destinations };
  }

  function answer(method: string, path: string, search: URLSearchParams, body: unknown): Answer | undefined {
    if (path === "/v1/session") {
      return { body: { user: "rada", displayName: "Rada Ologist", roles: options.roles ?? ["med-radiologist", "med-integrator"], tenant: "demo-hospital", organisations: ["demo-hospital"], service: "med", version: "test" } };
    }
    if (options.failWith !== undefined) return problem(options.failWith, "database-unavailable", "Not available", "The archive did not answer.");
    if (method === "POST" && path === "/v1/worklist") return worklist(body as WorklistQuery);
    const [, version, kind, name = "", ...rest] = path.split("/");
    if (version !== "v1") return undefined;
    if (kind === "value") return { body: sampleValue("med", search) };
    if (kind === "label-queue") return labelQueue(Number(search.get("limit") ?? 10));
    if (kind === "connection") return name === "" ? { body: connection } : echo(rest[0] ?? "", (body as { direction: Echo["direction"] }).direction);
    if (kind === "connections") return connections.answer(method, [name, ...rest], body);
    if (kind === "instances" && name === "problems") return { body: { instances: instanceProblems } };
    if (kind === "destinations") {
      if (name === "") return { body: destinations };
      if (rest[0] === "deliveries") return { body: { items: queue(name, search.get("state") ?? "pending") } };
      return act(name, rest[0] ?? "", (body as { reason: string }).reason);
    }
    if (kind !== "studies") return undefined;
    const study = studies.get(name);
    if (study === undefined) return missing();
    if (rest.length === 0) return { body: study };
    if (rest[0] === "retry") return retry(study, (body as { reason: string }).reason);
    if (rest[0] === "removal") return remove(study, (body as { reason: string }).reason);
    if (rest[0] === "comparison") return { body: comparison(studies, name) };
    if (rest[0] === "series" && rest[2] === "slices") return { body: geometry(rest[1] ?? "") };
    if (rest[0] === "revisions") return decide(name, rest[3] ?? "", body as DecisionInput);
    return undefined;
  }

  function echo(peer: string, direction: Echo["direction"]): Answer {
    acts.push({ name: peer, act: "echo", reason: direction });
    const answered: Echo = { peer, direction, outcome: "answered", millis: 12, detail: "C-ECHO was answered." };
    const untestable: Echo = { peer, direction, outcome: "not-testable", millis: 0, detail: `The node does not call this peer: platform.med.dicom.peers.${peer}.address is not set.` };
    return { body: direction === "to-peer" && connection.peers.find((one) => one.name === peer)?.address == null ? untestable : answered };
  }

  /** Stores the only part of a STOW-RS request, as the service would. */
  function stow(body: Buffer): Answer {
    const start = body.indexOf("\r\n\r\n") + 4;
    const file = body.subarray(start, body.lastIndexOf("\r\n--"));
    const item = (more: object) => ({ Value: [{ "00080018": { vr: "UI", Value: ["2.25.9"] }, ...more }] });
    if (file.includes("broken")) {
      return { status: 409, body: { "00081198": { vr: "SQ", ...item({ "00081197": { vr: "US", Value: [0xc000] }, "00091002": { vr: "LT", Value: ["the file meta information has no transfer syntax"] } }) } } };
    }
    const key = file.toString("latin1");
    const times = (uploaded.get(key) ?? 0) + 1;
    uploaded.set(key, times);
    return { body: { "00081199": { vr: "SQ", ...item({ "00091001": { vr: "CS", Value: [times > 1 ? "DUPLICATE" : "NEW"] } }) } } };
  }

  function queue(name: string, state: string): unknown[] {
    return [...studies.values()].flatMap((study) =>
      study.deliveries
        .filter((one) => one.destination === name && one.state === state)
        .map((delivery) => ({ studyInstanceUid: study.studyInstanceUid, revision: 1, delivery })),
    );
  }

  function pixels(path: string, response: ServerResponse): boolean {
    const match = /^\/v1\/studies\/([\d.]+)\/series\/[\d.]+\/instances\/[\d.]+\.(\d+)\/pixels$/.exec(path);
    if (match === null) return false;
    const values = phantom(Number(match[2]) - 1, match[1] === PRIOR ? BEFORE : NOW);
    response.writeHead(200, { "Content-Type": "application/octet-stream", "Cache-Control": "no-store" }).end(Buffer.from(values.buffer));
    return true;
  }

  return {
    options,
    studies,
    destinations,
    connection,
    instanceProblems,
    uploaded,
    decisions,
    acts,
    searches,
    unsafeWithoutHeader,
    handle(request, response) {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      if (!pathname.startsWith("/v1/") && !pathname.startsWith("/dicom-web/")) return false;
      if (request.headers["x-trivium-request"] !== "1") unsafeWithoutHeader.push(pathname);
      if (pathname === "/v1/worklist/stream") {
        response.writeHead(200, { "Content-Type": "text/event-stream" });
        response.write("event: changed\nid: 1\ndata: worklist\n\n");
        streams.add(response);
        request.on("close", () => streams.delete(response));
        return true;
      }
      if (pixels(pathname, response)) return true;
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const bytes = Buffer.concat(parts);
        const isStow = pathname === "/dicom-web/studies";
        const text = isStow ? "" : bytes.toString("utf8");
        const found = isStow ? stow(bytes) : answer(request.method ?? "GET", pathname, searchParams, text === "" ? undefined : JSON.parse(text)) ?? problem(404, "not-found", "Not found", "There is no such address.");
        const status = found.status ?? 200;
        if (status === 204) response.writeHead(status).end();
        else response.writeHead(status, { "Content-Type": status >= 400 ? "application/problem+json" : "application/json" }).end(JSON.stringify(found.body));
      });
      return true;
    },
    changed() {
      for (const stream of streams) stream.write(`event: changed\nid: ${Date.now()}\ndata: worklist\n\n`);
    },
    close() {
      for (const stream of streams) stream.end();
    },
  };
}
