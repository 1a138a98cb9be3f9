import { useTranslation } from "react-i18next";

const SERVICE = "service-account-";

/** Who has done something: a person by the user name, a service by its own name, the system as such. */
export function useActor(): (actor: string) => string {
  const { t } = useTranslation();
  return (actor) => (actor === "system" ? t("event.bySystem") : actor.startsWith(SERVICE) ? t("event.byService", { name: actor.slice(SERVICE.length) }) : actor);
}
