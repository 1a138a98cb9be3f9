import { AxeBuilder } from "@axe-core/playwright";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { type View, openPage } from "../../../../platform-core/web/testing/browser.ts";

export { hasChromium, launchBrowser, type View } from "../../../../platform-core/web/testing/browser.ts";

/** People of the demo's realm; the password of each is the name followed by -demo. */
export type User = "demo" | "analyst" | "supervisor" | "operator" | "radiologist" | "integrator" | "planner" | "technician";

/** Where pictures of failures go. */
const PICTURES = join(import.meta.dirname, "../../../target/browser");

export interface Desk {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of scripts and breaches of the content security policy. */
  readonly errors: readonly string[];
}

/** Opens an address of a console and signs in at Keycloak, by keyboard. */
export async function signIn(browser: Browser, url: string, user: User, view: View = {}): Promise<Desk> {
  const desk = await openPage(browser, url, { patience: 90_000, ...view });
  const { page } = desk;
  await signInHere(page, user, (address) => address.origin === new URL(url).origin && address.pathname.startsWith("/console/"));
  await page.locator("h1").waitFor();
  return desk;
}

/** Signs in at Keycloak's page, which is shown or about to be, by keyboard; returns once the page has left for where it should. */
export async function signInHere(page: Page, user: User, leadsTo: (address: URL) => boolean): Promise<void> {
  await page.locator("#username").waitFor();
  await page.locator("#username").focus();
  await page.keyboard.type(user);
  await page.keyboard.press("Tab");
  await page.keyboard.type(`${user}-demo`);
  await page.keyboard.press("Enter");
  await page.waitForURL(leadsTo, { waitUntil: "commit" });
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

/** What axe finds against WCAG 2.2 AA, one line each; empty when nothing. */
export async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  return result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
