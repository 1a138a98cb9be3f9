import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { getPreferences, subscribePreferences, type Language } from "../preferences/preferences.ts";
import en from "./messages/en.json" with { type: "json" };
import zhCn from "./messages/zh-CN.json" with { type: "json" };

export type Messages = { readonly [key: string]: string | Messages };

export const kitMessages: Readonly<Record<Language, Messages>> = { en, "zh-CN": zhCn };

/** Sets up the languages: the kit's messages under `kit`, the console's under `app`, which is the default. */
export function installI18n(appMessages: Readonly<Record<Language, Messages>>): i18n {
  const language = getPreferences().language;
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    initAsync: false,
    defaultNS: "app",
    ns: ["app", "kit"],
    resources: {
      en: { kit: kitMessages.en, app: appMessages.en },
      "zh-CN": { kit: kitMessages["zh-CN"], app: appMessages["zh-CN"] },
    },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
  subscribePreferences(() => {
    const chosen = getPreferences().language;
    if (chosen === i18next.language) return;
    document.documentElement.lang = chosen;
    void i18next.changeLanguage(chosen);
  });
  return i18next;
}
