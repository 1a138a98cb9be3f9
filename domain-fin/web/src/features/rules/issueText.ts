import type { TFunction } from "i18next";
import type { RuleIssue } from "../../api/rules.ts";

/** What is wrong with an expression, in the reader's language; the service's sentence for a code that the console does not know. */
export function issueText({ code, values, message }: Pick<RuleIssue, "code" | "values" | "message">, t: TFunction, language: string): string {
  const types = values["types"]?.split(",").map((type) => t(`rules.type_${type}`, { defaultValue: type })) ?? [];
  return t(`ruleFault.${code}`, { ...values, types: new Intl.ListFormat(language).format(types), defaultValue: message });
}
