import { useQuery } from "@tanstack/react-query";
import { useFormat } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { listReasonCodes } from "../../api/rules.ts";
import { fill, type ReasonCode, sentenceOf } from "./reasonText.ts";

/** Words for reason codes: the console's own short ones, else the service's sentences, else the code. */
export function useReasonTexts(): { readonly reason: (code: string) => string; readonly catalogue: readonly ReasonCode[] | undefined } {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery({ queryKey: ["reason-codes"], queryFn: ({ signal }) => listReasonCodes(signal), staleTime: 300_000 });
  const sentence = (code: string) => {
    const found = sentenceOf(query.data?.items, code, format.locale);
    return found === undefined ? undefined : fill(found, {});
  };
  return { reason: (code) => t(`reason.${code}`, { defaultValue: sentence(code) ?? code }), catalogue: query.data?.items };
}
