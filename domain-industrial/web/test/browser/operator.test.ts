import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CHROMIUM, type Console, hasChromium, launchBrowser, openPage, serveConsole, type View } from "../harness.ts";

if (!hasChromium) {
  process.stderr.write(`Skipping the browser tests: ${CHROMIUM} is missing (Debian: apt-get install chromium fonts-noto-cjk).\n`);
}

describe.skipIf(!hasChromium)("the operator", () => {
  let browser: Browser;
  let console: Console;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    console = await serveConsole({});
  });
  afterEach(async () => {
    await page.context().close();
    await console.close();
    expect(errors).toEqual([]);
    expect(console.api.unsafeWithoutHeader).toEqual([]);
  });

  async function open(path = "", view: View = {}): Promise<void> {
    ({ page, errors } = await openPage(browser, console.url + path, view));
  }
  const live = () => page.getByRole("status", { name: "Live data: Live" }).waitFor();
  const row = (asset: string, condition: string) => page.getByRole("row").filter({ hasText: asset }).filter({ hasText: condition });

  it("sees the most urgent alarm first, with its instruction, and acknowledges it", async () => {
    await open();
    const first = page.getByRole("article").first();
    await first.getByText("Engine E-03 is expected to last 11 cycles more").waitFor();
    const text = await first.innerText();
    for (const part of ["Critical", "Unacknowledged", "26 min ago", "Stop the endurance run after the present block"]) expect(text).toContain(part);
    await first.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByRole("article", { name: /Engine E-03/ }).getByText("Acknowledged", { exact: true }).waitFor();
    expect(console.api.alarms.open.find((alarm) => alarm.assetName === "Engine E-03")?.acknowledgedBy).toBe("operator");
  });

  it("sees each asset's health in words, its score against the limit, its life with the interval, and since when it is silent", async () => {
    await open();
    const tile = (name: string) => page.locator(".ind-tile").filter({ hasText: name });
    await tile("Engine E-03").waitFor();
    const words = async (name: string) => (await tile(name).innerText()).replace(/\s+/g, " ");
    expect(await words("Engine E-03")).toMatch(/Act now.*1\.32 of 1.*at least 8 cycles expected 11/);
    expect(await words("Compressor K-203")).toMatch(/Silent Silent since \d\d:\d\d:\d\d/);
    expect(await words("Press PR-3")).toContain("Learning normal operation, until about");
    await page.getByRole("button", { name: "Not good" }).click();
    await tile("Pump P-101").waitFor({ state: "detached" });
    await page.reload();
    await tile("Pump P-102").waitFor();
    expect(await tile("Pump P-101").count()).toBe(0);
  });

  it("sees a new alarm at once, and a screen reader says it", async () => {
    await open();
    await live();
    console.api.alarms.raise("Pump P-103");
    await page.getByRole("article", { name: "Critical: Pump P-103" }).waitFor();
    await page.getByTestId("announcer").getByText("Critical alarm: Pump P-103, Speed low").waitFor({ state: "attached" });
  });

  it("sees since when the page shows the past, and is live again without a reload", async () => {
    await open();
    await live();
    console.api.live.isRefused = true;
    console.api.live.cut();
    await page.getByText(/The live connection is lost\. This page shows the plant as it was at \d\d:\d\d:\d\d/).waitFor();
    console.api.live.isRefused = false;
    await live();
    await page.getByText(/The live connection is lost/).waitFor({ state: "detached" });
  });

  it("handles alarms by keyboard alone: walk, open, acknowledge, shelve with a reason, close", async () => {
    await open("alarms");
    await row("Pump P-102", "Drive-end vibration high").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /Drive-end vibration high/ }).waitFor();
    expect(await page.title()).toBe("Drive-end vibration high · Pump P-102 · Factory · Trivium");
    await page.getByRole("img", { name: /vibration-drive-end \(mm\/s\)/ }).waitFor();
    const details = page.locator(".ind-details");
    await details.getByText("The like before").waitFor();
    expect((await details.innerText()).replace(/\s+/g, " ")).toMatch(/9\.7 mm\/s \(high limit 7\.1 mm\/s\)/);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.title()).toBe("Alarms · Factory · Trivium");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-alarm"))).toBe(console.api.alarms.open.find((alarm) => alarm.condition === "Drive-end vibration high")?.alarmId);
    await page.keyboard.press("a");
    await row("Pump P-102", "Drive-end vibration high").getByText("Acknowledged", { exact: true }).waitFor();
    await page.keyboard.press("3");
    await row("Pump P-102", "Drive-end vibration high").getByText("Nuisance", { exact: true }).waitFor();
    await page.keyboard.press("s");
    const dialog = page.getByRole("dialog");
    const shelve = dialog.getByRole("button", { name: "Shelve" });
    expect(await shelve.isDisabled()).toBe(true);
    await dialog.getByRole("radio", { name: "60 min" }).check();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Bearing is ordered");
    await dialog.getByRole("textbox", { name: "Reason" }).press("Tab");
    await shelve.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await row("Pump P-102", "Drive-end vibration high").waitFor({ state: "detached" });
    const shelved = console.api.alarms.open.find((alarm) => alarm.condition === "Drive-end vibration high");
    expect(shelved).toMatchObject({ state: "shelved", reason: "Bearing is ordered", shelvedBy: "operator" });
    await page.getByRole("button", { name: "Not annunciated" }).click();
    await row("Pump P-102", "Drive-end vibration high").getByText(/Shelved until/).waitFor();
    expect(new URL(page.url()).search).toBe("?show=hidden");
  });

  it("keeps the focus in the list when the alarm, or the button, that has it is removed", async () => {
    await open("alarms");
    const focused = () => page.evaluate(() => document.activeElement?.closest("tr")?.innerText ?? "");
    await row("Cell W-2", "Unusual operation").getByRole("button", { name: /^Acknowledge/ }).press("Enter");
    await row("Cell W-2", "Unusual operation").getByText("Acknowledged", { exact: true }).waitFor();
    expect(await focused()).toContain("Cell W-2");
    await row("Press PR-1", "Oil temperature high").focus();
    await page.keyboard.press("a");
    await row("Press PR-1", "Oil temperature high").waitFor({ state: "detached" });
    await expect.poll(focused).toContain("Cell W-2");
    await page.keyboard.press("k");
    expect(await focused()).toContain("Compressor K-203");
  });

  it("sees many alarms of one cause as one group, and the others as a list", async () => {
    await open("alarms");
    for (const condition of ["Flow low", "Pressure low", "Level low", "Current low", "Speed low", "Power low"]) console.api.alarms.raise("Pump P-103", { condition, cause: "Cooling water" });
    const group = page.locator(".ind-group").filter({ has: page.getByRole("heading", { name: "Cooling water" }) });
    await group.getByRole("button", { name: /Show \d+ more/ }).waitFor();
    expect(await group.getByRole("row").count()).toBe(5);
    await page.locator(".ind-group").filter({ has: page.getByRole("heading", { name: "Other alarms" }) }).getByText("Engine E-03").waitFor();
  });

  it("sees a flood as its causes, and takes note of all of one cause at once", async () => {
    await console.close();
    console = await serveConsole({ flood: true });
    await open("alarms");
    await page.getByText(/Alarm flood: \d+ alarms in ten minutes/).first().waitFor();
    const group = page.locator(".ind-group").filter({ has: page.getByRole("heading", { name: "Cooling water" }) });
    await group.waitFor();
    expect(await group.getByRole("row").count()).toBe(5);
    await group.getByRole("button", { name: /Show \d+ more/ }).click();
    await expect.poll(() => group.getByRole("row").count()).toBeGreaterThan(15);
    await group.getByRole("button", { name: /Acknowledge all \d+/ }).click();
    await group.getByRole("button", { name: /Acknowledge all/ }).waitFor({ state: "detached" });
    await page.keyboard.press("c");
    await page.getByRole("grid", { name: "Open alarms, the most urgent first" }).waitFor();
  });

  it("sees what to do when an alarm has changed in the meantime, and loses nothing typed", async () => {
    await open("alarms");
    await row("Cell W-2", "Unusual operation").getByRole("button", { name: /^Shelve/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Liner is being changed");
    const alarm = console.api.alarms.open.find((one) => one.assetName === "Cell W-2");
    if (alarm !== undefined) alarm.version += 5;
    await dialog.getByRole("button", { name: "Shelve" }).click();
    await dialog.getByText("Changed in the meantime").waitFor();
    expect(await dialog.getByRole("textbox", { name: "Reason" }).inputValue()).toBe("Liner is being changed");
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });

  it("reads the wall without touching it: the worst, the lines in turn, and that the connection is lost", async () => {
    await open("wall", { width: 1920, height: 1080 });
    await page.getByRole("heading", { name: "Engine E-03" }).waitFor();
    await page.getByText("1 / 2").or(page.getByText("2 / 2")).waitFor();
    expect(await page.evaluate(() => [document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollHeight <= innerHeight])).toEqual([true, true]);
    console.api.live.isRefused = true;
    console.api.live.cut();
    await page.getByRole("alert").getByText(/CONNECTION LOST · as of \d\d:\d\d:\d\d/).waitFor();
    console.api.live.isRefused = false;
    await page.getByRole("alert").waitFor({ state: "detached" });
  });

  it("sees what the service says when it does not answer, and tries again", async () => {
    console.api.options.failWith = 500;
    await open();
    await page.getByRole("alert").getByText("The plant's database did not answer.").first().waitFor();
    delete console.api.options.failWith;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("article").first().waitFor();
  });

  it("sees which role is missing", async () => {
    console.api.options.roles = ["fin-analyst"];
    await open();
    await page.getByRole("heading", { name: "You do not have access" }).waitFor();
    await page.getByText(/industrial-operator, industrial-planner/).waitFor();
  });
});
