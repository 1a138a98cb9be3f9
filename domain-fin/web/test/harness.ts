import { join } from "node:path";
import { type Console as Served, serveBuilt } from "../../../platform-core/web/testing/browser.ts";
import { createMockApi, type MockApi, type MockOptions } from "../dev/mockApi.ts";

export { CHROMIUM, hasChromium, launchBrowser, openPage, type View } from "../../../platform-core/web/testing/browser.ts";

export type Console = Served<MockApi>;

export function serveConsole(options: MockOptions, prefix?: string): Promise<Console> {
  return serveBuilt(join(import.meta.dirname, "..", "dist"), createMockApi(options), prefix);
}
