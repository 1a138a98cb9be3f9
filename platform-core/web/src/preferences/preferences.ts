import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";
export type Language = "en" | "zh-CN";
export type TimeZoneChoice = "browser" | "utc";

/** What a person has chosen for this browser. Nothing about tenants, cards or accounts belongs here. */
export interface Preferences {
  readonly theme: Theme;
  readonly language: Language;
  readonly timeZone: TimeZoneChoice;
  /** Single-key shortcuts can be turned off (WCAG 2.1.4). */
  readonly shortcuts: boolean;
}

export const LANGUAGES: readonly Language[] = ["en", "zh-CN"];
export const THEMES: readonly Theme[] = ["light", "dark", "system"];

const KEY = "trivium.preferences";

/** The supported language nearest to what the browser asks for. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^zh\b/i.test(tag)) return "zh-CN";
    if (/^en\b/i.test(tag)) return "en";
  }
  return "en";
}

/** Reads stored preferences; anything missing or unknown takes its default. */
export function parsePreferences(stored: string | null, browserLanguages: readonly string[]): Preferences {
  let value: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(stored ?? "{}");
    if (typeof parsed === "object" && parsed !== null) value = parsed as Record<string, unknown>;
  } catch {
    // A damaged entry is as good as none.
  }
  return {
    theme: THEMES.find((theme) => theme === value["theme"]) ?? "system",
    language: LANGUAGES.find((language) => language === value["language"]) ?? preferredLanguage(browserLanguages),
    timeZone: value["timeZone"] === "utc" ? "utc" : "browser",
    shortcuts: value["shortcuts"] !== false,
  };
}

const listeners = new Set<() => void>();
let current: Preferences | undefined;

function read(): Preferences {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(KEY);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
  return parsePreferences(stored, navigator.languages);
}

export function getPreferences(): Preferences {
  current ??= read();
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...getPreferences(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // As above.
  }
  listeners.forEach((listener) => listener());
}

export function subscribePreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribePreferences, getPreferences);
}
