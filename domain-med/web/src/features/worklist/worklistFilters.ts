import { url } from "@trivium/webkit/logic";
import { STATES } from "../../api/types.ts";

/** Filters in the address; who is looked for is not, because names and numbers of patients do not belong there. */
export const worklistFilters = {
  states: url.someOf(STATES),
  from: url.text(10),
  to: url.text(10),
  undecided: url.oneOf(["all", "only"] as const, "all"),
};
