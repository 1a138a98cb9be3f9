import { useQuery, useQueryClient, type QueryClient, type UseQueryResult } from "@tanstack/react-query";

/** Examples whose label would teach the models most, as a service lists them. */
export interface LabelQueue<T> {
  readonly items: readonly T[];
  /** Why there is no list. */
  readonly gap?: string | null;
}

export const LABEL_QUEUE_KEY = ["label-queue"] as const;

const CALM_MS = 60_000;
const SOON_MS = 5_000;

/** A list that is only being made again does not empty the one on screen. */
export function nextQueue<T>(before: LabelQueue<T> | undefined, answer: LabelQueue<T>): LabelQueue<T> {
  return answer.gap === "late" && before !== undefined && before.items.length > 0 ? before : answer;
}

/** How long until a list is asked for again: soon where it is being made. */
export function queuePace(queue: LabelQueue<unknown> | undefined): number {
  return queue?.gap === "late" ? SOON_MS : CALM_MS;
}

export function useLabelQueue<T>(load: (signal: AbortSignal) => Promise<LabelQueue<T>>): UseQueryResult<LabelQueue<T>> {
  const queries = useQueryClient();
  return useQuery({
    queryKey: LABEL_QUEUE_KEY,
    queryFn: async ({ signal }) => nextQueue(queries.getQueryData<LabelQueue<T>>(LABEL_QUEUE_KEY), await load(signal)),
    refetchInterval: (query) => queuePace(query.state.data),
  });
}

/** Takes what was labelled off the list at once, and asks for the list again. */
export function leaveLabelQueue<T>(queries: QueryClient, isLabelled: (item: T) => boolean): Promise<void> {
  queries.setQueryData<LabelQueue<T>>(LABEL_QUEUE_KEY, (queue) => (queue === undefined ? undefined : { ...queue, items: queue.items.filter((item) => !isLabelled(item)) }));
  return queries.invalidateQueries({ queryKey: LABEL_QUEUE_KEY });
}
