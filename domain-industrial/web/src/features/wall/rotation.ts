import type { OverviewLine } from "../../api/types.ts";

/** How long the wall shows the same lines, ms. */
export const TURN_MS = 15_000;
/** Tiles in a row. */
const COLUMNS = 4;
/** Rows of tiles that are still read from across the hall, and what a line's name takes of them. */
const ROWS = 8;
const NAME_ROWS = 0.7;

/** Lines by the screenful, in the plant's order; a line is not torn apart, however long it is. */
export function pagesOf(lines: readonly OverviewLine[]): OverviewLine[][] {
  const pages: OverviewLine[][] = [];
  let room = 0;
  for (const line of lines.filter((one) => one.assets.length > 0)) {
    const rows = NAME_ROWS + Math.ceil(line.assets.length / COLUMNS);
    const page = pages.at(-1);
    if (page === undefined || rows > room) {
      pages.push([line]);
      room = ROWS - rows;
    } else {
      page.push(line);
      room -= rows;
    }
  }
  return pages;
}
