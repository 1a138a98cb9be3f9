import { randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Desk, hasChromium, launchBrowser, picture, signIn } from "./browser.ts";
import { factory, INDUSTRIAL, RUN, until } from "./platform.ts";

interface Node {
  readonly nodeId: string;
  readonly name: string;
}

interface Alarm {
  readonly alarmId: string;
  readonly state: string;
  readonly acknowledgedBy?: string | null;
  readonly workOrderId?: string | null;
}

const CONSOLE = `${INDUSTRIAL}/console/`;
const PRESS = `Press ${RUN}`;
const SOURCE = `browser/${RUN}/press`;

describe.skipIf(!hasChromium)("the factory's console of the running platform", () => {
  let browser: Browser;
  let desk: Desk;
  let page: Page;
  let assetId: string;

  /** A press of this run alone, with a limit that it has not passed yet. */
  beforeAll(async () => {
    const assetType = `browser-press-${RUN}`;
    const part = (level: string, name: string, children: unknown[]) => ({ level, name, children });
    const press = { level: "asset", name: PRESS, assetType, source: SOURCE };
    await factory("/v1/plant/import", {
      formatVersion: 1,
      assetTypes: [{ name: assetType, description: "Press of the browser's tests", tags: [{ name: "force", description: "Force of the ram", unit: "kN", low: 0, high: 1_000, samplingMs: 1_000 }] }],
      plant: [part("enterprise", "Browser", [part("site", "Tests", [part("area", "Forming", [part("line", "Presses", [press])])])])],
    });
    await factory(
      `/v1/alarm-rules/${randomUUID()}`,
      { version: 0, name: "Overload", assetType, kind: "limit", tag: "force", side: "high", limit: 800, deadband: 10, onDelaySeconds: 0, offDelaySeconds: 0, priority: "critical", advice: "Take the part out of the die", enabled: true },
      "PUT",
    );
    const { nodes } = await factory<{ nodes: readonly Node[] }>("/v1/plant");
    assetId = nodes.find((node) => node.name === PRESS)?.nodeId ?? "";
    await measure(500);
    browser = await launchBrowser();
    desk = await signIn(browser, CONSOLE, "planner");
    page = desk.page;
  });
  afterEach(async (test) => {
    if (test.task.result?.state === "fail") await picture(page, "factory");
  });
  afterAll(() => browser?.close());

  const measure = (force: number) => factory("/v1/readings", { source: SOURCE, readings: [{ tag: "force", at: new Date().toISOString(), value: force }] });
  const alarm = async () => (await factory<{ items: Alarm[] }>(`/v1/alarms?state=all&assetId=${assetId}`)).items[0];

  it("shows a machine's values as they come, and over time", async () => {
    await page.goto(`${CONSOLE}assets/${assetId}`);
    await page.getByRole("heading", { name: PRESS, level: 1 }).waitFor();
    const value = page.locator('[data-tag="force"] .ind-live-value');
    await expect.poll(() => value.innerText(), { timeout: 60_000 }).toContain("500");
    await page.getByRole("status", { name: "Live data: Live" }).waitFor();
    await measure(612);
    await expect.poll(() => value.innerText(), { timeout: 60_000 }).toContain("612");
    await page.getByRole("img", { name: /^force from/ }).waitFor();
  });

  it("shows an alarm on the overview at once, and takes note of it", async () => {
    await page.goto(CONSOLE);
    await page.getByRole("status", { name: "Live data: Live" }).waitFor();
    await measure(950);
    const raised = page.getByRole("article").filter({ hasText: PRESS });
    await raised.getByText("Take the part out of the die").waitFor();
    await raised.getByRole("button", { name: "Acknowledge" }).click();
    // What nobody has taken note of yet goes first: the card may give way to others.
    await raised.getByRole("button", { name: "Acknowledge" }).waitFor({ state: "detached" });
    expect(await until("the note is taken", async () => (await alarm())?.acknowledgedBy ?? undefined)).toBe("planner");
  });

  it("leads from the alarm to the work that it proposed, which is planned, begun and done with what was found", async () => {
    await page.goto(`${CONSOLE}alarms?selected=${(await alarm())?.alarmId ?? ""}`);
    const dialog = page.getByRole("dialog");
    // A critical alarm has its work proposed by the service.
    await page.getByRole("link", { name: "Open the work order" }).first().click();
    await page.getByRole("button", { name: "Plan", exact: true }).click();
    await dialog.getByLabel(/^Begin/).fill("2030-12-01T08:00");
    await dialog.getByLabel(/^End/).fill("2030-12-01T10:00");
    await dialog.getByLabel("Technician").fill("technician");
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
    await technician.page.locator("[data-order]").filter({ hasText: PRESS }).first().waitFor();
    expect(await technician.page.getByRole("button", { name: "Costs" }).count()).toBe(0);
    expect(technician.errors).toEqual([]);
    await technician.context.close();
  });
});
