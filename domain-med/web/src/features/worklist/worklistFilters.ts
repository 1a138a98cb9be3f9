import { url } from "@trivium/webkit/logic";
import { MODALITIES, SORTS, STATES, type RevisionState } from "../../api/types.ts";

/** Which studies are listed: all that are not refused, all, or those in one state. */
export const VIEWS = ["open", "all", ...STATES] as const;
export type View = (typeof VIEWS)[number];

/** Filters in the address; who is looked for is not, because names and numbers of patients do not belong there. */
export const worklistFilters = {
  view: url.oneOf(VIEWS, "open"),
  modality: url.oneOf(["", ...MODALITIES], ""),
  from: url.text(10),
  to: url.text(10),
  undecided: url.oneOf(["all", "only"] as const, "all"),
  sort: url.oneOf(SORTS, "urgency"),
  direction: url.oneOf(["asc", "desc"] as const, "asc"),
};

/** The states of a view; none for all. */
export function statesOf(view: View): RevisionState[] {
  if (view === "all") return [];
  return STATES.filter((state) => (view === "open" ? state !== "refused" : state === view));
}
