import type { IncomingMessage, ServerResponse } from "node:http";
import type { UpdateView } from "../src/features/learning/contract.ts";
import { type MockLearning, sampleCard, sampleCoverage, sampleDrift, sampleExamples, sampleLineage, TASK, uuid } from "./learningSamples.ts";

export interface Answering {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly isEmpty: boolean;
  json(status: number, body: unknown): void;
  problem(status: number, code: string, title: string, detail: string): void;
  body(): Promise<Record<string, unknown>>;
}

/** Answers what is about learning; false when the request is about something else. */
export async function learningRoute(state: MockLearning, on: Answering): Promise<boolean> {
  const { url, isEmpty } = on;
  const card = /^\/v1\/models\/([^/]+)\/versions\/([^/]+)\/card$/.exec(url.pathname);
  if (card !== null) {
    on.response.writeHead(200, { "Content-Type": "text/markdown;charset=utf-8" }).end(sampleCard(card[1] ?? "", card[2] ?? "", state.manifests[3]?.id ?? ""));
    return true;
  }
  if (!url.pathname.startsWith("/v1/learning/")) return false;
  const [, , , kind = "", id = "", section = "", sub = "", tail = ""] = url.pathname.split("/").map(decodeURIComponent);
  const limit = Number(url.searchParams.get("limit") ?? 50);
  const page = <T>(items: readonly T[]) => on.json(200, { items: isEmpty ? [] : items.slice(0, limit), ...(items.length > limit && !isEmpty ? { nextAfter: "next" } : {}) });
  const unknown = () => on.problem(404, "not-found", "Not found", "There is no such thing on record.");
  const found = (value: unknown) => (value === undefined ? unknown() : on.json(200, value));
  const ofTask = <T extends { task: string }>(items: readonly T[]) => items.filter((item) => item.task === id);
  if (kind === "tasks" && id === "") on.json(200, { items: isEmpty ? [] : state.feeds });
  else if (kind === "tasks" && section === "coverage") on.json(200, sampleCoverage(state.feeds.find((feed) => feed.task === id)));
  else if (kind === "tasks" && section === "updates") await (on.request.method === "POST" ? startUpdate(state, id, on) : page(ofTask(state.updates)));
  else if (kind === "tasks" && section === "releases" && !state.feeds.some((feed) => feed.task === id && feed.hasModel)) on.problem(404, "learning-task-not-found", "No such task", `No model of task ${id} is registered.`);
  else if (kind === "tasks" && section === "releases") page(ofTask(state.releases));
  else if (kind === "tasks" && section === "suspicions") page(ofTask(state.suspicions).filter((one) => one.state === (url.searchParams.get("state") ?? one.state)));
  else if (kind === "tasks" && section === "shortlist") page(ofTask(state.shortlist));
  else if (kind === "tasks" && section === "pin") await pinRoute(state, on);
  else if (kind === "tasks" && section === "examples" && sub === "") on.json(200, isEmpty ? [] : sampleExamples(url.searchParams.get("labelled") === "true"));
  else if (kind === "tasks" && section === "examples" && tail === "lineage") lineageRoute(state, sub, on);
  else if (kind === "updates") await (section === "cancel" ? cancel(state, id, on) : found(state.updates.find((one) => one.id === id)));
  else if (kind === "releases") await (section === "" ? found(state.releases.find((one) => one.id === id)) : decideRelease(state, id, section, on));
  else if (kind === "suspicions") await decide(state, id, on);
  else if (kind === "manifests" && id === "") page(url.searchParams.get("task") === TASK ? state.manifests.map((one) => ({ id: one.id, task: TASK, createdAt: one.header.createdAt, createdBy: one.createdBy, cutoff: one.header.cutoff, entries: one.header.entries, hash: one.hash })) : []);
  else if (kind === "manifests" && section === "drift") on.json(200, sampleDrift(id));
  else if (kind === "manifests") found(state.manifests.find((one) => one.id === id));
  else return false;
  return true;
}

async function startUpdate(state: MockLearning, task: string, on: Answering): Promise<void> {
  const { reason } = await on.body();
  if (state.updates.some((one) => one.task === task && one.finishedAt === undefined)) return on.problem(409, "learning-update-running", "An update is running", `An update of ${task} runs already. Wait for it or cancel it.`);
  const update: UpdateView = { id: uuid(900 + state.updates.length), task, model: task, champion: "2", state: "queued", trigger: "demand", scope: "platform", requestedBy: "operator", reason: String(reason), requestedAt: new Date().toISOString(), attempts: 0, progress: 0, cpuSeconds: 0, gates: [], rivalGates: [] };
  state.updates.unshift(update);
  on.json(202, update);
}

async function cancel(state: MockLearning, id: string, on: Answering): Promise<void> {
  const { reason } = await on.body();
  const update = state.updates.find((one) => one.id === id);
  if (update === undefined) return on.problem(404, "not-found", "Not found", "There is no such update.");
  Object.assign(update, { state: "cancelled", finishedAt: new Date().toISOString(), message: `Cancelled by operator: ${String(reason)}` });
  on.json(200, update);
}

async function decideRelease(state: MockLearning, id: string, act: string, on: Answering): Promise<void> {
  const { reason } = await on.body();
  const release = state.releases.find((one) => one.id === id);
  if (release === undefined) return on.problem(404, "not-found", "Not found", "There is no such release.");
  const to = ({ approve: "promoted", veto: "vetoed", rollback: "rolled-back" } as const)[act as "approve"];
  const at = new Date().toISOString();
  Object.assign(release, { state: to, stateSince: at, ...(act === "approve" ? {} : { finishedAt: at }) });
  release.share = 0;
  release.decisions.push({ action: act === "rollback" ? "roll-back" : act, by: "operator", at, reason: String(reason) });
  on.json(200, release);
}

async function pinRoute(state: MockLearning, on: Answering): Promise<void> {
  if (on.request.method === "GET") return state.pin === undefined ? void on.response.writeHead(204).end() : on.json(200, state.pin);
  const body = await on.body();
  if (on.request.method === "DELETE" && !on.url.searchParams.has("reason")) return on.problem(400, "invalid", "Invalid", "A reason is needed.");
  state.pin = on.request.method === "DELETE" ? undefined : { task: TASK, model: TASK, version: String(body["version"]), pinnedBy: "operator", pinnedAt: new Date().toISOString(), reason: String(body["reason"]) };
  if (state.pin === undefined) on.response.writeHead(204).end();
  else on.json(200, state.pin);
}

async function decide(state: MockLearning, id: string, on: Answering): Promise<void> {
  const { label, reason } = await on.body();
  const suspicion = state.suspicions.find((one) => one.id === id);
  if (suspicion === undefined) return on.problem(404, "not-found", "Not found", "There is no such suspicion.");
  Object.assign(suspicion, { state: label === "keep" ? "kept" : "changed", decidedBy: "operator", decidedAt: new Date().toISOString(), reason: String(reason) });
  on.json(200, suspicion);
}

function lineageRoute(state: MockLearning, example: string, on: Answering): void {
  if (!example.startsWith("auth-")) return on.problem(404, "learning-example-not-found", "No such example", `Nothing is on record of ${example}; it may have been erased or its time to be kept is over.`);
  on.json(200, sampleLineage(example, state.manifests));
}
