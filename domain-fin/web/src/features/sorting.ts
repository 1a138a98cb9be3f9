import type { ThProps } from "@patternfly/react-table";

/** How a list is sorted, and how that is changed. */
export interface Sort<K extends string> {
  readonly by: K;
  readonly descending: boolean;
  readonly onSort: (by: K, descending: boolean) => void;
}

/** What makes the head of a column a button that sorts by it; the first press puts the largest first. */
export function sortable<K extends string>(sort: Sort<K> | undefined, column: K): Pick<ThProps, "sort"> {
  if (sort === undefined) return {};
  return {
    sort: {
      columnIndex: 0,
      sortBy: { ...(sort.by === column ? { index: 0 } : {}), direction: sort.descending ? "desc" : "asc", defaultDirection: "desc" },
      onSort: (_event, _index, direction: "asc" | "desc") => sort.onSort(column, direction === "desc"),
    },
  };
}
