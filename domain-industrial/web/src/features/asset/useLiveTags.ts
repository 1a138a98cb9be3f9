import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { getLatest } from "../../api/client.ts";
import type { LiveReading } from "../../api/types.ts";
import { usePlantLive } from "../live/PlantLive.tsx";
import { LivePaint } from "./livePaint.ts";

/** Ages are drawn again this often, ms. */
const AGE_MS = 1_000;

/** The asset's readings: the latest as the service has them, then what the stream brings. */
export function useLiveTags(assetId: string): LivePaint {
  const [paint] = useState(() => new LivePaint());
  const { follow } = usePlantLive();
  const latest = useQuery({ queryKey: ["latest", assetId], queryFn: ({ signal }) => getLatest(assetId, signal) });
  useEffect(() => {
    if (latest.data === undefined) return;
    const { items } = latest.data;
    paint.push(items.flatMap(({ tag, at, value, quality }): LiveReading[] => (at === undefined || value === undefined ? [] : [{ tag, at, value, quality: quality ?? "good" }])));
  }, [latest.data, paint]);
  useEffect(() => follow(assetId, (readings) => readings.assetId === assetId && paint.push(readings.items)), [follow, assetId, paint]);
  useEffect(() => {
    const timer = setInterval(() => paint.refresh(), AGE_MS);
    return () => clearInterval(timer);
  }, [paint]);
  return paint;
}
