import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Console, hasChromium, launchBrowser, openPage, serveConsole, type View } from "../harness.ts";

describe.skipIf(!hasChromium)("the page of connections", () => {
  let browser: Browser;
  let console: Console;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    console = await serveConsole();
  });
  afterEach(async () => {
    await page.context().close();
    await console.close();
    expect(errors).toEqual([]);
  });

  async function open(view: View = {}): Promise<void> {
    ({ page, errors } = await openPage(browser, `${console.url}connections`, view));
    await row("ehr").waitFor();
  }
  const row = (name: string) => page.locator(`[data-connection="${name}"]`);
  const button = (name: string, act: string) => row(name).getByRole("button", { name: act, exact: true });

  it("proposes, approves, tests, pauses and resumes", async () => {
    await open();
    // What is configured cannot be changed here, and no one approves an own proposal.
    expect(await row("archive").getByRole("button").count()).toBe(0);
    expect(await button("ehr", "Approve").isDisabled()).toBe(true);
    await row("ehr").getByText("You proposed this; another person has to approve it.").waitFor();
    await row("ehr").getByText("set, not shown").first().waitFor();

    await button("ct-two", "Approve").click();
    await row("ct-two").getByText("Active", { exact: true }).waitFor();
    await button("ct-two", "Test").click();
    await row("ct-two").getByText("It works (12 ms)").waitFor();
    await button("ehr", "Test").click();
    await row("ehr").getByText("It does not work (12 ms)").waitFor();
    await button("ct-two", "Pause").click();
    await page.getByRole("dialog", { name: "Pause ct-two" }).getByLabel("Reason").fill("maintenance");
    await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
    await row("ct-two").getByText("Paused by rada: maintenance").waitFor();
    await button("ct-two", "Resume").click();
    await row("ct-two").getByText("Active", { exact: true }).waitFor();
  });

  it("shows at the field what the service refuses", async () => {
    await open();
    await page.getByRole("button", { name: "Add a connection" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a connection" });
    await dialog.getByLabel("Kind").selectOption("fhir-server");
    await dialog.getByLabel("Name", { exact: false }).first().fill("portal");
    await dialog.getByLabel("Authorization").fill("Bearer abc");
    expect(await dialog.getByLabel("Authorization").getAttribute("type")).toBe("password");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("must be given").waitFor();
    await dialog.getByLabel("Address").fill("https://portal.example/fhir");
    await dialog.getByRole("button", { name: "Save" }).click();
    await row("portal").getByText("Proposed", { exact: true }).waitFor();
    expect(await page.content()).not.toContain("Bearer abc");
  });

  it.each([
    { theme: "light", language: "en", width: 1280 },
    { theme: "dark", language: "en", width: 1920 },
    { theme: "light", language: "zh-CN", width: 1920 },
    { theme: "dark", language: "zh-CN", width: 1280 },
  ] as const)("is accessible and fits, $theme $language $width", async (view) => {
    await open(view);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join("; ")}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    const folder = process.env["SCREENSHOTS"];
    if (folder !== undefined) {
      await page.screenshot({ path: `${folder}/connections-${view.language}-${view.theme}-${view.width}.png` });
      await page.getByRole("button", { name: view.language === "en" ? "Add a connection" : "添加连接" }).click();
      await page.getByRole("dialog").waitFor();
      await page.screenshot({ path: `${folder}/form-${view.language}-${view.theme}-${view.width}.png` });
    }
  });
});
