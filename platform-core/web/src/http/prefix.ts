/**
 * The part before /console in the page's address: nothing, or the path of this service on a host that several share,
 * such as /fin. Whatever asks this service for something puts it before the path.
 */
export const PREFIX = prefixOf(globalThis.location?.pathname ?? "");

/** Path of the console's start page, without a slash at its end; the router's base. */
export const CONSOLE_BASE = `${PREFIX}/console`;

export function prefixOf(path: string): string {
  return /^((?:\/[a-z0-9-]+)*?)\/console(?:\/|$)/.exec(path)?.[1] ?? "";
}
