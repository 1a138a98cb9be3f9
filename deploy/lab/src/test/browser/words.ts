import { messages as fin } from "../../../../../domain-fin/web/src/messages/messages.ts";
import { messages as industrial } from "../../../../../domain-industrial/web/src/messages/messages.ts";
import { messages as med } from "../../../../../domain-med/web/src/messages/messages.ts";
import { messages as runtime } from "../../../../../model-runtime/web/src/messages/messages.ts";
import kitEn from "../../../../../platform-core/web/src/i18n/messages/en.json" with { type: "json" };
import kitZhCn from "../../../../../platform-core/web/src/i18n/messages/zh-CN.json" with { type: "json" };

const MESSAGES = { fin, med, industrial, runtime, kit: { en: kitEn, "zh-CN": kitZhCn } };

export type Language = "en" | "zh-CN";

/** What a console, or the kit of all consoles, shows for a key of its messages; values take the places of their names. */
export function text(of: keyof typeof MESSAGES, language: Language, key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const found = key.split(".").reduce<unknown>((part, name) => (part as Readonly<Record<string, unknown>> | undefined)?.[name], MESSAGES[of][language]);
  if (typeof found !== "string") throw new Error(`no message ${key} of ${of} in ${language}`);
  return found.replace(/\{\{(\w+)(?:, \w+)?\}\}/g, (place, name: string) => String(values[name] ?? place));
}
