import { ClipboardCopy } from "@patternfly/react-core";
import CreditCardIcon from "@patternfly/react-icons/dist/esm/icons/credit-card-icon";
import { NothingState } from "@trivium/webkit";
import { useTranslation } from "react-i18next";

const COMMANDS = ["./trivium demo", "./trivium replay fin --data DIR"] as const;

/** Nothing has been decided yet: says what to type to see something. */
export function NoTraffic() {
  const { t } = useTranslation();
  return (
    <NothingState title={t("empty.title")} icon={CreditCardIcon}>
      <p>{t("empty.body")}</p>
      <div className="fin-commands">
        <div>{t("empty.demo")}</div>
        <ClipboardCopy isReadOnly isCode hoverTip={t("copy")} clickTip={t("copied")} textAriaLabel={t("empty.demo")}>
          {COMMANDS[0]}
        </ClipboardCopy>
        <div>{t("empty.replay")}</div>
        <ClipboardCopy isReadOnly isCode hoverTip={t("copy")} clickTip={t("copied")} textAriaLabel={t("empty.replay")}>
          {COMMANDS[1]}
        </ClipboardCopy>
      </div>
    </NothingState>
  );
}
