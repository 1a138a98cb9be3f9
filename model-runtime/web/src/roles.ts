import { useSession } from "@trivium/webkit";

/** Whoever may look at models, experts and queues. */
export const MODEL_ROLES: readonly string[] = ["model-viewer", "model-operator"];
/** Whoever may change them. */
export const OPERATOR_ROLE = "model-operator";

export function useSeesModels(): boolean {
  const { roles } = useSession();
  return MODEL_ROLES.some((role) => roles.includes(role));
}
