/** Places in a list and what is open in it: not part of what is saved. */
const PLACES = ["after", "cursor", "skip", "selected"];

/** What a saved view keeps of the page's address. */
export function savedQuery(search: string): string {
  const params = new URLSearchParams(search);
  for (const place of PLACES) params.delete(place);
  params.sort();
  return params.toString();
}
