import type { PlantDocument } from "../../api/types.ts";

/** A plant's document as far as the console can check it; the service checks the rest and names the error. */
export function documentOf(text: string): PlantDocument | "unreadable" {
  try {
    const parsed = JSON.parse(text) as Partial<PlantDocument> | null;
    return typeof parsed === "object" && parsed !== null && typeof parsed.formatVersion === "number" && Array.isArray(parsed.plant) && Array.isArray(parsed.assetTypes) ? (parsed as PlantDocument) : "unreadable";
  } catch {
    return "unreadable";
  }
}
