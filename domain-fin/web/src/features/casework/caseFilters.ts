import { url } from "@trivium/webkit/logic";
import { CASE_PRIORITIES, CASE_SORTS } from "../../api/types.ts";

/** What the queue page keeps in its address; names of queues, no customer and no card. */
export const queueFilter = {
  queue: url.text(64),
  show: url.oneOf(["open", "closed"] as const, "open"),
  whose: url.oneOf(["all", "mine"] as const, "all"),
  late: url.oneOf(["all", "overdue"] as const, "all"),
  priority: url.oneOf(["all", ...CASE_PRIORITIES] as const, "all"),
  sort: url.oneOf(CASE_SORTS, "urgency"),
  order: url.oneOf(["descending", "ascending"] as const, "descending"),
  after: url.number(1, Number.MAX_SAFE_INTEGER, 0),
};
