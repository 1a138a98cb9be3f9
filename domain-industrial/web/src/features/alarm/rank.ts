import type { Priority } from "../../api/types.ts";

/** Rank of a priority, 1 the most urgent: read from afar and without colour. */
export const RANK: Readonly<Record<Priority, 1 | 2 | 3 | 4>> = { critical: 1, high: 2, medium: 3, low: 4 };
