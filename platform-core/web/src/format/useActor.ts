import { useTranslation } from "react-i18next";

const SERVICE = "service-account-";

/** Names who did something: a person by the user name, a service by its own name, the system as such. */
export function useActor(): (actor: string) => string {
  const { t } = useTranslation("kit");
  return (actor) => (/^system(:|$)/.test(actor) ? t("actor.system") : actor.startsWith(SERVICE) ? t("actor.service", { name: actor.slice(SERVICE.length) }) : actor);
}
