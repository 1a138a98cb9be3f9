import { AxeBuilder } from "@axe-core/playwright";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { until } from "./platform.ts";
import { type View, openPage } from "../../../../../platform-core/web/testing/browser.ts";

export { hasChromium, launchBrowser, type View } from "../../../../../platform-core/web/testing/browser.ts";

/** People of the demo's realm; the password of each is the name followed by -demo. */
export type User = "demo" | "analyst" | "supervisor" | "operator" | "radiologist" | "integrator" | "planner" | "technician" | "auditor";

/** What a page shows while it waits for its service. */
const WAITING = ".pf-v6-c-spinner, .pf-v6-c-skeleton";

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

/** Waits until nothing on the page is still being loaded. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction((waiting) => document.querySelector(waiting) === null, WAITING);
}

/** Turns the pages of the queue until a case is shown: the least urgent wait on later ones. `more` is the name of the button. */
export async function showCase(page: Page, caseNumber: number, more: string): Promise<Locator> {
  const row = page.locator(`[data-case="${caseNumber}"]`);
  const next = page.getByRole("button", { name: more, exact: true });
  await page.locator("[data-case]").first().waitFor();
  for (;;) {
    // The button is disabled while a page is loaded, and on the last one.
    await until(`case ${caseNumber} or a next page is there`, async () => (await row.isVisible()) || (await next.isEnabled()) || undefined);
    if (await row.isVisible()) break;
    const before = page.url();
    await next.press("Enter");
    await page.waitForURL((address) => address.href !== before);
  }
  await row.waitFor();
  return row;
}

/** Presses a button that asks for a reason, gives one and agrees. */
export async function confirm(page: Page, button: string, reason: string, agree = button): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill(reason);
  await dialog.getByRole("button", { name: agree, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
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
