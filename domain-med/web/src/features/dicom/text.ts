import type { Format } from "@trivium/webkit/logic";

/** A person's name as people write it: "Family, Given Middle"; of several groups the first that is not empty. */
export function personName(value: string | null | undefined): string {
  const group = (value ?? "").split("=").find((part) => part.replaceAll("^", "").trim() !== "") ?? "";
  const [family = "", given = "", middle = ""] = group.split("^").map((part) => part.trim());
  const rest = [given, middle].filter((part) => part !== "").join(" ");
  return [family, rest].filter((part) => part !== "").join(", ");
}

/** A date of DICOM (YYYYMMDD) as YYYY-MM-DD, which every reader takes the same way. */
export function dicomDate(value: string | null | undefined): string {
  const match = /^(\d{4})(\d{2})(\d{2})/.exec(value ?? "");
  return match === null ? "" : `${match[1]}-${match[2]}-${match[3]}`;
}

/** A time of DICOM (HHMMSS.F) as HH:MM. */
export function dicomTime(value: string | null | undefined): string {
  const match = /^(\d{2})(\d{2})/.exec(value ?? "");
  return match === null ? "" : `${match[1]}:${match[2]}`;
}

/** The code of a sex; Chinese systems write it out. */
export function sexCode(value: string | null | undefined): string {
  return value === "男" ? "M" : value === "女" ? "F" : (value ?? "");
}

/** Above it a birth date is taken for a placeholder or a mistake; the oldest people are a few years older. */
export const OLDEST_YEARS = 110;

/** Whole years from a birth date to the study; undefined where one is unknown. */
export function ageAt(birthDate: string | null | undefined, studyDate: string | null | undefined): number | undefined {
  const birth = dicomDate(birthDate);
  const study = dicomDate(studyDate);
  if (birth === "" || study === "" || study < birth) return undefined;
  const years = Number(study.slice(0, 4)) - Number(birth.slice(0, 4));
  return study.slice(5) < birth.slice(5) ? years - 1 : years;
}

export function millimetres(format: Format, value: number): string {
  return `${format.number(value, 1, 1)} mm`;
}

/** mm³ below a millilitre, ml above. */
export function volume(format: Format, value: number): string {
  return value < 1_000 ? `${format.number(value, 0)} mm³` : `${format.number(value / 1_000, 1, 1)} ml`;
}

const LEAST_LIKELY = 0.01;
const MOST_LIKELY = 0.99;

/** A model's probability in whole per cent. No model is certain: none reads as 0 % or 100 %. */
export function likelihood(format: Pick<Format, "percent">, probability: number): string {
  if (probability < LEAST_LIKELY) return `< ${format.percent(LEAST_LIKELY, 0)}`;
  return probability > MOST_LIKELY ? `> ${format.percent(MOST_LIKELY, 0)}` : format.percent(probability, 0);
}
