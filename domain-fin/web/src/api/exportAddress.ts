/** Where the list leaves as a file, behind the prefix of the service; the browser downloads it. */
export function exportAddress(prefix: string, list: "cases" | "decisions", query: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) params.append(name, one);
  }
  return `${prefix}/v1/${list}/export?${params.toString()}`;
}
