import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Desk, hasChromium, launchBrowser, picture, signIn } from "./browser.ts";
import { hospital, MED, readStudy, type ReadStudy } from "./platform.ts";

interface Decision {
  readonly verdict: string;
  readonly reasonCode: string;
  readonly reader: string;
  readonly corrected?: { readonly longestDiameterMm?: number };
}

interface Study {
  readonly shownRevision: number;
  readonly findings: readonly { readonly number: number; readonly decisions: readonly Decision[] }[];
  readonly deliveries: readonly { readonly destination: string; readonly role: string; readonly state: string }[];
}

describe.skipIf(!hasChromium)("the reading room of the running platform", () => {
  let browser: Browser;
  let desk: Desk;
  let study: ReadStudy;

  beforeAll(async () => {
    study = await readStudy();
    browser = await launchBrowser();
    desk = await signIn(browser, `${MED}/console/`, "radiologist");
  });
  afterEach(async (test) => {
    if (test.task.result?.state === "fail") await picture(desk.page, "reading");
  });
  afterAll(() => browser?.close());

  const press = async (...keys: string[]) => {
    for (const key of keys) await desk.page.keyboard.press(key);
  };
  const shown = () => desk.page.locator("#slices-now canvas").getAttribute("data-slice");
  const picked = () => desk.page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["study"]);
  const ofFirstFinding = async () => (await hospital<Study>(`/v1/studies/${study.studyInstanceUid}`)).findings[0]?.decisions ?? [];
  const firstFinding = async () => {
    for (let step = 0; step < study.findings; step++) await press("k");
    await desk.page.locator('[data-finding="1"][aria-pressed="true"]').waitFor();
  };

  it("shows a study that the PACS sent, from the worklist to its slices, by keyboard", async () => {
    const { page } = desk;
    await page.locator("[data-study]").first().waitFor();
    for (let step = 0; step < 60 && (await picked()) !== study.studyInstanceUid; step++) await press("j");
    expect(await picked()).toBe(study.studyInstanceUid);
    await press("Enter");
    await page.locator("[data-finding]").first().waitFor();
    expect(await page.locator("[data-finding]").count()).toBe(study.findings);
    await expect.poll(shown, { timeout: 30_000 }).not.toBeNull();
    await page.getByText("On this slice:").waitFor();
    const canvas = page.locator("#slices-now canvas");
    const drawn = () => canvas.evaluate((one) => (one as HTMLCanvasElement).toDataURL());
    const outlined = await drawn();
    await page.locator("#slices-now").focus();
    await press("o");
    await expect.poll(drawn).not.toBe(outlined);
    await press("o");
    await expect.poll(drawn).toBe(outlined);
    const slice = await shown();
    await press("ArrowDown", "ArrowDown");
    await expect.poll(shown).not.toBe(slice);
    expect(page.url()).not.toContain(study.patientName.split("^")[0]);
  });

  it("takes a reader's decisions with their reasons, by keyboard, and puts them on record", async () => {
    const { page } = desk;
    const before = (await ofFirstFinding()).length;
    const dialog = page.getByRole("dialog");
    await firstFinding();
    await press("a");
    await page.getByRole("dialog", { name: "Accept finding 1" }).waitFor();
    await press("Enter");
    await dialog.waitFor({ state: "detached" });
    await firstFinding();
    await press("r");
    await page.getByRole("dialog", { name: "Reject finding 1" }).waitFor();
    await page.getByRole("radio", { name: "Vessel" }).focus();
    await press("Space", "Control+Enter");
    await dialog.waitFor({ state: "detached" });
    await firstFinding();
    await press("e");
    await page.getByRole("dialog", { name: "Correct finding 1" }).waitFor();
    await page.getByRole("radio", { name: "Size", exact: true }).focus();
    await press("Space");
    await page.getByRole("spinbutton", { name: "Longest diameter" }).fill("9.5");
    await press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Corrected", { exact: true }).first().waitFor();

    const decisions = await ofFirstFinding();
    expect(decisions.slice(0, decisions.length - before).map(({ verdict, reasonCode, reader }) => [verdict, reasonCode, reader])).toEqual([
      ["edited", "size", "radiologist"],
      ["rejected", "vessel", "radiologist"],
      ["accepted", "agree", "radiologist"],
    ]);
    expect(decisions[0]?.corrected?.longestDiameterMm).toBe(9.5);
    const audit = await hospital<{ entries: { actor: string; action: string }[] }>("/v1/audit?limit=200");
    expect(audit.entries.filter((one) => one.action === "finding.decide" && one.actor === "radiologist").length).toBeGreaterThanOrEqual(3);
  });

  it("shows that report and segmentation are in the PACS", async () => {
    const { deliveries } = await hospital<Study>(`/v1/studies/${study.studyInstanceUid}`);
    const delivered = deliveries.filter((one) => one.destination === "orthanc" && ["sent", "committed"].includes(one.state)).map((one) => one.role);
    expect(delivered).toEqual(expect.arrayContaining(["sr", "seg"]));
    await press("g", "d");
    const { page } = desk;
    await page.getByRole("heading", { name: "Destinations", level: 1 }).waitFor();
    await page.getByRole("row", { name: /orthanc/ }).first().waitFor();
    expect(await page.getByRole("button", { name: "Pause" }).count()).toBe(0);
    expect(desk.errors).toEqual([]);
  });

  it("lets an integrator stop a destination and start it again, with a reason", async () => {
    const { page, context, errors } = await signIn(browser, `${MED}/console/destinations`, "integrator");
    const row = page.getByRole("row", { name: /orthanc/ }).first();
    await row.getByRole("button", { name: "Pause" }).press("Enter");
    await page.getByRole("dialog", { name: "Pause orthanc" }).locator("textarea:focus").waitFor();
    await page.keyboard.type("Orthanc is being updated");
    await page.keyboard.press("Control+Enter");
    await row.getByText("Orthanc is being updated").waitFor();
    await row.getByRole("button", { name: "Resume" }).press("Enter");
    await page.getByRole("dialog", { name: "Resume orthanc" }).locator("textarea:focus").waitFor();
    await page.keyboard.type("Orthanc is updated");
    await page.keyboard.press("Control+Enter");
    await row.getByText("Running").waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});
