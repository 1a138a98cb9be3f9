import type { Messages } from "./i18n.ts";

const PLURAL = /_(zero|one|two|few|many|other)$/;

function flatten(messages: Messages, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === "string") flat.set(prefix + key, value);
    else flatten(value, `${prefix}${key}.`).forEach((text, name) => flat.set(name, text));
  }
  return flat;
}

/** Placeholders of a text; a singular may leave out its count ("last second"). */
function placeholders(key: string, text: string): string {
  const names = new Set([...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1]));
  if (PLURAL.test(key)) names.add("count");
  return [...names].sort().join(",");
}

/**
 * What separates a translation from its original: keys that only one has, plural forms its language needs, placeholders
 * that differ, empty texts. An empty list means complete.
 */
export function differences(original: Messages, translation: Messages, language: string): string[] {
  const source = flatten(original);
  const target = flatten(translation);
  const bases = (flat: Map<string, string>) => new Set([...flat.keys()].map((key) => key.replace(PLURAL, "")));
  const plurals = new Set([...source.keys()].filter((key) => PLURAL.test(key)).map((key) => key.replace(PLURAL, "")));
  const found: string[] = [];
  for (const base of bases(source)) {
    const needed = plurals.has(base) ? new Intl.PluralRules(language).resolvedOptions().pluralCategories.map((form) => `${base}_${form}`) : [base];
    for (const key of needed) if (!target.has(key)) found.push(`missing ${key}`);
  }
  const known = bases(source);
  for (const [key, text] of target) {
    const base = key.replace(PLURAL, "");
    if (!known.has(base)) found.push(`unknown ${key}`);
    if (text.trim() === "") found.push(`empty ${key}`);
    const peer = source.get(key) ?? source.get(`${base}_other`);
    if (peer !== undefined && placeholders(key, peer) !== placeholders(key, text)) found.push(`placeholders ${key}`);
  }
  return found;
}

/** Keys a source text asks for with a literal `t("key")`, so that a test can hold them against the messages. */
export function keysUsed(source: string): string[] {
  return [...source.matchAll(/\bt\(\s*"([^"]+)"/g)].map((match) => match[1] as string);
}

export function hasKey(messages: Messages, key: string): boolean {
  const flat = flatten(messages);
  return flat.has(key) || flat.has(`${key}_other`);
}
