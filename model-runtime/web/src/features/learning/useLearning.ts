import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { getCoverage, getDrift, getManifest, getPin, listManifests, listReleases, listShortlist, listSuspicions, listTasks, listUpdates } from "../../api/learning.ts";
import type { Model } from "../../api/types.ts";
import { useModels } from "../model/useModels.ts";
import type { ReleaseState, ReleaseView, SuspicionState, UpdateState, UpdateView } from "./contract.ts";

export const LEARNING_KEY = ["learning"] as const;

/** Most items of each kind that a page asks for. */
export const MOST = 100;
const CALM_MS = 15_000;
const BUSY_MS = 3_000;

const ENDED_UPDATES: ReadonlySet<UpdateState> = new Set<UpdateState>(["released", "refused", "failed", "cancelled", "unchanged"]);
const UNDER_WAY: ReadonlySet<ReleaseState> = new Set<ReleaseState>(["shadow", "canary", "awaiting-approval"]);

export function isRunning(update: UpdateView): boolean {
  return !ENDED_UPDATES.has(update.state);
}

export function isUnderWay(release: ReleaseView): boolean {
  return UNDER_WAY.has(release.state);
}

function pace(isBusy: boolean | undefined): number {
  return isBusy === true ? BUSY_MS : CALM_MS;
}

export function useTasks() {
  return useQuery({ queryKey: [...LEARNING_KEY, "tasks"], queryFn: ({ signal }) => listTasks(signal), refetchInterval: CALM_MS });
}

export function useCoverage(task: string) {
  return useQuery({ queryKey: [...LEARNING_KEY, "coverage", task], queryFn: ({ signal }) => getCoverage(task, signal), refetchInterval: CALM_MS });
}

/** Newest first; loaded more often while one runs. */
export function useUpdates(task: string) {
  return useQuery({
    queryKey: [...LEARNING_KEY, "updates", task],
    queryFn: ({ signal }) => listUpdates(task, MOST, signal),
    refetchInterval: (query) => pace(query.state.data?.items.some(isRunning)),
  });
}

/** Newest first; loaded more often while one is in progress. */
export function useReleases(task: string) {
  return useQuery({
    queryKey: [...LEARNING_KEY, "releases", task],
    queryFn: ({ signal }) => listReleases(task, MOST, signal),
    refetchInterval: (query) => pace(query.state.data?.items.some(isUnderWay)),
  });
}

export function useManifests(task: string) {
  return useQuery({ queryKey: [...LEARNING_KEY, "manifests", task], queryFn: ({ signal }) => listManifests(task, MOST, signal), refetchInterval: CALM_MS });
}

export function useManifest(manifest: string) {
  return useQuery({ queryKey: [...LEARNING_KEY, "manifest", manifest], queryFn: ({ signal }) => getManifest(manifest, signal) });
}

export function useDrift(manifest: string, isThere: boolean) {
  return useQuery({ queryKey: [...LEARNING_KEY, "drift", manifest], queryFn: ({ signal }) => getDrift(manifest, signal), enabled: isThere });
}

export function usePin(task: string) {
  return useQuery({ queryKey: [...LEARNING_KEY, "pin", task], queryFn: ({ signal }) => getPin(task, signal), refetchInterval: CALM_MS });
}

export function useSuspicions(task: string, state: SuspicionState) {
  return useQuery({ queryKey: [...LEARNING_KEY, "suspicions", task, state], queryFn: ({ signal }) => listSuspicions(task, state, MOST, signal), refetchInterval: CALM_MS });
}

export function useShortlist(task: string) {
  return useQuery({ queryKey: [...LEARNING_KEY, "shortlist", task], queryFn: ({ signal }) => listShortlist(task, MOST, signal) });
}

/** The model that answers a task: the one that serves, or else the first with a version of it. */
export function modelOf(task: string, models: readonly Model[] | undefined): Model | undefined {
  const all = models?.filter((model) => model.versions.some((version) => version.task === task)) ?? [];
  return all.find((model) => model.servingVersion !== undefined) ?? all[0];
}

export function useModelOf(task: string): { model: Model | undefined; query: ReturnType<typeof useModels> } {
  const query = useModels();
  const model = useMemo(() => modelOf(task, query.data), [task, query.data]);
  return { model, query };
}
