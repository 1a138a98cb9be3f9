import { useMemo } from "react";
import { usePreferences } from "../preferences/preferences.ts";
import { browserTimeZone, createFormat, type Format } from "./format.ts";

/** Formats in the language and time zone the person has chosen. */
export function useFormat(): Format {
  const { language, timeZone } = usePreferences();
  return useMemo(() => createFormat(language, timeZone === "utc" ? "UTC" : browserTimeZone()), [language, timeZone]);
}
