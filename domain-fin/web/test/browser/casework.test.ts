import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasChromium, launchBrowser, openPage, serveConsole, type Console, type View } from "../harness.ts";

describe.skipIf(!hasChromium)("casework", () => {
  let browser: Browser;
  let console: Console;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    console = await serveConsole({ ratePerSecond: 0, history: 12 });
  });
  afterEach(async () => {
    await page.context().close();
    await console.close();
    expect(errors).toEqual([]);
  });

  async function open(path = "", view: View = {}): Promise<void> {
    ({ page, errors } = await openPage(browser, console.url + path, view));
  }
  const cases = () => page.locator("[data-case]");
  const focused = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset["case"] ?? document.activeElement?.id ?? "");

  it("takes a case from the queue to its finding by keyboard alone", async () => {
    await open();
    await page.getByRole("heading", { name: "Queue", level: 1 }).waitFor();
    await cases().first().waitFor();
    expect(await cases().evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset["case"]))).toEqual(["912", "911", "910", "909"]);
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("Take the next case").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("j");
    expect(await focused()).toBe("912");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    expect(await focused()).toBe("912");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Case 912" }).waitFor();
    await page.getByRole("row", { name: /Amount against the card's habit 1,840.50 EUR \+0.31/ }).first().waitFor();
    expect(new URL(page.url()).pathname).toBe("/console/cases/912");

    await page.keyboard.press("t");
    await page.getByTestId("announcer").getByText("You have this case now").waitFor({ state: "attached" });
    await page.keyboard.press("c");
    await page.keyboard.type("Called the customer.");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("blockquote").or(page.locator("blockquote")).getByText("Called the customer.").first().waitFor();
    await page.keyboard.press("Escape");

    await page.keyboard.press("d");
    const dialog = page.getByRole("dialog", { name: "What did you find?" });
    await dialog.waitFor();
    await expect.poll(focused).toBe("disposition-confirmed-fraud");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Not her payment");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Closed", { exact: true }).first().waitFor();
    expect(console.api.cases.dispositions).toEqual([{ caseNumber: 912, version: 3, disposition: "confirmed-fraud", reason: "Not her payment" }]);
    expect(console.api.unsafeWithoutHeader).toEqual([]);

    await page.keyboard.press("n");
    await page.getByRole("heading", { name: "Case 909" }).waitFor();
    await page.keyboard.press("u");
    await page.getByRole("heading", { name: "Queue", level: 1 }).waitFor();
  });

  it("keeps what was typed when the case has changed, and shows what is new", async () => {
    await open("cases/909");
    await page.getByRole("button", { name: /^Take/ }).click();
    await page.getByRole("button", { name: /finding/ }).click();
    await page.getByRole("radio", { name: "Inconclusive" }).check();
    await page.getByRole("textbox", { name: "Reason" }).fill("No answer");
    const view = console.api.cases.get(909);
    if (view) (view.summary as { version: number }).version = 7;
    await page.getByRole("button", { name: "Record finding" }).click();
    await page.getByRole("dialog").getByText("The case changed in the meantime").waitFor();
    expect(await page.getByRole("textbox", { name: "Reason" }).inputValue()).toBe("No answer");
    await page.getByRole("button", { name: "Record finding" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(console.api.cases.dispositions).toHaveLength(1);
  });

  it("records a finding on the alerts that were chosen, and leaves the case open", async () => {
    await open("cases/909");
    await page.getByRole("button", { name: /^Take/ }).click();
    await page.locator("tbody input[type=checkbox]").first().check();
    await page.getByRole("button", { name: /Finding on 1 alert/ }).click();
    await page.getByRole("radio", { name: "False positive" }).check();
    await page.getByRole("textbox", { name: "Reason" }).fill("Usual shop");
    await page.getByRole("button", { name: "Record finding" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByText("In progress", { exact: true }).first().waitFor();
    const sent = console.api.cases.dispositions[0]?.["authorizationIds"] as string[];
    expect(sent).toHaveLength(1);
  });

  it("does not let a user work on a case that another user has open", async () => {
    await open("cases/910");
    await page.getByText(/beate has this case open until/).waitFor();
    expect(await page.getByRole("button", { name: /^Take/ }).count()).toBe(0);
    expect(await page.getByRole("button", { name: /finding/ }).count()).toBe(0);
  });

  it("keeps filters in the address, and never a customer's or card's token", async () => {
    await open();
    await cases().first().waitFor();
    await page.getByRole("button", { name: "Urgent" }).click();
    await page.getByRole("button", { name: "Overdue only" }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("?queue=urgent&late=overdue");
    await expect.poll(() => cases().count()).toBe(1);
    await page.reload();
    await cases().first().waitFor();
    expect(await cases().count()).toBe(1);
    await page.keyboard.press("m");
    await page.getByRole("heading", { name: "No case matches" }).waitFor();
  });

  it("says so when nothing is free, when a case is not there, and when the service fails", async () => {
    await console.close();
    console = await serveConsole({ ratePerSecond: 0, history: 0 });
    await open();
    await page.getByRole("heading", { name: "No case matches" }).waitFor();
    await page.getByRole("button", { name: /Next case/ }).click();
    await page.getByText(/No case is free in your queues/).first().waitFor();
    await page.goto(`${console.url}cases/4711`);
    await page.getByRole("alert").getByText("There is no such case").waitFor();
    await page.goto(`${console.url}cases/nonsense`);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    console.api.options.failWith = 500;
    await page.goto(`${console.url}queue`);
    await page.getByRole("alert").getByText("The decision store did not answer.").first().waitFor();
  });

  it("offers what is worth a label, takes it there by keyboard, and lets it leave once it is labelled", async () => {
    await open();
    const rows = () => page.locator("[data-worth]");
    await rows().first().waitFor();
    const panel = page.getByRole("region", { name: "Suggested for review" });
    await panel.getByText("The model is least sure here").first().waitFor();
    expect(await rows().count()).toBe(10);
    const [ofCase, first] = await rows().evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset["worth"] ?? ""));
    await page.keyboard.press("v");
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset["worth"])).toBe(ofCase);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Case 910" }).waitFor();
    await page.goBack();
    await page.locator(`[data-worth="${first}"]`).click();
    await page.getByRole("heading", { name: new RegExp(`${first}`) }).waitFor();
    await page.getByRole("radio", { name: "Genuine" }).check();
    await page.getByRole("checkbox", { name: /I have checked/ }).check();
    await page.getByRole("button", { name: "Save label" }).click();
    await page.getByText("Labelled as Genuine.").first().waitFor();
    expect(console.api.labels).toEqual([{ authorizationId: first, label: "genuine" }]);
    await page.getByRole("link", { name: "Queue" }).click();
    await rows().first().waitFor();
    expect(await page.locator(`[data-worth="${first}"]`).count()).toBe(0);
  });

  it("says why nothing is offered for a label", async () => {
    console.api.options.labelGap = "unavailable";
    await open();
    await page.getByRole("region", { name: "Suggested for review" }).getByText("The model runtime does not answer.").waitFor();
    console.api.options.labelGap = "nothing-learned";
    await page.reload();
    await page.getByText("There is nothing to choose from yet.").waitFor();
  });

  it("shows an analyst no escalated cases", async () => {
    console.api.options.roles = ["fin-analyst"];
    await open();
    await cases().first().waitFor();
    expect(await page.getByRole("group", { name: "Queues" }).getByRole("button").allInnerTexts()).toEqual(["Urgent", "General"]);
  });

  it("works at twice the size without losing anything", async () => {
    await open("cases/912", { width: 640, height: 450 });
    await page.getByRole("heading", { name: "Case 912" }).waitFor();
    await page.locator(".fin-graph").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  describe.each([
    ["en", "light"],
    ["zh-CN", "dark"],
  ] as const)("in %s, %s", (language, theme) => {
    it("breaks no rule of WCAG 2.2 AA that axe knows", async () => {
      await open("", { language, theme });
      const check = async (where: string) => {
        const result = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
        expect(result.violations.map((violation) => `${where}: ${violation.id} ${violation.nodes.map((one) => one.target.join(" ")).join(", ")}`)).toEqual([]);
      };
      await cases().first().waitFor();
      await check("queue");
      await page.keyboard.press("n");
      await page.locator(".fin-graph").waitFor();
      await page.locator(".fin-hours").waitFor();
      await check("case");
      await page.keyboard.press("d");
      await page.getByRole("dialog").waitFor();
      await check("finding");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.keyboard.press("o");
      await page.getByRole("dialog").waitFor();
      await check("hand-over");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.goto(`${console.url}queue?show=closed`);
      await page.locator(".tv-state").waitFor();
      await check("empty queue");
    });
  });
});
