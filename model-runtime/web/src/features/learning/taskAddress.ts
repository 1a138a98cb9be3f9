import { url } from "@trivium/webkit/logic";

export const VIEWS = ["timeline", "compare", "labels", "lineage", "card"] as const;
export type TaskView = (typeof VIEWS)[number];

/** What the timeline looks back on: days, or the last hour; `auto` is the shortest of them that shows all. */
export const RANGES = ["auto", "1h", "1", "7", "14", "28", "90"] as const;
export const SHOWN_AS = ["lanes", "list"] as const;
export const LABEL_LISTS = ["suspicions", "shortlist"] as const;

/** What the address of the learning pages says; every view is a link. */
export const learningAddress = {
  task: url.text(),
  view: url.oneOf<TaskView>(VIEWS, "timeline"),
  /** Item of the timeline, or suspicion, whose details are open. */
  selected: url.text(),
  days: url.oneOf<(typeof RANGES)[number]>(RANGES, "auto"),
  as: url.oneOf<(typeof SHOWN_AS)[number]>(SHOWN_AS, "lanes"),
  list: url.oneOf<(typeof LABEL_LISTS)[number]>(LABEL_LISTS, "suspicions"),
  left: url.text(64),
  right: url.text(64),
  version: url.text(64),
  example: url.text(),
};

export function taskHref(task: string, view: TaskView = "timeline", more: Readonly<Record<string, string>> = {}): string {
  return `/learning?${new URLSearchParams({ task, ...(view === "timeline" ? {} : { view }), ...more }).toString()}`;
}
