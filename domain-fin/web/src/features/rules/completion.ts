import type { components } from "../../api/schema.d.ts";

export type Variable = components["schemas"]["Variable"];

/** A name that could stand where the caret is. */
export interface Suggestion {
  readonly name: string;
  /** What is written in place of the word before the caret. */
  readonly text: string;
}

const WORD = /[A-Za-z_][A-Za-z0-9_.]*$/;
const FUNCTIONS: readonly Suggestion[] = [{ name: "inList", text: 'inList("' }];
const MOST = 8;

/** The word that ends at the caret; "" inside quotes and where no name begins. */
export function wordBefore(expression: string, caret: number): string {
  const before = expression.slice(0, caret);
  if (isQuoted(before)) return "";
  return WORD.exec(before)?.[0] ?? "";
}

/** Names that the word begins or is part of, those that begin with it first. */
export function suggestions(word: string, variables: readonly Variable[], described: (name: string) => string): readonly Suggestion[] {
  if (word === "") return [];
  const wanted = word.toLowerCase();
  const all = [...variables.map(({ name }) => ({ name, text: name })), ...FUNCTIONS];
  if (all.some((one) => one.name === word)) return [];
  const rank = ({ name }: Suggestion) => {
    const lower = name.toLowerCase();
    if (lower.startsWith(wanted)) return 0;
    if (lower.replace("features.", "").startsWith(wanted)) return 1;
    if (lower.includes(wanted)) return 2;
    return wanted.length > 2 && described(name).toLowerCase().includes(wanted) ? 3 : 4;
  };
  return all
    .map((one) => ({ one, place: rank(one) }))
    .filter(({ place }) => place < 4)
    .sort((a, b) => a.place - b.place)
    .slice(0, MOST)
    .map(({ one }) => one);
}

/** The expression with the suggestion in place of the word, and where the caret is then. */
export function completed(expression: string, caret: number, word: string, suggestion: Suggestion): { readonly expression: string; readonly caret: number } {
  const start = caret - word.length;
  return { expression: expression.slice(0, start) + suggestion.text + expression.slice(caret), caret: start + suggestion.text.length };
}

function isQuoted(text: string): boolean {
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? "";
    if (quote !== "" && c === "\\") i++;
    else if (c === quote) quote = "";
    else if (quote === "" && (c === '"' || c === "'")) quote = c;
  }
  return quote !== "";
}
