import { useQuery } from "@tanstack/react-query";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { listReasonCodes } from "../../api/rules.ts";
import type { CaseAlert } from "../../api/types.ts";
import { fill, sentenceOf } from "./reasonText.ts";

type Contribution = CaseAlert["contributions"][number];

/** Words for reason codes and contributions: the console's own short ones, else the service's sentences, else the code. */
export function useReasonTexts(): { readonly reason: (code: string) => string; readonly contribution: (one: Contribution) => string } {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery({ queryKey: ["reason-codes"], queryFn: ({ signal }) => listReasonCodes(signal), staleTime: 300_000 });
  const sentence = (code: string, values: Readonly<Record<string, string>>) => {
    const found = sentenceOf(query.data?.items, code, format.locale);
    return found === undefined ? undefined : fill(found, values);
  };
  return {
    reason: (code) => t(`reason.${code}`, { defaultValue: sentence(code, {}) ?? code }),
    contribution: ({ feature, value, contribution }) => {
      const change = `${contribution < 0 ? "−" : "+"}${format.number(Math.abs(contribution), 2, 2)}`;
      return sentence(`contribution-${feature}`, { value: format.number(value), contribution: change }) ?? `${feature}: ${change}`;
    },
  };
}
