import { useTranslation } from "react-i18next";
import type { ConnectionField } from "./connectionsApi.ts";

/** Names of kinds and fields from the console's messages (`connection.kind.…`), else as the service has them. */
export function useConnectionText() {
  const { t, i18n } = useTranslation("app");
  const known = (key: string, otherwise: string) => (i18n.exists(key, { ns: "app" }) ? t(key) : otherwise);
  return {
    kind: (kind: string) => known(`connection.kind.${kind}`, kind),
    field: (name: string) => known(`connection.field.${name}`, name),
    help: (kind: string, field: ConnectionField) => known(`connection.help.${kind}.${field.name}`, field.description),
  };
}
