import { ownHeaders } from "../http/client.ts";
import { CONSOLE_BASE, PREFIX } from "../http/prefix.ts";

const LOGIN_PATH = `${CONSOLE_BASE}/login`;

const LOGOUT_PATH = `${CONSOLE_BASE}/logout`;

/** Where a login that was asked for again ends: the page tells the one that asked, and closes. */
export const CONFIRMED_PATH = "/console/confirmed";

/** On which the two pages speak; the sign-in page between them cuts every other tie. */
export const LOGIN_CHANNEL = "trivium.login";

/** Address of a sign-in page that asks for the password, whatever session there is. */
export function freshLoginUrl(): string {
  return `${LOGIN_PATH}?fresh=true&return=${encodeURIComponent(CONFIRMED_PATH)}`;
}

/** Ends the session here and at the identity provider; the sign-in page follows, for whoever comes next. */
export async function signOut(): Promise<void> {
  try {
    await fetch(LOGOUT_PATH, { method: "POST", headers: ownHeaders(), credentials: "same-origin", redirect: "manual" });
  } finally {
    window.location.assign(`${CONSOLE_BASE}/`);
  }
}

/** Keeps the organisation that a person chose for a year; the service takes it only where the access token names it. */
export function organisationCookie(organisation: string, secure: boolean): string {
  return `trivium_organisation=${encodeURIComponent(organisation)}; Path=/; Max-Age=31536000; SameSite=Lax${secure ? "; Secure" : ""}`;
}

/** Coming back without a session this soon after leaving for it means that going again will not help. */
export const LOOP_MS = 15_000;

/** Address of the sign-in page, which returns to `path`: a path on this origin, whatever it is asked. */
export function loginUrl(path: string): string {
  const own = path.startsWith(`${PREFIX}/`) ? path.slice(PREFIX.length) : path;
  const safe = /^\/(?![/\\])/.test(own) ? own : "/console/";
  return `${LOGIN_PATH}?return=${encodeURIComponent(safe)}`;
}

/** False when the last attempt is so fresh that this would be a loop. */
export function maySignIn(lastAttempt: string | null, now: number): boolean {
  const at = Number(lastAttempt ?? NaN);
  return !(now - at < LOOP_MS);
}

/** Roles without those that Keycloak gives everybody for its own use. */
export function ownRoles(roles: readonly string[]): string[] {
  return roles.filter((role) => role !== "offline_access" && role !== "uma_authorization" && !role.startsWith("default-roles-"));
}
