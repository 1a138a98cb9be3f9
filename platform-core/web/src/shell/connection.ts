import { useSyncExternalStore } from "react";
import type { StreamState } from "../live/eventStream.ts";

export type ConnectionState = StreamState | "offline";

let state: ConnectionState | undefined;
const listeners = new Set<() => void>();

/** Tells the masthead how the page's live stream is doing; `undefined` when the page has none. */
export function reportConnection(next: ConnectionState | undefined): void {
  if (state === next) return;
  state = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

export function useConnection(): ConnectionState | undefined {
  return useSyncExternalStore(subscribe, () => (navigator.onLine ? state : "offline"));
}
