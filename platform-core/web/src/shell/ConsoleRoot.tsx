import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Announcer } from "../announce/Announcer.tsx";
import { installI18n, type Messages } from "../i18n/i18n.ts";
import { ShortcutProvider } from "../keyboard/ShortcutProvider.tsx";
import type { Language } from "../preferences/preferences.ts";
import { installTheme } from "../preferences/theme.ts";
import { FreshLogin, LoginConfirmed } from "../session/FreshLogin.tsx";
import { createQueryClient } from "../session/session.tsx";
import { CONFIRMED_PATH } from "../session/signIn.ts";

/** Starts a console in `#root`: preferences and messages first, so that the first paint is right. */
export function startConsole(options: { messages: Readonly<Record<Language, Messages>>; title: (t: (key: string) => string) => string; children: ReactNode }): void {
  installTheme();
  const i18n = installI18n(options.messages);
  const retitle = () => {
    document.title = options.title((key) => i18n.t(key));
  };
  retitle();
  i18n.on("languageChanged", retitle);
  const root = document.getElementById("root");
  if (root === null) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <Providers client={createQueryClient()}>{window.location.pathname.endsWith(CONFIRMED_PATH) ? <LoginConfirmed /> : options.children}</Providers>
    </StrictMode>,
  );
}

function Providers({ client, children }: { client: QueryClient; children: ReactNode }) {
  return (
    <QueryClientProvider client={client}>
      <Announcer>
        <ShortcutProvider>
          {children}
          <FreshLogin />
        </ShortcutProvider>
      </Announcer>
    </QueryClientProvider>
  );
}
