import type { RuntimeEvent } from "../../api/types.ts";

/** Reads the data of a `runtime` event; undefined when it is not one. */
export function parseRuntimeEvent(data: string): RuntimeEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  const event = value as Partial<RuntimeEvent> | null;
  return typeof event === "object" && typeof event?.at === "string" && Array.isArray(event.queues?.classes) ? (event as RuntimeEvent) : undefined;
}
