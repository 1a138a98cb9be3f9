/** Wall-clock parts of an instant in a zone, as epoch ms of the same reading in UTC. */
function wallClock(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** An RFC 3339 instant as a `datetime-local` value in the zone; "" stays "". */
export function toLocalInput(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  return Number.isNaN(at) ? "" : new Date(wallClock(at, timeZone)).toISOString().slice(0, 16);
}

/** What a `datetime-local` field says in the zone, as an instant. In an hour that comes twice, the first. */
export function fromLocalInput(value: string, timeZone: string): string {
  const wanted = Date.parse(`${value}Z`);
  if (Number.isNaN(wanted)) return "";
  let at = wanted;
  for (let round = 0; round < 3; round++) at -= wallClock(at, timeZone) - wanted;
  const earlier = at - 3_600_000;
  return new Date(wallClock(earlier, timeZone) === wanted ? earlier : at).toISOString();
}
