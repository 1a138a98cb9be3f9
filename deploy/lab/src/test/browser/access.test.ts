import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasChromium, launchBrowser, picture, signIn, signInHere, violations } from "./browser.ts";
import { FIN, INDUSTRIAL, MED, RUNTIME } from "./platform.ts";

describe.skipIf(!hasChromium)("signing in", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  it("opens all four consoles with one account and one sign-in, each for the organisation it serves", async () => {
    const { page, errors } = await signIn(browser, `${RUNTIME}/console/`, "demo");
    await page.getByRole("button", { name: "Organisation: demo-bank" }).waitFor();
    for (const service of ["domain-fin", "domain-med", "domain-industrial"]) {
      expect(await page.locator(`[data-service=${service}]`).innerText()).not.toContain("does not open it");
    }
    for (const [console, organisation] of [
      [FIN, "demo-bank"],
      [MED, "demo-hospital"],
      [INDUSTRIAL, "demo-plant"],
    ] as const) {
      await page.goto(`${console}/console/`);
      await page.locator("h1").waitFor();
      await page.getByRole("banner").getByText(organisation).waitFor();
    }
    expect(errors).toEqual([]);
  });

  it("shows the operator each organisation in turn, in tabs that do not disturb one another", async () => {
    const { page, context } = await signIn(browser, `${RUNTIME}/console/learning`, "operator", { language: "zh-CN", theme: "dark" });
    await page.getByRole("button", { name: "机构：demo-bank" }).click();
    await picture(page, "organisation-menu");
    await page.getByRole("menuitem", { name: "demo-plant" }).click();
    await page.getByRole("button", { name: "机构：demo-plant" }).waitFor();
    const other = await context.newPage();
    await other.goto(`${RUNTIME}/console/`);
    await other.getByRole("button", { name: "机构：demo-plant" }).click();
    await other.getByRole("menuitem", { name: "demo-hospital" }).click();
    await other.getByRole("button", { name: "机构：demo-hospital" }).waitFor();
    const asked = page.waitForRequest((request) => request.url().includes("/v1/"));
    await page.getByRole("link", { name: "学习" }).first().click();
    expect((await asked).headers()["x-trivium-organisation"]).toBe("demo-plant");
  });

  it("says who is signed in and what is missing, and leads to another account", async () => {
    const { page } = await signIn(browser, `${FIN}/console/`, "analyst");
    await page.goto(`${RUNTIME}/console/`);
    await page.locator("[data-service=domain-med]").getByText(/does not open it.*med-radiologist/).waitFor();
    await page.goto(`${MED}/console/`);
    await page.getByRole("heading", { name: "You do not have access" }).waitFor();
    await page.getByText("Ana Lyst (analyst)").waitFor();
    await page.getByText("does not serve any organisation of your account").waitFor();
    expect(await page.getByRole("link", { name: "Platform console" }).getAttribute("href")).toBe(`${RUNTIME}/console/`);
    expect(await violations(page)).toEqual([]);
    await picture(page, "wrong-account");
    await page.getByRole("button", { name: "Use another account" }).click();
    await page.locator("#username").waitFor();
    await picture(page, "sign-in");
    expect(await page.title()).toBe("Sign in · Trivium");
    expect(await violations(page)).toEqual([]);
    await signInHere(page, "radiologist", (address) => address.href.startsWith(`${MED}/console/`));
    await page.getByRole("button", { name: "Account of Rada Ologist" }).waitFor();
  });
});
