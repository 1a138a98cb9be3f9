import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Desk, hasChromium, launchBrowser, picture, signIn } from "./browser.ts";
import { bringPress, factory, INDUSTRIAL, type Press, until } from "./platform.ts";

interface Alarm {
  readonly alarmId: string;
  readonly state: string;
  readonly acknowledgedBy?: string | null;
  readonly workOrderId?: string | null;
}

const CONSOLE = `${INDUSTRIAL}/console/`;

describe.skipIf(!hasChromium)("the factory's console of the running platform", () => {
  let browser: Browser;
  let desk: Desk;
  let page: Page;
  let press: Press;

  beforeAll(async () => {
    press = await bringPress("press");
    browser = await launchBrowser();
    desk = await signIn(browser, CONSOLE, "planner");
    page = desk.page;
  });
  afterEach(async (test) => {
    if (test.task.result?.state === "fail") await picture(page, "factory");
  });
  afterAll(() => browser?.close());

  const alarm = async () => (await factory<{ items: Alarm[] }>(`/v1/alarms?state=all&assetId=${press.assetId}`)).items[0];

  it("shows a machine's values as they come, and over time", async () => {
    await page.goto(`${CONSOLE}assets/${press.assetId}`);
    await page.getByRole("heading", { name: press.name, level: 1 }).waitFor();
    const value = page.locator('[data-tag="force"] .ind-live-value');
    await expect.poll(() => value.innerText(), { timeout: 60_000 }).toContain("500");
    await page.getByRole("status", { name: "Live data: Live" }).waitFor();
    await press.measure(612);
    await expect.poll(() => value.innerText(), { timeout: 60_000 }).toContain("612");
    await page.getByRole("img", { name: /^force from/ }).waitFor();
  });

  it("shows an alarm on the overview at once, and takes note of it", async () => {
    await page.goto(CONSOLE);
    await page.getByRole("status", { name: "Live data: Live" }).waitFor();
    await press.measure(950);
    const raised = page.getByRole("article").filter({ hasText: press.name });
    await raised.getByText("Take the part out of the die").waitFor();
    await raised.getByRole("button", { name: "Acknowledge" }).click();
    // Unacknowledged alarms are first: others may replace the card.
    await raised.getByRole("button", { name: "Acknowledge" }).waitFor({ state: "detached" });
    expect(await until("the note is taken", async () => (await alarm())?.acknowledgedBy ?? undefined)).toBe("planner");
  });

  it("is read from afar on the wall: the worst first, and without scrolling", async () => {
    const wall = await signIn(browser, CONSOLE, "planner", { width: 1920, height: 1080 });
    await wall.page.getByRole("link", { name: /wall/i }).first().click();
    await wall.page.locator(".ind-wall-line").first().waitFor();
    await wall.page.getByText(press.name).first().waitFor();
    expect(await wall.page.evaluate(() => [document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollHeight <= innerHeight])).toEqual([true, true]);
    await picture(wall.page, "wall");
    await wall.page.keyboard.press("w");
    await wall.page.locator(".ind-tile").first().waitFor();
    expect(wall.errors).toEqual([]);
    await wall.context.close();
  });

  it("leads from the alarm to the work that it proposed, which is planned, begun and done with what was found", async () => {
    await page.goto(`${CONSOLE}alarms?selected=${(await alarm())?.alarmId ?? ""}`);
    const dialog = page.getByRole("dialog");
    // A critical alarm has its work proposed by the service.
    await page.getByRole("link", { name: "Open the work order" }).first().click();
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    await dialog.getByLabel(/^Begin/).fill("2030-12-01T08:00");
    await dialog.getByLabel(/^End/).fill("2030-12-01T10:00");
    await dialog.getByLabel("Technician").selectOption("technician");
    await dialog.getByRole("button", { name: "Plan" }).click();
    await page.getByRole("button", { name: "Start work" }).click();
    await page.getByRole("button", { name: "Complete" }).click();
    await dialog.getByRole("radio", { name: /^Confirmed/ }).check();
    await dialog.getByLabel(/^Failure mode/).selectOption("LOO");
    await dialog.getByLabel(/^Downtime/).fill("35");
    await dialog.getByLabel(/^Cost/).fill("120");
    await dialog.getByRole("button", { name: "Complete" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Done", { exact: true }).first().waitFor();
    const order = await factory(`/v1/work-orders/${(await alarm())?.workOrderId ?? ""}`);
    expect(order).toMatchObject({ state: "done", source: "alarm", outcome: "confirmed", failureMode: "LOO", downtimeMinutes: 35, cost: 120, assignee: "technician" });
  });

  it("lets a technician see the plan and change none of it", async () => {
    const technician = await signIn(browser, `${CONSOLE}maintenance`, "technician");
    await technician.page.getByRole("heading", { level: 1 }).waitFor();
    await technician.page.locator("[data-order]").filter({ hasText: press.name }).first().waitFor();
    expect(await technician.page.getByRole("button", { name: "Costs" }).count()).toBe(0);
    expect(technician.errors).toEqual([]);
    await technician.context.close();
  });
});
