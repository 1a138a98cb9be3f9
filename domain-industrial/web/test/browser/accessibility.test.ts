import AxeBuilder from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasChromium, launchBrowser, openPage, serveConsole } from "../harness.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

describe.skipIf(!hasChromium)("the factory console", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it.each([
    ["en", "light"],
    ["zh-CN", "dark"],
  ] as const)("breaks no rule of WCAG 2.2 AA that axe knows, in %s, %s", async (language, theme) => {
    const console = await serveConsole({ flood: true });
    const { page, context, errors } = await openPage(browser, console.url, { language, theme });
    const check = async (where: string) => {
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      expect(violations.map((violation) => `${where}: ${violation.id} ${violation.nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
    };
    const visit = async (path: string, shown: string) => {
      await page.goto(console.url + path);
      await page.locator(shown).first().waitFor();
      await page.locator(".pf-v6-c-spinner").first().waitFor({ state: "detached" });
      await check(path || "overview");
    };
    const alarm = console.api.alarms.open.find((one) => one.condition === "Unusual operation");
    await visit("", ".ind-tile");
    await visit(`alarms?selected=${alarm?.alarmId ?? ""}`, ".ind-details canvas");
    // Both languages and both themes on every kind of thing, but not on every page: it takes seconds each.
    if (language === "en") {
      await visit(`assets/${console.api.plant.named("Engine E-03").node.nodeId}`, ".ind-live-tag");
      await visit(`maintenance?selected=${console.api.maintenance.orders[0]?.workOrderId ?? ""}`, ".ind-details");
      await visit("maintenance?tab=figures", ".ind-formulas");
      await visit("process", ".ind-range");
      await visit("value", ".tv-value-figures");
      await visit("alarms?tab=rules", "tbody tr");
      await page.locator("tbody button").first().click();
      await page.locator("#rule-advice").waitFor();
      await check("rule");
    } else {
      await visit("wall", ".ind-wall-alarm");
      await visit("value", ".tv-value-figures");
      await visit("alarms?tab=figures", ".ind-rate");
      await visit("maintenance?tab=timeline", ".ind-lane");
      await visit(`plant?node=${console.api.plant.named("Pump P-101").node.nodeId}`, "td.ind-tag");
      await visit("quality", "tbody tr");
      await visit(`assets/${console.api.plant.named("Cell W-1").node.nodeId}`, ".ind-cycle");
    }
    expect(errors).toEqual([]);
    await context.close();
    await console.close();
  });

  it("fits a window of 1280 and one at twice the size, with every page in the head", async () => {
    const console = await serveConsole({});
    const { page, context } = await openPage(browser, console.url, { width: 1280, height: 720 });
    await page.locator(".ind-tile").first().waitFor();
    for (const name of ["Overview", "Alarms", "Maintenance", "Process", "Plant", "Data", "Value"]) expect(await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole("button", { name: /scroll/i }).count()).toBe(0);
    for (const path of ["", "alarms", "maintenance", "process", "plant", "quality", "value"]) {
      await page.setViewportSize({ width: 640, height: 450 });
      await page.goto(console.url + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), path).toBe(true);
    }
    await context.close();
    await console.close();
  });
});
