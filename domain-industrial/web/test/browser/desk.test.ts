import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Console, hasChromium, launchBrowser, openPage, serveConsole, type View } from "../harness.ts";

describe.skipIf(!hasChromium)("at the desk", () => {
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
  const asset = (name: string) => `assets/${console.api.plant.named(name).node.nodeId}`;
  const order = (title: string) => page.locator("[data-order]").filter({ hasText: title });
  const dialog = () => page.getByRole("dialog");

  it("an asset's tags are live, with unit and place in their range; what is chosen is plotted", async () => {
    await open(asset("Pump P-102"));
    await expect.poll(() => page.title()).toBe("Pump P-102 · Factory · Trivium");
    await page.locator('[data-tag="speed"]').getByText(/1,4\d\d min⁻¹/).waitFor();
    const pressure = page.locator('[data-tag="discharge-pressure"] .ind-live-value');
    await expect.poll(() => pressure.innerText()).toMatch(/^[56]\.\d+ bar$/);
    const value = await pressure.innerText();
    await expect.poll(() => pressure.innerText()).not.toBe(value);
    await page.getByRole("img", { name: /vibration-drive-end, vibration-free-end from/ }).waitFor();
    await page.getByRole("checkbox", { name: "Plot speed" }).click();
    await page.getByRole("img", { name: /^speed from/ }).waitFor();
    await page.reload();
    await page.getByRole("img", { name: /^speed from/ }).waitFor();
  });

  it("a selected range of a trend is loaded again at a finer resolution; Live leads back", async () => {
    await open(asset("Pump P-102"));
    const plot = page.getByRole("img", { name: /vibration-drive-end/ }).first();
    const box = await plot.boundingBox();
    if (box === null) throw new Error("the plot has no place");
    await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 60, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=.*to=/);
    await expect.poll(() => (console.api.trendsAsked.at(-1)?.to ?? 0) - (console.api.trendsAsked.at(-1)?.from ?? 0)).toBeLessThan(20 * 60_000);
    await page.getByText(/points from single readings|points from seconds/).waitFor();
    await page.getByRole("button", { name: "Every point" }).click();
    await expect.poll(() => console.api.trendsAsked.at(-1)?.pixels).toBe(20_000);
    await page.keyboard.press("0");
    await expect.poll(() => new URL(page.url()).searchParams.get("from")).toBeNull();
  });

  it("an asset shows life with its band, score with its limit, alarms and work; a planner has it learn again", async () => {
    await open(asset("Engine E-03"));
    await page.getByText("expected 11, 90 % interval 8 to 14").waitFor();
    await page.getByRole("img", { name: /Remaining life with its interval/ }).waitFor();
    await page.getByText(/A failure until .* has a probability of 97%/).waitFor();
    await page.getByRole("list", { name: "Likely failures" }).getByText("Compressor Structural deficiency (STD)").waitFor();
    await page.getByRole("img", { name: /Anomaly score of the last 24 hours against its limit 1/ }).waitFor();
    await page.getByRole("link", { name: "Change the high-pressure compressor module" }).waitFor();
    await page.getByRole("button", { name: "Restart learning" }).click();
    await dialog().getByRole("button", { name: "Restart learning" }).click();
    await page.getByText("1,840 of 7,200 rows").waitFor();
  });

  it("a cell shows its last cycles and one of them against the good ones; what was found is said by a person", async () => {
    await open(asset(console.api.plant.assets.find((one) => one.assetType === "welding-cell")?.node.name ?? ""));
    const strip = page.getByRole("list", { name: "Last cycles, the latest at the end" });
    await expect.poll(() => strip.getByRole("button").count()).toBe(40);
    await page.getByText("Of the last 40: 33 good, 2 defective").waitFor();
    await page.getByRole("heading", { name: "waits for the model" }).waitFor();
    await strip.getByRole("button", { name: /incomplete, not judged/ }).click();
    await page.getByText("nothing was heard for more than 2.0 s").waitFor();
    await strip.getByRole("button", { name: /Wire slip, 91%/ }).last().click();
    await page.getByRole("list", { name: "What it may be" }).getByText("511").waitFor();
    await page.getByRole("img", { name: "wire-feed over the cycle, outside of good ones in 14 of 24 parts" }).waitFor();
    await page.getByRole("button", { name: "travel-speed", exact: true }).click();
    await page.getByRole("img", { name: /^travel-speed over the cycle, outside of good ones in 0 of 24 parts/ }).waitFor();
    await page.getByRole("button", { name: "Confirm: Wire slip" }).click();
    await page.getByRole("heading", { name: "Wire slip, as a person said" }).waitFor();
    await page.getByRole("button", { name: "It is something else" }).click();
    const save = dialog().getByRole("button", { name: "Save" });
    expect(await save.isDisabled()).toBe(true);
    await dialog().getByLabel(/^Found/).selectOption("lack-of-fusion");
    await dialog().getByLabel(/^Note/).fill("cold at the corner");
    await save.click();
    await page.getByRole("heading", { name: "Lack of fusion, as a person said" }).waitFor();
    await page.getByText("cold at the corner").waitFor();
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByRole("heading", { name: "Wire slip, 91%" }).waitFor();
    expect(console.api.cycles.said.map(({ defect, note }) => [defect, note])).toEqual([["wire-slip", undefined], ["lack-of-fusion", "cold at the corner"], [undefined, undefined]]);
  });

  it("a person says of the cycles that are worth a look what they were, and they leave the list", async () => {
    await open("alarms");
    const rows = () => page.locator("[data-worth]");
    await rows().first().waitFor();
    await page.getByRole("region", { name: "Suggested for review" }).getByText("The model is least sure here").first().waitFor();
    expect(await rows().count()).toBe(10);
    const first = await rows().first().getAttribute("data-worth");
    await page.keyboard.press("v");
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset["worth"])).toBe(first);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Confirm: Wire slip" }).click();
    await page.getByRole("heading", { name: "Wire slip, as a person said" }).waitFor();
    expect(console.api.cycles.said.map(({ cycleId }) => cycleId)).toEqual([first]);
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Alarms" }).click();
    await rows().first().waitFor();
    expect(await page.locator(`[data-worth="${first}"]`).count()).toBe(0);
    console.api.options.labelGap = "unavailable";
    await page.reload();
    await page.getByText("The model runtime does not answer.").waitFor();
  });

  it("an asset that sends nothing says since when, and what to do", async () => {
    await open(asset("Compressor K-203"));
    await page.getByText("This asset is silent").waitFor();
    await page.getByText(/Check the edge node's power and network/).waitFor();
    await page.locator('[data-tag="outlet-pressure"]').getByText(/min ago/).waitFor();
  });

  it("work goes from the alarm to the plan, is begun and completed with what was found", async () => {
    await open("alarms");
    await page.getByRole("button", { name: "Silent", exact: true }).click();
    await page.getByRole("button", { name: "Propose work" }).click();
    await dialog().getByRole("textbox", { name: /What is to be done/ }).fill("Restart the edge node");
    await dialog().getByRole("button", { name: "Propose" }).click();
    await page.getByRole("link", { name: "Open the work order" }).click();
    await page.getByRole("heading", { name: /Restart the edge node/ }).waitFor();
    expect(await page.title()).toMatch(/^WO-\d+ · .+ · Factory · Trivium$/);
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    await dialog().getByLabel(/^Begin/).fill("2036-12-01T08:00");
    await dialog().getByLabel(/^End/).fill("2036-12-01T07:00");
    await dialog().getByText("The end has to be after the begin.").waitFor();
    await dialog().getByLabel(/^End/).fill("2036-12-01T10:00");
    await dialog().getByLabel(/^Begin/).fill("2026-11-01T08:00");
    await dialog().getByText("Work cannot begin in the past.").waitFor();
    expect(await dialog().getByRole("button", { name: "Plan" }).isDisabled()).toBe(true);
    await dialog().getByLabel(/^Begin/).fill("2036-12-01T08:00");
    await dialog().getByLabel("Technician").selectOption({ label: "Timo Echner (technician), 3 open work orders" });
    await dialog().getByRole("button", { name: "Plan" }).click();
    await page.getByRole("button", { name: "Start work" }).click();
    await page.getByRole("button", { name: "Complete" }).click();
    const complete = dialog().getByRole("button", { name: "Complete" });
    expect(await complete.isDisabled()).toBe(true);
    await dialog().getByRole("radio", { name: /^Confirmed/ }).check();
    await dialog().getByLabel(/^Failure mode/).selectOption("LOO");
    await dialog().getByLabel(/^Downtime/).fill("35");
    await dialog().getByLabel(/^Cost/).fill("120");
    await complete.click();
    await dialog().waitFor({ state: "detached" });
    await page.getByText("Done", { exact: true }).first().waitFor();
    expect(console.api.maintenance.orders.at(-1)).toMatchObject({ state: "done", source: "alarm", outcome: "confirmed", failureMode: "LOO", downtimeMinutes: 35, cost: 120, assignee: "technician", plannedFrom: "2036-12-01T00:00:00.000Z" });
  });

  it("what the model expected is suggested when work is completed, and chosen only by the technician", async () => {
    await open("maintenance");
    await order("Change the high-pressure compressor module").click();
    await page.getByRole("list", { name: "Likely failures" }).getByText("81%").waitFor();
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    await dialog().getByLabel(/^Begin/).fill("2036-12-01T08:00");
    await dialog().getByLabel(/^End/).fill("2036-12-01T10:00");
    await dialog().getByRole("button", { name: "Plan" }).click();
    await page.getByRole("button", { name: "Start work" }).click();
    await page.getByRole("button", { name: "Complete" }).click();
    await dialog().getByRole("radio", { name: /^Confirmed/ }).check();
    const mode = dialog().getByLabel(/^Failure mode/);
    expect(await mode.inputValue()).toBe("");
    await dialog().getByRole("button", { name: "Choose STD: Compressor, 81%" }).click();
    expect(await mode.inputValue()).toBe("STD");
  });

  it("the planner sees what pays, by board and by week, and figures with their formulas", async () => {
    await open("maintenance");
    await order("Change the high-pressure compressor module").getByText("saves 41,120 EUR").waitFor();
    await order("Replace the drive-end bearing").click();
    await page.getByText(/If nothing is done, a failure has a probability of 38% and would cost 41,000 EUR: an expected loss of 15,580 EUR\. The work costs 1,850 EUR\./).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("tab", { name: "Timeline" }).click();
    await page.getByRole("table", { name: "Timeline" }).getByRole("link", { name: "Engine E-06" }).waitFor();
    await page.getByRole("tab", { name: "Figures" }).click();
    await page.getByText("MTBF = operating hours / failures").waitFor();
    await page.getByRole("button", { name: "Costs" }).click();
    await dialog().getByLabel(/Downtime \(EUR\/h\)/).fill("1000");
    await dialog().getByRole("button", { name: "Save" }).click();
    await page.getByRole("grid", { name: "Figures" }).getByText("50,000 EUR").waitFor();
  });

  it("a planner lists technicians, and a plan begins on the next quarter of an hour for as long as a planned repair takes", async () => {
    await open("maintenance");
    await page.getByRole("button", { name: "Technicians" }).click();
    await dialog().getByLabel("User name").fill("ada");
    await dialog().getByLabel("Full name").fill("Ada Fitter");
    await dialog().getByRole("button", { name: "Add" }).click();
    await dialog().getByText("Ada Fitter").waitFor();
    await dialog().getByRole("button", { name: "Remove Beate Fuchs" }).click();
    await dialog().getByText("Beate Fuchs").waitFor({ state: "detached" });
    await dialog().getByRole("button", { name: "Close", exact: true }).last().click();
    await order("Clean liner and feed rollers").click();
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    const [from, to] = [await dialog().getByLabel(/^Begin/).inputValue(), await dialog().getByLabel(/^End/).inputValue()];
    expect(Number(from.slice(14, 16)) % 15).toBe(0);
    expect(Date.parse(`${to}Z`) - Date.parse(`${from}Z`)).toBe(4 * 3_600_000);
    await dialog().getByLabel("Technician").selectOption("ada");
    await dialog().getByRole("button", { name: "Plan" }).click();
    await dialog().waitFor({ state: "detached" });
    expect(console.api.maintenance.orders.find(({ title }) => title === "Clean liner and feed rollers")).toMatchObject({ state: "planned", assignee: "ada" });
  });

  it("a planner says who is notified, in which order, and tries it", async () => {
    await open("alarms?tab=notifications");
    await page.getByRole("button", { name: "Add a step" }).click();
    await page.getByLabel("After (min), Step 2").fill("10");
    await page.getByLabel("Channel, Step 2").selectOption("webhook");
    await page.getByLabel("Send to, Step 2").fill("https://hooks.plant.example/alarms");
    await page.getByRole("button", { name: "Send a test" }).last().click();
    await page.getByText("The test was taken.").waitFor();
    await page.getByLabel("After (min), Step 1").fill("20");
    await page.getByText("The steps have to be in the order of their times.").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    await page.getByLabel("After (min), Step 1").fill("0");
    await page.getByRole("button", { name: "Save" }).click();
    await page.reload();
    expect(await page.getByLabel("Send to, Step 2").inputValue()).toBe("https://hooks.plant.example/alarms");
  });

  it("an operator plans nothing and writes no rule", async () => {
    console.api.options.roles = ["industrial-operator"];
    await open("maintenance");
    await order("Clean liner and feed rollers").click();
    await page.getByRole("heading", { name: /Clean liner/ }).waitFor();
    expect(await page.getByRole("button", { name: "Plan", exact: true }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "Propose work" }).count()).toBe(0);
    await page.goto(`${console.url}alarms`);
    await page.getByRole("button", { name: "Silent", exact: true }).click();
    await page.getByRole("button", { name: "Shelve", exact: true }).first().waitFor();
    expect(await page.getByRole("button", { name: "Propose work" }).count()).toBe(0);
    await page.goto(`${console.url}alarms?tab=rules`);
    await page.getByRole("grid", { name: "Rules" }).waitFor();
    expect(await page.getByRole("button", { name: "New rule" }).count()).toBe(0);
    await page.getByText("Planners write these rules.").waitFor();
  });

  it("a rule is written, changed and deleted", async () => {
    await open("alarms?tab=rules");
    await page.getByText("vibration-drive-end > 7.1 mm/s, back at 6.7 mm/s").waitFor();
    await page.getByRole("button", { name: "New rule" }).click();
    const save = dialog().getByRole("button", { name: "Save" });
    await dialog().getByRole("textbox", { name: "Name" }).fill("Bearing hot");
    await dialog().getByLabel("Applies to").selectOption("centrifugal-pump");
    await dialog().getByLabel("Tag", { exact: true }).selectOption("bearing-temperature");
    expect(await save.isDisabled()).toBe(true);
    await dialog().getByLabel(/^Limit \(°C\)/).fill("85");
    await dialog().getByLabel(/^Deadband/).fill("3");
    await save.click();
    const rule = page.getByRole("row").filter({ hasText: "Bearing hot" });
    await rule.getByText("bearing-temperature > 85 °C, back at 82 °C").waitFor();
    await rule.getByRole("button", { name: "Delete Bearing hot" }).click();
    await dialog().getByRole("button", { name: "Delete" }).click();
    await rule.waitFor({ state: "detached" });
  });

  it("a recommendation comes with its expected bead, and is accepted, or answered with own settings", async () => {
    await open("process");
    await page.getByText("Advisory only").waitFor();
    await page.getByLabel(/Width at least/).fill("13");
    await page.getByText("The least width is greater than the greatest.").waitFor();
    await page.getByLabel(/Width at least/).fill("9");
    await page.getByRole("button", { name: "Recommend settings" }).click();
    await page.getByRole("button", { name: "Prefer own settings" }).click();
    await dialog().getByLabel(/^Current/).fill("9000");
    await dialog().getByText("Every setting has to be within the range of the experiments.").waitFor();
    await dialog().getByLabel(/^Current/).fill("420");
    await dialog().getByRole("region", { name: "What these settings are expected to make" }).getByText(/± 0\.53 mm/).waitFor();
    await dialog().getByRole("button", { name: "Prefer own settings" }).click();
    await page.getByText(/Own settings: .*Current 420 A/).waitFor();
    expect(console.api.process.items[0]).toMatchObject({ state: "changed", limits: { widthMin: 9 } });
  });

  it("the plant's model is found, shown and imported only after what would change was seen", async () => {
    await open("plant");
    await page.getByRole("textbox", { name: "Find by name, source or type" }).fill("p-102");
    await page.getByRole("treeitem", { name: /Pump P-102/ }).last().getByText("Pump P-102").click();
    await page.getByRole("grid", { name: "Tags now" }).getByText("discharge-pressure").waitFor();
    await page.getByRole("button", { name: "Import" }).click();
    const run = dialog().getByRole("button", { name: "Import" });
    await page.locator("input[type=file]").setInputFiles({ name: "plant.json", mimeType: "application/json", buffer: Buffer.from("not a plant") });
    await dialog().getByText(/This is no plant document/).waitFor();
    expect(await run.isDisabled()).toBe(true);
    await page.locator("input[type=file]").setInputFiles({ name: "plant.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(console.api.plant.document())) });
    await dialog().getByText("Would create 3, change 1, and leave 42 as they are.").waitFor();
    await run.click();
    await dialog().waitFor({ state: "detached" });
  });

  it("says what predictions were worth, and what is missing", async () => {
    await open("value?days=7");
    await page.locator(".tv-value-figures").getByText("9,999.50 EUR").waitFor();
    await page.getByRole("button", { name: "Formula of Work orders of predictions" }).click();
    await page.getByText(/false alarms included/).waitFor();
  });

  it("data quality says what is not stored, why, and what to do", async () => {
    await open("quality");
    await page.getByRole("row").filter({ hasText: "Unknown source" }).getByText("then send the readings below again").waitFor();
    await page.getByRole("row").filter({ hasText: "Compressor K-203" }).getByText(/still silent/).waitFor();
    const letters = page.getByRole("grid", { name: "Readings that could not be placed" });
    await letters.getByRole("button", { name: /^Send again.*shield-gas-flow/ }).click();
    await letters.getByText("shield-gas-flow").waitFor({ state: "detached" });
    await letters.getByRole("button", { name: /^Discard.*not JSON/ }).click();
    await dialog().getByRole("textbox", { name: "Reason" }).fill("A test of the sender");
    await dialog().getByRole("button", { name: "Discard" }).click();
    await expect.poll(() => letters.getByRole("row").count()).toBe(2);
  });
});
