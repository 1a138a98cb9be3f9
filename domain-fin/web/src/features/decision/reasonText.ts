import type { components } from "../../api/schema.d.ts";
import { bundledText } from "../rules/bundledText.ts";

export type ReasonCode = components["schemas"]["ReasonCode"];

/** Fills `{name}` in a sentence of the catalogue; a name without a value becomes a dash. */
export function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{([a-zA-Z]+)\}/g, (_whole, name: string) => values[name] ?? "—");
}

/** The sentence of a code in the reader's language; undefined for a code that the catalogue does not know. */
export function sentenceOf(codes: readonly ReasonCode[] | undefined, code: string, language: string): string | undefined {
  const found = codes?.find((one) => one.code === code);
  const sentence = language.startsWith("zh") ? found?.["zh-CN"] : found?.en;
  return sentence === undefined ? undefined : bundledText(sentence, language);
}
