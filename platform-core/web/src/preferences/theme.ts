import { useSyncExternalStore } from "react";
import { getPreferences, subscribePreferences } from "./preferences.ts";

const DARK_CLASS = "pf-v6-theme-dark";
const darkQuery = () => window.matchMedia("(prefers-color-scheme: dark)");

export function isDark(): boolean {
  const { theme } = getPreferences();
  return theme === "dark" || (theme === "system" && darkQuery().matches);
}

function apply(): void {
  document.documentElement.classList.toggle(DARK_CLASS, isDark());
}

/** Keeps the document's theme at the preference and the system's setting. Call once, before the first render. */
export function installTheme(): void {
  apply();
  subscribePreferences(apply);
  darkQuery().addEventListener("change", apply);
}

function subscribe(listener: () => void): () => void {
  const query = darkQuery();
  query.addEventListener("change", listener);
  const unsubscribe = subscribePreferences(listener);
  return () => {
    query.removeEventListener("change", listener);
    unsubscribe();
  };
}

/** True while the page is dark: for canvases, which styles do not reach. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}
