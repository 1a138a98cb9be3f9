import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { listPromotions } from "../../api/client.ts";
import type { Recorded } from "./timeline.ts";
import { MOST, useManifests, useReleases, useUpdates } from "./useLearning.ts";

/** Everything on record of a task, from four lists that come by themselves. */
export function useRecorded(task: string, model: string | undefined) {
  const manifests = useManifests(task);
  const updates = useUpdates(task);
  const releases = useReleases(task);
  const promotions = useQuery({
    queryKey: ["promotions", model, "all"],
    queryFn: ({ signal }) => listPromotions(model ?? "", undefined, MOST, signal),
    enabled: model !== undefined,
    refetchInterval: 15_000,
  });
  const recorded = useMemo(
    (): Recorded => ({ manifests: manifests.data ?? [], updates: newestFirst(updates.data?.items ?? [], (update) => update.requestedAt), releases: newestFirst(releases.data?.items ?? [], (release) => release.offeredAt), promotions: promotions.data?.items ?? [] }),
    [manifests.data, updates.data, releases.data, promotions.data],
  );
  const all = [manifests, updates, releases, ...(model === undefined ? [] : [promotions])];
  const refetches = [manifests.refetch, updates.refetch, releases.refetch, promotions.refetch];
  const refetch = useCallback(() => {
    for (const again of refetches) void again();
    // The functions of a query stay the same for as long as it does.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return {
    recorded,
    isPending: all.some((query) => query.isPending),
    error: all.find((query) => query.isError)?.error,
    /** Epoch ms of the last answer. */
    at: Math.max(...all.map((query) => query.dataUpdatedAt)),
    isCut: updates.data?.nextAfter !== undefined || releases.data?.nextAfter !== undefined,
    refetch,
  };
}

function newestFirst<T>(items: readonly T[], at: (item: T) => string): T[] {
  return [...items].sort((a, b) => Date.parse(at(b)) - Date.parse(at(a)));
}
