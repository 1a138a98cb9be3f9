import { Button } from "@patternfly/react-core";
import CopyIcon from "@patternfly/react-icons/dist/esm/icons/copy-icon";
import { useAnnounce } from "@trivium/webkit";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { EntityType } from "../../api/types.ts";
import { type EntityKey, entityPath, shortId } from "./entityPath.ts";

/** A token or id that leads to its page; whole and with a way to copy it where there is room. A dash without one. */
export function EntityName({ type, value, of, isWhole }: { type: EntityType; value: string | null | undefined; of: EntityKey; isWhole?: boolean }) {
  const { t } = useTranslation();
  if (value == null) return <>—</>;
  const text = isWhole === true ? value : shortId(value);
  return (
    <span className={isWhole === true ? "fin-hash" : "fin-nowrap"}>
      <Link className="fin-mono fin-target" to={entityPath(type, of)} title={value} aria-label={t("entity.open", { type: t(`entity.type_${type}`), id: text })} onClick={(event) => event.stopPropagation()}>
        {text}
      </Link>
      {isWhole === true && <CopyButton text={value} />}
    </span>
  );
}

/** Puts the whole identifier on the clipboard. */
export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const announce = useAnnounce();
  return (
    <Button
      variant="plain"
      size="sm"
      className="fin-copy"
      icon={<CopyIcon />}
      aria-label={t("entity.copy", { id: shortId(text) })}
      title={t("copy")}
      onClick={(event) => {
        event.stopPropagation();
        void navigator.clipboard.writeText(text).then(() => announce(t("copied")));
      }}
    />
  );
}
