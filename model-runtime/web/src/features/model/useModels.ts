import { useQuery } from "@tanstack/react-query";
import { listModels } from "../../api/client.ts";
import type { Model, ModelVersion } from "../../api/types.ts";

export const MODELS_KEY = ["models"] as const;

/** All models, loaded again at intervals: versions also change from the command line and by updates. */
export function useModels() {
  return useQuery({ queryKey: MODELS_KEY, queryFn: ({ signal }) => listModels(signal), refetchInterval: 15_000 });
}

export function loadedVersions(model: Model): readonly ModelVersion[] {
  return model.versions.filter((version) => version.state === "loaded" || version.state === "active");
}

export function versionOf(model: Model, version: string | undefined): ModelVersion | undefined {
  return model.versions.find((one) => one.version === version);
}

export function aliased(model: Model, alias: string): ModelVersion | undefined {
  return versionOf(model, model.aliases.find((one) => one.alias === alias)?.version);
}
