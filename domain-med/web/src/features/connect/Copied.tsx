import { ClipboardCopy } from "@patternfly/react-core";
import { useTranslation } from "react-i18next";

/** A value with its name and a button that copies it. */
export function Copied({ label, value }: { label: string; value: string }) {
  const { t } = useTranslation();
  return (
    <div>
      <div className="med-sub">{label}</div>
      <ClipboardCopy isReadOnly isCode hoverTip={t("connect.copy")} clickTip={t("connect.copied")} textAriaLabel={label} copyAriaLabel={t("connect.copyOf", { name: label })}>
        {value}
      </ClipboardCopy>
    </div>
  );
}
