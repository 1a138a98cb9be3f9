import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hasChromium, launchBrowser, openPage, serveConsole, type Console, type View } from "../harness.ts";

describe.skipIf(!hasChromium)("what an analyst uses besides the queue", () => {
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
  const shown = () => cases().evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset["case"]));
  const box = () => page.getByRole("searchbox", { name: /^Search/ });

  it("is searched for by keyboard from any page, and nothing of it is in the address", async () => {
    await open();
    await cases().first().waitFor();
    const token = console.api.cases.get(912)?.summary.customer ?? "";
    await page.keyboard.press("/");
    await page.keyboard.type(token);
    await page.keyboard.press("Enter");
    const card = page.getByRole("region", { name: "Card" });
    await card.getByRole("link").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /^Card tok_/ }).waitFor();
    expect(page.url()).not.toContain(token);
    expect(await page.title()).toBe("Card · Payments · Trivium");
    await page.getByText("All stored payments of the last 90 days are counted.").waitFor();
    await page.getByRole("link", { name: "watched-cards" }).waitFor();

    await page.keyboard.press("/");
    await page.keyboard.type("#911");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Cases" }).getByRole("link", { name: "Case 911" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Case 911" }).waitFor();
    expect(await page.title()).toBe("Case 911 · Payments · Trivium");
  });

  it("answers a card number, ten kilobytes and signs of an injection without keeping them", async () => {
    await open();
    await cases().first().waitFor();
    await box().fill("4111 1111 1111 1111");
    await page.keyboard.press("Enter");
    await page.locator(".fin-search-results").getByText("This could be a card number").waitFor();
    expect(await box().inputValue()).toBe("");
    expect(await page.content()).not.toContain("4111");
    await box().fill("'; drop table decision; --");
    await page.keyboard.press("Enter");
    await page.locator(".fin-search-results").getByText("Nothing can be stored under this text.").waitFor();
    await box().fill("x".repeat(10_240));
    await page.keyboard.press("Enter");
    await page.locator(".fin-search-results").getByText("Nothing can be stored under this text.").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.locator(".fin-search-results").count()).toBe(0);
    expect(page.url()).not.toContain("4111");
  });

  it("sorts the queue by a column, and says among what", async () => {
    await open();
    await cases().first().waitFor();
    await page.getByRole("columnheader", { name: "Alerts" }).getByRole("button").click();
    await expect.poll(shown).toEqual(["909", "912", "911", "910"]);
    await page.getByText("Sorted among the 10,000 most urgent cases").waitFor();
    await expect.poll(() => new URL(page.url()).search).toBe("?sort=alerts");
    await page.getByRole("button", { name: "Sort by urgency" }).click();
    await expect.poll(shown).toEqual(["912", "911", "910", "909"]);
  });

  it("keeps a view under a name, shows it again, and forgets it", async () => {
    await open("queue?queue=urgent");
    await cases().first().waitFor();
    await page.getByRole("button", { name: "Saved views" }).click();
    await page.getByRole("menuitem", { name: "Save this view…" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Urgent ones");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Saved view Urgent ones" }).waitFor();
    await page.goto(`${console.url}queue`);
    await expect.poll(() => cases().count()).toBe(4);
    await page.getByRole("button", { name: "Saved views" }).click();
    await page.getByRole("menuitem", { name: "Urgent ones", exact: true }).click();
    await expect.poll(() => new URL(page.url()).search).toBe("?queue=urgent");
    await expect.poll(() => cases().count()).toBe(2);
    await page.getByRole("button", { name: "Saved view Urgent ones" }).click();
    await page.getByRole("button", { name: "Delete Urgent ones" }).click();
    await page.getByTestId("announcer").getByText("View deleted").waitFor({ state: "attached" });
  });

  it("closes several cases with one finding, and names the one that was refused", async () => {
    await open();
    await cases().first().waitFor();
    await page.getByRole("checkbox", { name: "Choose all cases on this page" }).check();
    await page.getByText("4 cases chosen").waitFor();
    await page.getByRole("button", { name: "Close with one finding…" }).click();
    await page.getByRole("radio", { name: "False positive" }).check();
    await page.getByRole("textbox", { name: "Reason" }).fill("Test purchases of the shop");
    await page.getByRole("button", { name: "Record finding" }).click();
    await page.getByText("3 cases closed, 1 refused").waitFor();
    await page.getByRole("listitem").getByText("Another user has this case open").waitFor();
    await expect.poll(shown).toEqual(["910"]);
    expect(console.api.cases.dispositions.map((one) => one["caseNumber"])).toEqual([912, 911, 909]);
  });

  it("offers the lists as files with the filters on the screen", async () => {
    await open("queue?queue=urgent&late=overdue");
    await cases().first().waitFor();
    expect(await page.getByRole("link", { name: "Export CSV" }).getAttribute("href")).toMatch(/\/v1\/cases\/export\?closed=false&mine=false&overdue=true&queue=urgent$/);
    await page.goto(`${console.url}history?range=all&outcome=decline`);
    await page.getByRole("heading", { name: "Decision history" }).waitFor();
    expect(await page.getByRole("link", { name: "Export CSV" }).getAttribute("href")).toMatch(/\/v1\/decisions\/export\?outcome=decline$/);
  });

  it("sorts the history by amount", async () => {
    await open("history?range=all");
    await page.locator("[data-authorization]").first().waitFor();
    await page.getByRole("columnheader", { name: "Amount" }).getByRole("button").click();
    await page.getByText("Sorted among the newest 10,000 decisions that match.").waitFor();
    await expect.poll(() => new URL(page.url()).search).toContain("sort=amount");
  });

  it("shows causes instead of thresholds, and thresholds as system notes where there is no cause", async () => {
    await open();
    await cases().first().waitFor();
    const row = page.getByRole("row", { name: /Case 909/ });
    await row.getByText("Card testing: many small payments within an hour · Amount against the card's habit").waitFor();
    expect(await page.locator(".fin-cases").getByText("Score at or above").count()).toBe(0);
  });

  it("fits the case at 1440 pixels, with legend, names on hover and a larger drawing", async () => {
    await open("cases/912", { width: 1440, height: 900 });
    await page.locator(".fin-graph").waitFor();
    const [main, side] = await Promise.all([page.locator(".fin-case-main").boundingBox(), page.locator(".fin-case-side").boundingBox()]);
    expect(side && main && side.x >= main.x + main.width && side.y < main.y + 50).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.getByRole("list", { name: "Legend" }).getByText("terminal").waitFor();
    await page.getByRole("button", { name: "Enlarge" }).click();
    await page.getByRole("dialog", { name: "Links of case 912" }).waitFor();
  });

  it("puts every queue of a supervisor in one row", async () => {
    await open("", { width: 1280, height: 800 });
    await page.locator(".fin-queue").first().waitFor();
    const tops = await page.locator(".fin-queue").evaluateAll((tiles) => tiles.map((tile) => Math.round(tile.getBoundingClientRect().top)));
    expect(new Set(tops).size).toBe(1);
  });

  it("completes names in a rule, and says what is missing to save it", async () => {
    await open("rules");
    await page.getByRole("button", { name: "New rule" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^To save, complete: Name, Id/).waitFor();
    const expression = dialog.getByRole("textbox", { name: "Expression" });
    await expression.click();
    await page.keyboard.type("pan");
    await dialog.getByRole("option", { name: /panToken/ }).waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => expression.inputValue()).toBe("panToken");
    await page.keyboard.type(" == 'x' && am");
    await dialog.getByRole("option", { name: /amount/ }).first().waitFor();
    await page.keyboard.press("Escape");
    expect(await dialog.locator("#rule-suggestions [role=option]").count()).toBe(0);
    await dialog.getByText("Variables and functions").click();
    await dialog.getByRole("searchbox", { name: "Find a variable by name or meaning" }).fill("token of the card");
    await dialog.getByRole("button", { name: "panToken" }).waitFor();
    expect(await dialog.locator(".fin-variables").evaluate((list) => list.scrollWidth <= list.clientWidth + 1)).toBe(true);
  });

  it.each([390, 1280, 1440, 1920])("needs no scrolling sideways at %i pixels", async (width) => {
    await open("", { width, height: 900 });
    const fits = async (where: string) => expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), where).toBe(true);
    await cases().first().waitFor();
    await fits("queue");
    const id = console.api.cases.get(912)?.alerts[0]?.authorizationId ?? "";
    await page.goto(`${console.url}entities/card?of=${id}`);
    await page.locator(".fin-days").waitFor();
    await fits("card");
    await page.goto(`${console.url}cases/912`);
    await page.locator(".fin-graph").waitFor();
    await fits("case");
  });

  describe.each([
    ["en", "light", 1440],
    ["zh-CN", "dark", 1280],
  ] as const)("in %s, %s, at %i pixels", (language, theme, width) => {
    it("breaks no rule of WCAG 2.2 AA or good practice that axe knows", async () => {
      await open("", { language, theme, width, height: 900 });
      const check = async (where: string) => {
        const result = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
        expect(result.violations.map((violation) => `${where}: ${violation.id} ${violation.nodes.map((one) => one.target.join(" ")).join(", ")}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      };
      await cases().first().waitFor();
      await page.locator("[data-worth]").first().waitFor();
      await check("queue");
      const id = console.api.cases.get(912)?.alerts[0]?.authorizationId ?? "";
      await page.keyboard.press("/");
      await page.keyboard.type(id);
      await page.keyboard.press("Enter");
      await page.locator("a[data-hit]").first().waitFor();
      await check("search");
      await page.goto(`${console.url}entities/card?of=${id}`);
      await page.locator(".fin-days").waitFor();
      await check("card");
      await page.goto(`${console.url}cases/912`);
      await page.locator(".fin-graph").waitFor();
      await page.locator(".fin-hours").waitFor();
      await check("case");
      await page.goto(`${console.url}rules`);
      await page.locator("h1").waitFor();
      await page.keyboard.press("n");
      await page.locator("#rule-expression").click();
      await page.keyboard.type("am");
      await page.locator("#rule-suggestions [role=option]").first().waitFor();
      await check("rule editor");
    });
  });
});
