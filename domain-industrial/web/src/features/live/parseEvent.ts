/** The data of an event, undefined when it is none of ours. */
export function parseEvent<T extends object>(data: string): T | undefined {
  try {
    const parsed: unknown = JSON.parse(data);
    return typeof parsed === "object" && parsed !== null ? (parsed as T) : undefined;
  } catch {
    return undefined;
  }
}
