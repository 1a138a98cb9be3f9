import createClient, { type Client, type Middleware } from "openapi-fetch";
import { PREFIX } from "./prefix.ts";
import { asProblemError, problemErrorOf } from "../problem/problem.ts";

/** Proves to the service that a page of ours made the call: a form on another site cannot set it. */
export const REQUEST_HEADER = "X-Trivium-Request";

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
    headers: { Accept: "application/json, application/problem+json", [REQUEST_HEADER]: "1" },
  });
  client.use(problems);
  return client;
}

/** The data of an answer that succeeded; the middleware has thrown for every other one. */
export function dataOf<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw asProblemError(new Error("the service sent an empty answer"));
  return answer.data;
}
