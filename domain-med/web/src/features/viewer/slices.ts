import { fetchPixels } from "../../api/client.ts";
import { SliceCache } from "./sliceCache.ts";

/** The slices of this page. */
export const slices = new SliceCache(fetchPixels);
