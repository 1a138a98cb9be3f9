import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPage } from "../../../../../platform-core/web/testing/browser.ts";
import { hasChromium, launchBrowser, picture, signIn } from "./browser.ts";
import { FIN, identity, INDUSTRIAL, RUN } from "./platform.ts";

const USER = `changer-${RUN}`;
const FIRST = `first-word-${RUN}`;
const SECOND = `second-word-${RUN}`;
const COMMON = "superman";

describe.skipIf(!hasChromium)("a user with an account", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
    await identity("POST", "/users", { username: USER, enabled: true, email: `${USER}@demo.invalid`, emailVerified: true, firstName: "Chan", lastName: "Ger", attributes: { tenant_id: ["demo-bank"] } });
    const [user] = await identity<[{ id: string }]>("GET", `/users?exact=true&username=${USER}`);
    const role = await identity<{ id: string; name: string }>("GET", "/roles/fin-analyst");
    await identity("POST", `/users/${user.id}/role-mappings/realm`, [role]);
    // Administrators are held to the same words.
    await expect(identity("PUT", `/users/${user.id}/reset-password`, { type: "password", value: COMMON, temporary: false })).rejects.toThrow("400");
    await identity("PUT", `/users/${user.id}/reset-password`, { type: "password", value: FIRST, temporary: false });
  });
  afterAll(() => browser?.close());

  async function signedIn(password: string) {
    const desk = await openPage(browser, `${FIN}/console/`, { patience: 90_000 });
    await desk.page.locator("#username").fill(USER);
    await desk.page.locator("#password").fill(password);
    await desk.page.keyboard.press("Enter");
    await desk.page.locator("h1").waitFor();
    await desk.page.getByRole("button", { name: /Chan Ger/ }).waitFor();
    return desk;
  }

  it("changes the password from the console: the present one is asked for, a common one refused, other sessions end", async () => {
    const { page, context } = await signedIn(FIRST);
    const elsewhere = await signedIn(FIRST);

    await page.getByRole("button", { name: /Chan Ger/ }).click();
    await picture(page, "account-menu");
    const [account] = await Promise.all([context.waitForEvent("page"), page.getByRole("menuitem", { name: "Password and sessions" }).click()]);
    await account.getByTestId("username").waitFor();
    await picture(account, "account");
    await account.getByRole("button", { name: "Account security" }).click();
    await account.getByRole("link", { name: "Signing in" }).click();
    await account.getByRole("button", { name: "Update" }).first().click();

    await account.locator("#password").waitFor();
    expect(await account.locator("#password-new").count()).toBe(0);
    await account.locator("#password").fill(FIRST);
    await account.keyboard.press("Enter");
    for (const [word, taken] of [
      [COMMON, false],
      [SECOND, true],
    ] as const) {
      await account.locator("#password-new").fill(word);
      await account.locator("#password-confirm").fill(word);
      await account.locator("#logout-sessions").check();
      await picture(account, `account-password-${taken ? "taken" : "refused"}`);
      await account.keyboard.press("Enter");
      if (!taken) await account.getByText(/Invalid password/).waitFor();
    }
    await account.getByRole("heading", { name: "Signing in" }).waitFor();

    // Still signed in here, no longer elsewhere.
    await page.goto(`${FIN}/console/account`);
    await page.getByTestId("username").waitFor();
    await elsewhere.page.goto(`${FIN}/console/account`);
    await elsewhere.page.locator("#username").waitFor();
    await signedIn(SECOND);
  });

  it("comes from the realm's file and reads Chinese", async () => {
    const { page, context } = await signIn(browser, `${INDUSTRIAL}/console/`, "technician", { language: "zh-CN", theme: "dark", width: 1920 });
    await page.getByRole("button", { name: /的账号$/ }).click();
    await picture(page, "account-menu-zh");
    const [account] = await Promise.all([context.waitForEvent("page"), page.getByRole("menuitem", { name: "密码与会话" }).click()]);
    await account.getByTestId("username").waitFor();
    await picture(account, "account-zh");
    expect(await account.getByTestId("username").inputValue()).toBe("technician");
  });
});
