import type { IncomingMessage, ServerResponse } from "node:http";
import type { Alarm, OverviewChange, WorkOrder } from "../src/api/types.ts";
import { asService } from "./asService.ts";
import type { MockPlant } from "./mockPlant.ts";

/** Two a second, as the service sends them. */
const READINGS_MS = 500;

interface Follower {
  readonly response: ServerResponse;
  readonly assetId: string | undefined;
}

/** The stream of the simulated plant: what pages follow. */
export class MockLive {
  readonly #plant: MockPlant;
  readonly #overview: () => OverviewChange;
  readonly #followers = new Set<Follower>();
  readonly #timers: ReturnType<typeof setInterval>[];
  isRefused = false;

  constructor(plant: MockPlant, overview: () => OverviewChange) {
    this.#plant = plant;
    this.#overview = overview;
    this.#timers = [
      setInterval(() => this.#sendReadings(), READINGS_MS),
      setInterval(() => this.#send("overview", this.#overview()), 1_000),
      setInterval(() => this.#followers.forEach(({ response }) => response.write(": beat\n\n")), 10_000),
    ];
  }

  open(request: IncomingMessage, response: ServerResponse, url: URL): void {
    if (this.isRefused) return void response.destroy();
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write(": open\n\n");
    const follower = { response, assetId: url.searchParams.get("assetId") ?? undefined };
    this.#followers.add(follower);
    request.on("close", () => this.#followers.delete(follower));
    response.on("close", () => this.#followers.delete(follower));
  }

  alarm(alarm: Alarm): void {
    if (this.#followers.size === 0) return;
    this.#send("alarm", alarm);
    this.#send("overview", this.#overview());
  }

  workOrder({ workOrderId, state }: WorkOrder): void {
    this.#send("work-order", { workOrderId, state });
  }

  /** Cuts every open stream. */
  cut(): void {
    this.#followers.forEach(({ response }) => response.destroy());
  }

  close(): void {
    this.#timers.forEach((timer) => clearInterval(timer));
    this.cut();
  }

  #sendReadings(): void {
    for (const { response, assetId } of this.#followers) {
      const asset = assetId === undefined ? undefined : this.#plant.asset(assetId);
      if (asset === undefined || asset.silentSince !== undefined) continue;
      const items = this.#plant.latest(asset).map(({ tag, at, value, quality }) => ({ tag, at, value, quality }));
      response.write(`event: readings\ndata: ${JSON.stringify({ assetId, items })}\n\n`);
    }
  }

  #send(event: string, data: unknown): void {
    if (this.#followers.size === 0) return;
    const text = `event: ${event}\ndata: ${JSON.stringify(data, asService)}\n\n`;
    this.#followers.forEach(({ response }) => response.write(text));
  }
}
