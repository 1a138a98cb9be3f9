import createClient, { type Client, type Middleware } from "openapi-fetch";
import { PREFIX } from "./prefix.ts";
import { asProblemError, problemErrorOf } from "../problem/problem.ts";

/** Proves to the service that a page of ours made the call: a form on another site cannot set it. */
export const REQUEST_HEADER = "X-Trivium-Request";

/** Names the organisation that a page acts for, to the service; the access token must name it too. */
export const ORGANISATION_HEADER = "X-Trivium-Organisation";

let organisation: string | undefined;

/**
 * Sends `chosen` with every call from now on, so that two tabs of one person can act for two organisations; undefined
 * where the person belongs to one only.
 */
export function actFor(chosen: string | undefined): void {
  organisation = chosen;
}

/** Headers of every call of a console to its service. */
export function ownHeaders(): Record<string, string> {
  return { [REQUEST_HEADER]: "1", ...(organisation === undefined ? {} : { [ORGANISATION_HEADER]: organisation }) };
}

const own: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(ownHeaders())) request.headers.set(name, value);
  },
};

/** Code of the refusal that a new login of the same person resolves. */
const TOO_OLD = "authentication-too-old";

let loginAgain: () => Promise<boolean> = () => Promise.resolve(false);

/** Names what asks the person to log in again; it answers true once that is done and the call may be repeated. */
export function onTooOldLogin(ask: () => Promise<boolean>): void {
  loginAgain = ask;
}

/** Calls that may have to be sent twice, by the client's number of the call: sending one uses its body up. */
const sent = new Map<string, Request>();

const problems: Middleware = {
  onRequest({ request, id }) {
    if (request.method !== "GET") sent.set(id, request.clone());
  },
  async onResponse({ response, id }) {
    const copy = sent.get(id);
    sent.delete(id);
    if (response.ok) return undefined;
    const error = await problemErrorOf(response);
    if (error.problem.code !== TOO_OLD || copy === undefined || !(await loginAgain())) throw error;
    const again = await fetch(copy);
    if (!again.ok) throw await problemErrorOf(again);
    return again;
  },
  onError({ error, id }) {
    sent.delete(id);
    return asProblemError(error);
  },
};

/** A client typed by an OpenAPI document, on the page's own origin and session. Every failure is a ProblemError. */
export function createApiClient<Paths extends object>(): Client<Paths> {
  const client = createClient<Paths>({
    baseUrl: (globalThis.location?.origin ?? "http://localhost") + PREFIX,
    credentials: "same-origin",
    redirect: "manual",
    headers: { Accept: "application/json, application/problem+json" },
  });
  client.use(own);
  client.use(problems);
  return client;
}

/** The data of an answer that succeeded; the middleware has thrown for every other one. */
export function dataOf<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw asProblemError(new Error("the service sent an empty answer"));
  return answer.data;
}
