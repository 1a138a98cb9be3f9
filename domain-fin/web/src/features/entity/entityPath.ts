import type { EntityType } from "../../api/types.ts";

/** By what the page of an entity is asked for: no token is in an address. */
export type EntityKey = { readonly authorizationId: string } | { readonly caseNumber: number };

export function entityPath(type: EntityType, of: EntityKey): string {
  return `/entities/${type}?${"caseNumber" in of ? `case=${of.caseNumber}` : `of=${encodeURIComponent(of.authorizationId)}`}`;
}

/** Longest identifier that is shown whole. */
const WHOLE = 22;

/** Enough of both ends of a long identifier to tell it from others that begin and end alike. */
export function shortId(id: string): string {
  return id.length <= WHOLE ? id : `${id.slice(0, 10)}…${id.slice(-8)}`;
}
