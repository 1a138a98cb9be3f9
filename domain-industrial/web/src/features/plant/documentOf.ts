import type { PlantDocument } from "../../api/types.ts";

/** A plant's document as far as can be told here; the service checks the rest and says where it is wrong. */
export function documentOf(text: string): PlantDocument | "unreadable" {
  try {
    const parsed = JSON.parse(text) as Partial<PlantDocument> | null;
    return typeof parsed === "object" && parsed !== null && typeof parsed.formatVersion === "number" && Array.isArray(parsed.plant) && Array.isArray(parsed.assetTypes) ? (parsed as PlantDocument) : "unreadable";
  } catch {
    return "unreadable";
  }
}
