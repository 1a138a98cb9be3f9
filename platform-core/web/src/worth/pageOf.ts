/** The page of this console that a service links to, as its router names it. */
export function pageOf(link: string): string {
  return link.replace(/^\/console(?=\/)/, "");
}
