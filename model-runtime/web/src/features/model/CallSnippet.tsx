import { Button } from "@patternfly/react-core";
import CopyIcon from "@patternfly/react-icons/dist/esm/icons/copy-icon";
import { useQuery } from "@tanstack/react-query";
import { PREFIX, QueryState, useAnnounce } from "@trivium/webkit";
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
          <Code text={curlText(window.location.origin + PREFIX, model, version, metadata)} />
          <p className="rt-subtle">{t("call.token")}</p>
        </>
      )}
    </QueryState>
  );
}

function Code({ text }: { text: string }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    announce(t("call.copied"));
  };
  return (
    <>
      <pre className="rt-code" tabIndex={0} aria-label={t("call.title")}>
        {text}
      </pre>
      <Button variant="secondary" size="sm" icon={<CopyIcon />} onClick={() => void copy()}>
        {t("call.copy")}
      </Button>
    </>
  );
}
