import { useEffect, useSyncExternalStore } from "react";

let title: string | undefined;
const listeners = new Set<() => void>();

function change(next: string | undefined): void {
  title = next;
  for (const listener of listeners) listener();
}

/** Names the page in the window's title while the component is shown, such as the case that it shows. */
export function usePageTitle(name: string | undefined): void {
  useEffect(() => {
    change(name);
    return () => change(undefined);
  }, [name]);
}

/** What the page calls itself, or undefined where its name in the navigation says enough. */
export function useOwnTitle(): string | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => title,
  );
}

/** The navigation's page that an address belongs to: the longest path that the address starts with. */
export function pageAt<Page extends { readonly path: string }>(pages: readonly Page[], pathname: string): Page | undefined {
  return pages
    .filter(({ path }) => pathname === path || (path !== "/" && pathname.startsWith(`${path}/`)))
    .sort((one, other) => other.path.length - one.path.length)[0];
}

/** The window's title: the page first, so that tabs and history entries are distinct. */
export function windowTitle(page: string | undefined, service: string): string {
  return [...(page === undefined || page === "" ? [] : [page]), service, "Trivium"].join(" · ");
}
