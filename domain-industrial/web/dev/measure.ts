import { join } from "node:path";
import { launchBrowser, openPage, serveBuilt } from "../../../platform-core/web/testing/browser.ts";
import { createMockApi } from "./mockApi.ts";

/** How long is looked, ms. */
const LOOK_MS = 20_000;
const TAGS = 1_000;

/** What a page's frames were like: run in the page. */
function watch(lookMs: number): Promise<{ frames: number; seconds: number; longest: number; late: number; longTasks: number; longestTask: number }> {
  return new Promise((resolve) => {
    let longTasks = 0;
    let longestTask = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        longTasks++;
        longestTask = Math.max(longestTask, entry.duration);
      }
    }).observe({ type: "longtask" });
    const begin = performance.now();
    let before = begin;
    let frames = 0;
    let longest = 0;
    let late = 0;
    const frame = (now: number) => {
      const took = now - before;
      before = now;
      if (frames > 0) {
        longest = Math.max(longest, took);
        if (took > 50) late++;
      }
      frames++;
      if (now - begin < lookMs) requestAnimationFrame(frame);
      else resolve({ frames, seconds: (now - begin) / 1_000, longest, late, longTasks, longestTask });
    };
    requestAnimationFrame(frame);
  });
}

/** `npm run measure`: frames and long tasks of the built console with a thousand tags that change twice a second. */
const api = createMockApi({ wideTags: TAGS });
const served = await serveBuilt(join(import.meta.dirname, "..", "dist"), api);
const browser = await launchBrowser();
const asset = api.plant.named("Concentrator DC-1").node.nodeId;
for (const [name, height, path, ready] of [
  [`${TAGS} tags that change twice a second, on a screen of 3840 by 2160`, 2_160, `assets/${asset}?tags=%09`, ".ind-live-tag"],
  [`${TAGS} tags that change twice a second and a live plot of 3, on a screen of 1920 by 1080`, 1_080, `assets/${asset}`, ".ind-live-tag"],
  ["overview, live", 1_080, "", ".ind-tile"],
  ["plot of 20,000 points a tag, 3 tags, still", 1_080, `assets/${api.plant.named("Pump P-102").node.nodeId}?range=8h&detail=full&from=2026-11-01T00:00:00.000Z&to=2026-11-01T08:00:00.000Z`, ".ind-plot canvas"],
] as const) {
  const { page, context } = await openPage(browser, served.url + path, { width: (height * 16) / 9, height });
  if (name.includes("tags")) await page.locator(".ind-live-tags").evaluate((list) => list.scrollIntoView({ block: "start" }));
  await page.locator(ready).first().waitFor();
  await page.waitForTimeout(3_000);
  const drawn = await page.evaluate(() => [...document.querySelectorAll(".ind-live-value")].filter((value) => value.textContent !== "—").length);
  const seen = await page.evaluate(watch, LOOK_MS);
  const move = name.startsWith("plot") ? ` cursor moved over it: ${JSON.stringify(await moved(page))}` : "";
  process.stdout.write(`${name}: ${drawn} values drawn, ${(seen.frames / seen.seconds).toFixed(1)} frames/s, longest frame ${seen.longest.toFixed(0)} ms, ${seen.late} over 50 ms, ${seen.longTasks} long tasks (longest ${seen.longestTask.toFixed(0)} ms)${move}\n`);
  await context.close();
}
await browser.close();
await served.close();

async function moved(page: Awaited<ReturnType<typeof openPage>>["page"]) {
  const box = await page.locator(".ind-plot canvas").first().boundingBox();
  if (box === null) return undefined;
  const watching = page.evaluate(watch, 5_000);
  const until = Date.now() + 4_500;
  for (let i = 0; Date.now() < until; i++) await page.mouse.move(box.x + 80 + ((i * 17) % (box.width - 120)), box.y + 40);
  const { frames, seconds, longest, longTasks } = await watching;
  return { framesPerSecond: Math.round(frames / seconds), longestMs: Math.round(longest), longTasks };
}
