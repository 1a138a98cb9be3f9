/** A problem document (RFC 9457) as the platform's services write it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  /** HTTP status; 0 when no answer arrived at all. */
  readonly status: number;
  readonly detail?: string;
  /** Stable kebab-case code, the key under which the message files translate it. */
  readonly code: string;
  /** Finds the log entry of an unexpected failure. */
  readonly errorId?: string;
  /** Members beyond the standard ones, such as `field` or `limit`. */
  readonly members: Readonly<Record<string, unknown>>;
}

const STANDARD = new Set(["type", "title", "status", "detail", "code", "errorId", "instance"]);

/** The service could not be reached: no connection, or one cut before an answer. */
export const UNREACHABLE = "unreachable";
/** No session, or one that has ended. */
export const UNAUTHENTICATED = "unauthenticated";

/** A failed call, always with a problem to show. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** Seconds the service asks callers to wait, from Retry-After. */
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, options?: { cause?: unknown; retryAfterSeconds?: number | undefined }) {
    super(problem.detail ?? problem.title, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ProblemError";
    this.problem = problem;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Reads a problem from a parsed body; anything else becomes a problem made of the status alone. */
export function problemFrom(body: unknown, status: number, statusText = ""): Problem {
  const source = typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {};
  const type = text(source["type"]) ?? "about:blank";
  const errorId = text(source["errorId"]);
  const detail = text(source["detail"]);
  return {
    type,
    title: text(source["title"]) ?? (statusText || `HTTP ${status}`),
    status,
    code: text(source["code"]) ?? codeOfType(type) ?? `http-${status}`,
    ...(detail === undefined ? {} : { detail }),
    ...(errorId === undefined ? {} : { errorId }),
    members: Object.fromEntries(Object.entries(source).filter(([name]) => !STANDARD.has(name))),
  };
}

function codeOfType(type: string): string | undefined {
  return /^(?:https?:\/\/[^/]+)?\/problems\/([a-z0-9-]+)$/.exec(type)?.[1];
}

/** Seconds of a Retry-After header, which is a number or a date. */
export function retryAfterSeconds(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}

/** Turns an answer that is not a success into the error to throw. */
export async function problemErrorOf(response: Response): Promise<ProblemError> {
  // The session tenant may answer an expired session with a redirect to the identity provider, which `redirect: manual` hides.
  const status = response.type === "opaqueredirect" || response.status === 499 ? 401 : response.status;
  const body: unknown = await response
    .text()
    .then((raw) => (raw === "" ? undefined : (JSON.parse(raw) as unknown)))
    .catch(() => undefined);
  const problem = problemFrom(body, status, response.statusText);
  return new ProblemError(status === 401 ? { ...problem, code: UNAUTHENTICATED } : problem, {
    retryAfterSeconds: retryAfterSeconds(response.headers.get("retry-after"), Date.now()),
  });
}

/** Wraps whatever a call threw. */
export function asProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof TypeError) {
    return new ProblemError({ type: "about:blank", title: "Unreachable", status: 0, code: UNREACHABLE, members: {} }, { cause: error });
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new ProblemError({ type: "about:blank", title: "Unexpected", status: 0, code: "unexpected", detail, members: {} }, { cause: error });
}

export function isUnauthenticated(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 401;
}

export function isForbidden(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 403;
}
