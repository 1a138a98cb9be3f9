import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CHROMIUM, hasChromium, launchBrowser, openPage, serveConsole, type Console, type View } from "../harness.ts";

if (!hasChromium) {
  process.stderr.write(`Skipping the browser tests: ${CHROMIUM} is missing (Debian: apt-get install chromium fonts-noto-cjk).\n`);
}

describe.skipIf(!hasChromium)("the fraud console", () => {
  let browser: Browser;
  let console: Console;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    console = await serveConsole({ ratePerSecond: 0 });
  });
  afterEach(async () => {
    await page.context().close();
    await console.close();
    expect(errors).toEqual([]);
  });

  async function open(path = "live", view: View = {}): Promise<void> {
    ({ page, errors } = await openPage(browser, console.url + path, view));
  }
  const table = (name: string | RegExp = /newest first/) => page.getByRole("grid", { name });
  const rows = () => table().getByRole("row");
  const rowOf = (id: string) => page.locator(`[data-authorization="${id}"]`);
  const live = () => page.getByRole("status", { name: "Live data: Live" }).waitFor();

  it("shows decisions as they are made, with figures, units and the model", async () => {
    await open();
    await live();
    const declined = console.api.emit({ outcome: "decline", score: 0.9512, latencyMs: 7.5, amount: 432.1, currency: "EUR" });
    await rowOf(declined.authorizationId).waitFor();
    const text = (await rows().nth(1).innerText()).replace(/\s+/g, " ");
    for (const part of ["Decline", "0.9512", "≥ 0.90", "432.10 EUR", "7.5 ms", "2026.11.1"]) expect(text).toContain(part);
    const figures = page.getByRole("group", { name: /Figures of the last/ });
    await figures.getByText("100.0%").waitFor();
    expect(await figures.innerText()).toMatch(/[\d.]+ \/s/);
    expect(await page.getByRole("img", { name: /scores over the last five minutes/ }).count()).toBe(1);
    expect(await page.getByText("Times in Asia/Shanghai (GMT+8)").count()).toBe(1);
    await page.getByTestId("announcer").getByText("1 authorization declined").waitFor({ state: "attached" });
  });

  it("works under a path of a host that services share, and requests nothing outside it", async () => {
    const shared = await serveConsole({ ratePerSecond: 0 }, "/fin");
    try {
      ({ page, errors } = await openPage(browser, `${shared.url}live`));
      const missing: string[] = [];
      page.on("response", (response) => {
        if (response.status() >= 400) missing.push(response.url());
      });
      await page.reload();
      await live();
      const declined = shared.api.emit({ outcome: "decline", score: 0.9512 });
      await rowOf(declined.authorizationId).waitFor();
      await page.getByRole("link", { name: "Value" }).click();
      await page.getByRole("heading", { name: "Value", level: 1 }).waitFor();
      expect(new URL(page.url()).pathname).toBe("/fin/console/value");
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      const asked = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname));
      expect(asked.some((path) => path.startsWith("/fin/console/assets/"))).toBe(true);
      expect(asked.filter((path) => !path.startsWith("/fin/"))).toEqual([]);
      expect(missing).toEqual([]);
    } finally {
      await shared.close();
    }
  });

  it("says what the platform was worth, how that is made, and what is missing", async () => {
    await open("value?days=90");
    await page.getByRole("heading", { name: "Value", level: 1 }).waitFor();
    const figures = page.locator(".tv-value-figures");
    await figures.getByText("9,999.50 EUR").waitFor();
    await figures.getByText("400%").waitFor();
    await page.getByRole("heading", { name: /Some prices are assumptions/ }).waitFor();
    await page.getByText("Set platform.value.demo-fin.platform-cost-per-month to what the platform costs a month.").waitFor();
    await page.getByText("-2,500.50 EUR").waitFor();
    const formula = page.getByRole("button", { name: "Formula of Fraud stopped" });
    await formula.focus();
    await page.keyboard.press("Enter");
    await page.getByText("Amounts of referred and declined payments that labels call fraud").waitFor();
    await page.getByText("6 min").waitFor();
    expect(await formula.getAttribute("aria-expanded")).toBe("true");
    await page.getByRole("combobox", { name: "Time" }).selectOption("30");
    await expect.poll(() => new URL(page.url()).search).toBe("");
  });

  it("holds the table while paused, counts what is new, and continues", async () => {
    await open();
    await live();
    console.api.emit();
    await page.getByRole("button", { name: "Pause" }).click();
    const late = console.api.emit({ outcome: "decline", score: 0.99 });
    await page.getByText(/Paused, 1 new decision since/).waitFor();
    expect(await rowOf(late.authorizationId).count()).toBe(0);
    await page.getByRole("button", { name: "Resume" }).click();
    await rowOf(late.authorizationId).waitFor();
  });

  it("shows what the stream brought above a list that comes late", async () => {
    console.api.options.listDelayMs = 1_500;
    await open();
    await live();
    const one = console.api.emit({ outcome: "decline", score: 0.95 });
    await page.getByText("Latest 60 decisions").waitFor();
    expect(await page.locator("[data-authorization]").first().getAttribute("data-authorization")).toBe(one.authorizationId);
  });

  it("filters by outcome and score, and keeps the filter in the address", async () => {
    await open();
    await live();
    const declined = console.api.emit({ outcome: "decline", score: 0.95 });
    const approved = console.api.emit({ outcome: "approve", score: 0.7 });
    await rowOf(approved.authorizationId).waitFor();
    await page.getByRole("button", { name: "Decline", exact: true }).click();
    await rowOf(approved.authorizationId).waitFor({ state: "detached" });
    await page.getByLabel("Lowest score").fill("0.9");
    await expect.poll(() => new URL(page.url()).search).toBe("?outcome=decline&minScore=0.9");
    await page.reload();
    await rowOf(declined.authorizationId).waitFor();
    expect(await page.getByRole("button", { name: "Decline", exact: true }).getAttribute("aria-pressed")).toBe("true");
  });

  it("explains a decision and takes a label that was confirmed", async () => {
    const one = console.api.emit({ outcome: "decline", score: 0.9512, reasons: ["score-at-or-above-decline", "observed-amount-above-usual"], country: "DE" });
    await open();
    await rowOf(one.authorizationId).click();
    const details = page.locator("#detail-title").locator("xpath=ancestor::*[contains(@class,'drawer__panel')][1]");
    await details.getByText("Card: authorizations in 30 d").waitFor();
    const text = (await details.innerText()).replace(/\s+/g, " ");
    for (const part of ["decline at 0.90", "Score at or above the decline threshold", "Amount far above the card's usual", "fin-authorization-risk 2026.11.1", one.panToken ?? "", "Germany (DE)", one.contentHash, "handbook/1"]) {
      expect(text).toContain(part);
    }
    expect(await details.getByRole("row").count()).toBe(16);

    const save = details.getByRole("button", { name: "Save label" });
    expect(await save.isDisabled()).toBe(true);
    await details.getByRole("radio", { name: "Fraud" }).check();
    expect(await save.isDisabled()).toBe(true);
    await details.getByRole("checkbox", { name: /I have checked this authorization and label it “Fraud”/ }).check();
    await save.click();
    await details.getByText("Labelled as Fraud.").first().waitFor();
    await details.getByText(/Labelled as Fraud by an analyst/).waitFor();
    expect(console.api.labels).toEqual([{ authorizationId: one.authorizationId, label: "fraud" }]);
    expect(console.api.unsafeWithoutHeader).toEqual([]);
  });

  it("resumes after the last decision it has when the stream is cut", async () => {
    await open();
    await live();
    const before = console.api.emit();
    await rowOf(before.authorizationId).waitFor();
    console.api.cutStreams();
    const missed = console.api.emit({ outcome: "refer", score: 0.7 });
    await rowOf(missed.authorizationId).waitFor();
    expect(console.api.resumedFrom).toEqual(["", before.authorizationId]);
  });

  it("is used by keyboard alone: walk, open, label, close, go elsewhere", async () => {
    const [older, newer] = [console.api.emit(), console.api.emit()];
    await open();
    await rowOf(newer.authorizationId).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Pause or resume the table").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("p");
    await page.getByRole("button", { name: "Resume" }).waitFor();
    await page.keyboard.press("j");
    await page.getByRole("heading", { name: new RegExp(newer.authorizationId) }).waitFor();
    await page.keyboard.press("j");
    const heading = page.getByRole("heading", { name: new RegExp(older.authorizationId) });
    await heading.waitFor();
    await page.getByRole("radio", { name: "Genuine" }).waitFor();
    await page.keyboard.press("2");
    expect(await page.getByRole("radio", { name: "Genuine" }).isChecked()).toBe(true);
    await page.keyboard.press("Escape");
    await heading.waitFor({ state: "detached" });
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset["authorization"])).toBe(older.authorizationId);
    await page.keyboard.press("Enter");
    await heading.waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("detail-title");
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.getByRole("heading", { name: "Decision history" }).waitFor();
  });

  it("pages through the history and comes back with the browser's own button", async () => {
    await open("history?range=all");
    await table().waitFor();
    const first = await rows().nth(1).innerText();
    await page.getByRole("button", { name: "Older" }).click();
    await page.waitForURL(/cursor=50/);
    await page.getByText(first).first().waitFor({ state: "detached" });
    expect(await rows().count()).toBe(51);
    await page.goBack();
    await expect.poll(() => rows().nth(1).innerText()).toBe(first);
  });

  it("lets a supervisor look at, replay and discard dead letters, and hides what could be a card number", async () => {
    await open("dead-letters");
    const letters = page.getByRole("grid", { name: "Dead letters" });
    await letters.waitFor();
    expect(await letters.getByRole("row").count()).toBe(5);
    await page.getByRole("button", { name: /View dead letter fin.authorization.v1 2:4002/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("••••••••••••1111").waitFor();
    expect(await dialog.innerText()).not.toContain("4111 1111");
    await dialog.getByRole("button", { name: "Discard…" }).click();
    const discard = dialog.getByRole("button", { name: "Discard", exact: true });
    expect(await discard.isDisabled()).toBe(true);
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("Test record of the sender");
    await discard.click();
    await dialog.getByText("Discarded.").first().waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => letters.getByRole("row").count()).toBe(4);

    await page.getByRole("button", { name: /View dead letter fin.authorization.v1 1:4001/ }).click();
    await dialog.getByRole("button", { name: "Replay…" }).click();
    await dialog.getByRole("textbox", { name: /Reason/ }).fill("The sender's bug is mended");
    await dialog.getByRole("button", { name: "Replay", exact: true }).click();
    await dialog.getByText(/Sent again/).waitFor();
  });

  it("does not offer dead letters to an analyst, and says which role they need", async () => {
    console.api.options.roles = ["fin-analyst"];
    await open("dead-letters");
    await page.getByText(/fin-supervisor/).waitFor();
    expect(await page.getByRole("link", { name: "Dead letters" }).count()).toBe(0);
  });

  it("sends a browser without a session to the sign-in page and back to where it was", async () => {
    console.api.options.session = "none";
    await open("history?outcome=decline");
    await page.getByRole("heading", { name: "Decision history" }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/console/history?outcome=decline");
  });

  it("says so when a person has no role here", async () => {
    console.api.options.roles = ["med-radiologist"];
    await open();
    await page.getByRole("heading", { name: "You do not have access" }).waitFor();
    const said = await page.locator("main").innerText();
    expect(said).toContain("Ana Lyst (analyst)");
    expect(said).toContain("fin-analyst, fin-supervisor, platform-auditor in demo-bank");
    expect(said).toContain("Your roles: med-radiologist");
    expect(await page.getByRole("link", { name: "Platform console" }).getAttribute("href")).toBe("http://localhost:1/console/");
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    const logout = page.waitForRequest((request) => request.url().endsWith("/console/logout"));
    await page.getByRole("button", { name: "Use another account" }).click();
    expect((await logout).method()).toBe("POST");
    expect((await logout).headers()["x-trivium-request"]).toBe("1");
  });

  it("says so when a person belongs to no organisation that is served here", async () => {
    console.api.options.session = "forbidden";
    await open();
    await page.getByText("does not serve any organisation of your account").waitFor();
    await page.getByRole("button", { name: "Use another account" }).waitFor();
  });

  it("acts for the organisation that a person of several chose, and names the page in the title", async () => {
    console.api.options.organisations = ["demo-bank", "other-bank"];
    await open("history");
    await page.getByRole("button", { name: "Organisation: demo-bank" }).click();
    await page.getByRole("menuitem", { name: "other-bank" }).click();
    await page.waitForURL(/console\/(queue)?$/);
    expect((await page.context().cookies()).find((cookie) => cookie.name === "trivium_organisation")?.value).toBe("other-bank");
    await open("history");
    await page.getByRole("heading", { name: "Decision history" }).waitFor();
    expect(await page.title()).toBe("Decision history · Payments · Trivium");
  });

  it("shows the service's error, with the id that finds it, and tries again", async () => {
    console.api.options.failWith = 500;
    await open("history");
    const alert = page.getByRole("alert");
    await alert.getByText("The decision store did not answer.").waitFor();
    expect(await alert.innerText()).toContain("e-4711");
    delete console.api.options.failWith;
    await page.getByRole("button", { name: "Try again" }).click();
    await table().waitFor();
  });

  it("says how to start traffic when nothing was ever decided", async () => {
    await console.close();
    console = await serveConsole({ ratePerSecond: 0, history: 0 });
    await open();
    await page.getByRole("heading", { name: "No authorization has been decided yet" }).waitFor();
    expect(await page.getByRole("textbox", { name: "Play live demo traffic" }).inputValue()).toBe("./trivium demo");
  });

  it("switches language, theme and time zone, and remembers them without storing anything else", async () => {
    await open();
    await live();
    await page.getByRole("button", { name: "Language: English" }).click();
    await page.getByRole("menuitem", { name: "简体中文" }).click();
    await page.getByRole("heading", { name: "实时决策" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
    await page.getByRole("button", { name: /^主题/ }).click();
    await page.getByRole("menuitem", { name: "深色" }).click();
    await page.getByRole("button", { name: "Ana Lyst 的账号" }).click();
    await page.getByRole("menuitem", { name: "UTC" }).click();
    await page.reload();
    await page.getByText(/时间按 UTC 显示/).waitFor();
    expect(await page.evaluate(() => document.documentElement.classList.contains("pf-v6-theme-dark"))).toBe(true);
    const stored = await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)]);
    expect(stored).toEqual([["trivium.preferences"], []]);
  });

  it("works at twice the size without losing anything", async () => {
    await open("live", { width: 640, height: 450 });
    await live();
    const one = console.api.emit();
    await rowOf(one.authorizationId).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await rowOf(one.authorizationId).click();
    await page.getByRole("button", { name: "Close" }).click();
  });

  describe.each([
    ["en", "light"],
    ["zh-CN", "dark"],
  ] as const)("in %s, %s", (language, theme) => {
    it("breaks no rule of WCAG 2.2 AA that axe knows", async () => {
      await console.close();
      console = await serveConsole({ ratePerSecond: 0, history: 12 });
      const one = console.api.emit({ outcome: "decline", score: 0.97, reasons: ["score-at-or-above-decline"] });
      console.api.emit({ outcome: "refer", score: undefined, degraded: true, reasons: ["model-unavailable"] });
      await open("live", { language, theme });
      const check = async (where: string) => {
        const result = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
        expect(result.violations.map((violation) => `${where}: ${violation.id} ${violation.nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
      };
      await rowOf(one.authorizationId).waitFor();
      await check("live");
      await rowOf(one.authorizationId).click();
      await page.locator("#label-fraud").check();
      await page.locator("#features-title").waitFor();
      await check("details");
      await page.goto(`${console.url}history?range=custom`);
      await page.locator("[data-authorization]").first().waitFor();
      await check("history");
      await page.goto(`${console.url}value`);
      await page.locator(".tv-value button[aria-expanded]").first().click();
      await page.locator(".tv-value-inputs").waitFor();
      await check("value");
      await page.goto(`${console.url}dead-letters`);
      await page.locator("tbody button").first().click();
      await page.locator("pre").waitFor();
      await check("dead letter");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.keyboard.press("?");
      await page.locator("kbd").first().waitFor();
      await check("shortcuts");
    });
  });
});
