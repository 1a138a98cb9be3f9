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

const problems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemErrorOf(response);
  },
  onError({ error }) {
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
