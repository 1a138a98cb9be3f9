import { ClipboardCopy, ClipboardCopyVariant } from "@patternfly/react-core";
import { useQuery } from "@tanstack/react-query";
import { PREFIX, QueryState } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { getMetadata } from "../../api/client.ts";
import { curlText } from "./callText.ts";

/** How a client asks this version, with the inputs that it takes. */
export function CallSnippet({ model, version, isLoaded }: { model: string; version: string; isLoaded: boolean }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["metadata", model, version], queryFn: ({ signal }) => getMetadata(model, version, signal), enabled: isLoaded });
  if (!isLoaded) return <p className="rt-subtle">{t("call.notLoaded")}</p>;
  return (
    <QueryState query={query}>
      {(metadata) => (
        <>
          <p>{t("call.help", { version })}</p>
          <ClipboardCopy isReadOnly isCode isExpanded variant={ClipboardCopyVariant.expansion} hoverTip={t("call.copy")} clickTip={t("call.copied")} textAriaLabel={t("call.title")} toggleAriaLabel={t("call.toggle")}>
            {curlText(window.location.origin + PREFIX, model, version, metadata)}
          </ClipboardCopy>
          <p className="rt-subtle">{t("call.token")}</p>
        </>
      )}
    </QueryState>
  );
}
