import { messages } from "../../messages/messages.ts";

/** The texts of the bundled rules and lists as the service stores them, with the keys of their translations. */
const KEYS = new Map(Object.entries(messages.en.bundled).map(([key, text]) => [text, key as keyof typeof messages.en.bundled]));

/** A text of the bundled rules and lists in the reader's language; what the desk wrote or changed stays as it is. */
export function bundledText(text: string, language: string): string {
  const key = KEYS.get(text);
  return key !== undefined && language.startsWith("zh") ? messages["zh-CN"].bundled[key] : text;
}
