import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Desk, hasChromium, launchBrowser, picture, showCase, signIn } from "./browser.ts";
import { call, FIN, openCases, RUN, suspect, until } from "./platform.ts";

describe.skipIf(!hasChromium)("an analyst of the running platform", () => {
  let browser: Browser;
  let desk: Desk;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    desk = await signIn(browser, `${FIN}/console/`, "analyst");
    page = desk.page;
  });
  afterEach(async (test) => {
    if (test.task.result?.state === "fail") await picture(page, "casework");
  });
  afterAll(() => browser?.close());

  const focusedCase = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["case"]);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  it("takes a case from the queue to its finding by keyboard alone, and the finding is a label and on record", async () => {
    const { alert, found } = await suspect(`cust-${RUN}-1`);
    const number = String(found.caseNumber);
    await press("g", "l");
    await page.getByRole("heading", { name: "Live decisions" }).waitFor();
    await press("g", "q");
    await page.getByRole("heading", { name: "Queue", level: 1 }).waitFor();
    await showCase(page, found.caseNumber, "More");
    for (let step = 0; step < 200 && (await focusedCase()) !== number; step++) await press("j");
    expect(await focusedCase()).toBe(number);
    await press("Enter");
    await page.getByRole("heading", { name: `Case ${number}` }).waitFor();
    await press("t");
    await page.getByText("In progress", { exact: true }).first().waitFor();
    await press("c");
    // Text is shown as text (OWASP ASVS 5.0, 3.2.2).
    const note = "Called <img src=x onerror=\"document.title='run'\"> the customer back.";
    await page.keyboard.type(note);
    await press("Control+Enter");
    await page.locator("blockquote").getByText(note).waitFor();
    expect(await page.locator("blockquote img").count()).toBe(0);
    expect(await page.title()).not.toBe("run");
    await press("Escape", "d");
    const dialog = page.getByRole("dialog", { name: "What did you find?" });
    await dialog.waitFor();
    await press("Space", "Tab");
    await page.keyboard.type("Not her payment");
    await press("Tab", "Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Closed", { exact: true }).first().waitFor();

    await press("u");
    await page.getByRole("heading", { name: "Queue", level: 1 }).waitFor();
    await page.locator(`[data-case="${number}"]`).waitFor({ state: "detached" });
    expect((await openCases()).map((one) => one.caseNumber)).not.toContain(found.caseNumber);
    const label = await until("the finding is the label", async () => {
      const labels = await call<{ effective?: { label: string; source: string } | null }>("trivium-cli-demo-bank", `/v1/labels/${alert.authorizationId}`).catch(() => undefined);
      return labels?.effective ?? undefined;
    });
    expect(label).toMatchObject({ label: "fraud", source: "analyst" });
    const audit = await call<{ entries: { actor: string; action: string; object: string; details: unknown }[] }>("trivium-cli-demo-bank", "/v1/audit?limit=200");
    const about = audit.entries.filter((entry) => entry.object.includes(number) && entry.actor === "analyst");
    expect(about.map((entry) => `${entry.action} ${JSON.stringify(entry.details)}`).join("\n")).toContain("confirmed-fraud");

    // The browser keeps how the console looks and when a login was tried, and no data (OWASP ASVS 5.0, 14.3.3).
    const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
    expect(["trivium.preferences", "trivium.signInAt"]).toEqual(expect.arrayContaining(kept));
  });

  it("exports a case as JSON and as PDF", async () => {
    const { alert, found } = await suspect(`cust-${RUN}-2`);
    await page.goto(`${FIN}/console/cases/${found.caseNumber}`);
    await page.getByRole("heading", { name: `Case ${found.caseNumber}` }).waitFor();
    const download = async (name: string) => {
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).press("Enter")]);
      return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
    };
    const json = await download("Export JSON");
    expect(json.name).toBe(`case-${found.caseNumber}.json`);
    expect(json.bytes.toString("utf8")).toContain(alert.authorizationId);
    const pdf = await download("Export PDF");
    expect(pdf.name).toBe(`case-${found.caseNumber}.pdf`);
    expect(pdf.bytes.subarray(0, 5).toString("latin1")).toBe("%PDF-");
    await page.reload();
    await page.getByText(/exported the case as/).first().waitFor();
    expect(desk.errors).toEqual([]);
  });
});
