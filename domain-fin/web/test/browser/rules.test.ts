import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CHROMIUM, hasChromium, launchBrowser, openPage, serveConsole, type Console, type View } from "../harness.ts";

if (!hasChromium) {
  process.stderr.write(`Skipping the browser tests of rules: ${CHROMIUM} is missing (Debian: apt-get install chromium fonts-noto-cjk).\n`);
}

describe.skipIf(!hasChromium)("the rules of the fraud desk", () => {
  let browser: Browser;
  let console: Console;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    console = await serveConsole({ ratePerSecond: 0, history: 5 });
  });
  afterEach(async () => {
    await page.context().close();
    await console.close();
    // The page shows refusals by the service; the browser logs them as well.
    expect(errors.filter((error) => !error.includes("403"))).toEqual([]);
  });

  async function open(path: string, view: View = {}): Promise<void> {
    ({ page, errors } = await openPage(browser, console.url + path, view));
  }
  async function confirm(button: string, reason: string): Promise<void> {
    await page.getByRole("button", { name: button, exact: true }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: /Reason/ }).fill(reason);
    await dialog.getByRole("button", { name: button, exact: true }).click();
    await dialog.waitFor({ state: "detached" });
  }

  it("takes a rule from draft over back-test and the approval of a second person to live", async () => {
    console.api.options.roles = ["fin-analyst"];
    await open("rules");
    await page.getByRole("button", { name: "New rule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill("Large online payment");
    await dialog.getByRole("textbox", { name: "Id", exact: true }).fill("large-online");
    const expression = dialog.getByRole("textbox", { name: "Expression" });
    await expression.fill("amuont > 500");
    await dialog.getByText("Line 1, column 1: 'amuont' is no variable or function of rules.").waitFor();
    await dialog.getByRole("textbox", { name: "Reason code" }).fill("large-online");
    await dialog.getByRole("textbox", { name: "Reason", exact: true }).fill("Losses in May");
    const save = dialog.getByRole("button", { name: "Save as a draft" });
    expect(await save.isDisabled()).toBe(true);
    await expression.fill("amount > 500 && channel == 'ecommerce'");
    await dialog.locator("#rule-check").getByText(/^Valid/).waitFor();
    await save.click();

    await page.getByRole("heading", { name: "Large online payment" }).waitFor();
    expect(await page.getByRole("button", { name: "Propose for live" }).isDisabled()).toBe(true);
    await confirm("Run in shadow", "See what it does");
    await page.getByRole("button", { name: "Start a back-test" }).click();
    await page.getByText("74% (60%–84%)").waitFor();
    const figures = (await page.getByRole("region", { name: "Result of the back-test" }).innerText()).replace(/\s+/g, " ");
    for (const part of ["177", "of 19,600 decisions", "19% confirmed, 7% cleared, 74% unknown", "55.7%", "34 of 61 known fraud"]) expect(figures).toContain(part);
    // 112 alerts over 13 whole days and what has passed of today.
    expect(figures).toMatch(/ 8(\.[1-6])? a day/);
    expect(await page.getByRole("grid", { name: "Money" }).innerText()).toContain("3,870.25");
    await confirm("Propose for live", "Worth its alerts");
    await page.getByText("Proposed by analyst").waitFor();
    expect(await page.getByRole("button", { name: "Approve and go live" }).count()).toBe(0);

    console.api.options.roles = ["fin-supervisor"];
    await page.reload();
    await page.getByText("Another supervisor must decide").waitFor();
    expect(await page.getByRole("button", { name: "Approve and go live" }).isDisabled()).toBe(true);

    console.api.options.user = "supervisor";
    await page.reload();
    await page.getByRole("button", { name: "Approve and go live" }).click();
    await page.getByRole("dialog").getByText("analyst proposes it: Worth its alerts").waitFor();
    await page.getByRole("dialog").getByText("74% (60%–84%)").waitFor();
    await page.keyboard.press("Escape");
    await confirm("Approve and go live", "Seen and agreed");
    await page.getByText("Live", { exact: true }).first().waitFor();
    await page.getByRole("tab", { name: "History" }).click();
    const history = page.getByRole("list").filter({ hasText: "Seen and agreed" });
    expect((await history.innerText()).match(/Approved, live|Proposed|Put into shadow|Written/g)).toEqual(["Approved, live", "Proposed", "Put into shadow", "Written"]);
    expect(console.api.unsafeWithoutHeader).toEqual([]);
  });

  it("shows what a new version says otherwise, and keeps a rule silent for one card", async () => {
    await open("rules/mule-account");
    await page.getByRole("button", { name: "Edit as a new version" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Expression" }).fill("channel == 'transfer' && features.COUNTERPARTY_CARDS_7D >= 5");
    await dialog.getByRole("textbox", { name: "Reason", exact: true }).fill("Eight is late");
    await dialog.locator("#rule-check").getByText(/^Valid/).waitFor();
    await dialog.getByRole("button", { name: "Save as a draft" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("tab", { name: "Changes" }).click();
    const change = page.getByRole("region", { name: "Expression" });
    expect(await change.locator("del").innerText()).toContain(">= 8");
    expect(await change.locator("ins").innerText()).toContain(">= 5");

    await page.getByRole("tab", { name: "Snoozes" }).click();
    await page.getByRole("textbox", { name: "Token or id" }).fill("tok_4be1");
    await page.getByRole("textbox", { name: "Reason" }).fill("Customer called back");
    await page.getByRole("button", { name: "Snooze", exact: true }).click();
    await page.getByText("In effect").waitFor();
    await page.getByRole("button", { name: "End the snooze of tok_4be1" }).click();
    await page.getByText("Ended by analyst").waitFor();
  });

  it("lets a second supervisor approve an entry of a block list", async () => {
    console.api.options.user = "supervisor";
    await open("rules?tab=lists");
    await page.getByRole("button", { name: "blocked-cards" }).click();
    expect(await page.getByRole("button", { name: "Approve tok_9c22d0" }).isDisabled()).toBe(true);
    console.api.options.user = "second";
    await page.reload();
    await page.getByRole("button", { name: "Approve tok_9c22d0" }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: /Reason/ }).fill("Checked with the issuer");
    await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
    await page.getByText("supervisor → second").waitFor();
  });

  it("is reached and read by keyboard alone", async () => {
    await open("live");
    await page.getByRole("heading", { name: "Live decisions" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await page.getByRole("heading", { name: "Rules", exact: true }).waitFor();
    await page.keyboard.press("n");
    await page.getByRole("dialog", { name: "New rule" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Terminal with fresh fraud" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Terminal with fresh fraud" }).waitFor();
  });

  describe.each([
    ["en", "light"],
    ["zh-CN", "dark"],
  ] as const)("in %s, %s", (language, theme) => {
    it("breaks no rule of WCAG 2.2 AA that axe knows", async () => {
      await open("rules", { language, theme });
      const check = async (where: string) => {
        const result = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
        expect(result.violations.map((violation) => `${where}: ${violation.id} ${violation.nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
      };
      await page.locator("tbody a").first().waitFor();
      await check("rules");
      await page.keyboard.press("n");
      await page.locator("#rule-expression").fill("amuont > 1");
      await page.locator("#rule-check").getByText(/amuont/).waitFor();
      await check("editor");
      await page.goto(`${console.url}rules?tab=lists&list=blocked-cards`);
      await page.locator("#entries-title").waitFor();
      await page.locator("tbody").nth(1).waitFor();
      await check("lists");
      await page.goto(`${console.url}rules/mule-account`);
      await page.locator("#backtest-range").waitFor();
      await page.locator(".fin-acts .pf-m-primary").last().click();
      await page.locator(".fin-bars").waitFor();
      await check("back-test");
      for (const tab of ["versions", "snoozes", "history"]) {
        await page.goto(`${console.url}rules/mule-account?tab=${tab}`);
        await page.locator("h1").waitFor();
        await check(tab);
      }
    });
  });
});
