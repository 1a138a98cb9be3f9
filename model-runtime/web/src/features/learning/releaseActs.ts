import type { ReleaseAct, ReleaseView } from "./contract.ts";

/** What may be done with a release in its state; the service has the last word. */
export function actsOn(release: ReleaseView): readonly ReleaseAct[] {
  switch (release.state) {
    case "awaiting-approval":
      return ["approve", "veto"];
    case "shadow":
    case "canary":
      return ["veto"];
    case "promoted":
      return ["rollback"];
    case "rolled-back":
    case "vetoed":
    case "superseded":
    case "stopped":
      return [];
  }
}

/** For a high-risk task, the approver is neither who proposed the challenger nor who registered it. */
export function needsSecondPerson(release: ReleaseView, user: string, registeredBy: string | undefined): boolean {
  return release.highRisk && (release.offeredBy === user || registeredBy === user);
}
