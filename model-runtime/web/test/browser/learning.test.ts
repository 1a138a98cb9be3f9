import AxeBuilder from "@axe-core/playwright";
import { readFile } from "node:fs/promises";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TASK, uuid } from "../../dev/learningSamples.ts";
import { hasChromium, launchBrowser, openPage, serveConsole, type Console, type View } from "../harness.ts";

const HOME = `learning?task=${TASK}`;
const selected = (id: string) => `${HOME}&selected=${encodeURIComponent(id)}`;

describe.skipIf(!hasChromium)("the console's pages of learning", () => {
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

  async function open(path: string, view: View = {}): Promise<void> {
    ({ page, errors } = await openPage(browser, console.url + path, view));
  }
  const details = () => page.locator("#detail-title").locator("xpath=ancestor::*[contains(@class,'drawer__panel')][1]");
  const item = (id: string) => page.locator(`button[data-item="${id}"]`);
  const text = async (of: Locator) => (await of.innerText()).replace(/\s+/g, " ");
  const overflows = () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-item") ?? document.activeElement?.id);

  async function decide(dialog: string, confirm: string, reason: string): Promise<void> {
    const asked = page.getByRole("dialog", { name: dialog });
    expect(await asked.getByRole("button", { name: confirm, exact: true }).isDisabled()).toBe(true);
    await asked.getByRole("textbox", { name: "Reason" }).fill(reason);
    await asked.getByRole("button", { name: confirm, exact: true }).click();
    await asked.waitFor({ state: "detached" });
  }

  it("lists the tasks that learn, and which of them get no labels any more", async () => {
    await open("");
    await page.getByRole("link", { name: "Learning" }).click();
    const row = page.locator(`[data-task=${TASK}]`);
    await row.getByText("Awaits approval").waitFor();
    await row.getByText("Training").waitFor();
    await row.getByRole("link", { name: "9" }).waitFor();
    for (const part of ["Arriving", "Version 2", "Version 3"]) expect(await text(row)).toContain(part);
    expect(await text(page.locator("[data-task=fin-merchant-drift]"))).toContain("Stalled");
    await row.getByRole("link", { name: TASK }).click();
    await page.getByRole("heading", { name: TASK, level: 1 }).waitFor();
    expect(await page.title()).toBe(`${TASK} · Platform · Trivium`);
  });

  it("is walked by keyboard: along the lanes, into the details, on to what they name, and back", async () => {
    await open(HOME);
    await item(`update:${uuid(299)}`).focus();
    await page.keyboard.press("ArrowLeft");
    expect(await focused()).toBe(`update:${uuid(300)}`);
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toBe(`gate:${uuid(300)}`);
    await page.keyboard.press("ArrowLeft");
    expect(await item(`gate:${uuid(301)}`).getAttribute("aria-label")).toContain("Gates · 14 of 15 passed");
    await page.keyboard.press("Enter");
    await details().getByText("The challenger missed a gate.").waitFor();
    await expect.poll(focused).toBe("detail-title");
    const missed = page.getByRole("grid", { name: "Gates" }).getByRole("row").nth(1);
    expect(await text(missed)).toMatch(/Slices: Average precision .*merchant category 4829.* -0.0812 at least -0.02 missed/);
    await page.keyboard.press("Escape");
    await details().waitFor({ state: "detached" });
    await expect.poll(focused).toBe(`gate:${uuid(301)}`);
    // One stop of the Tab key for the whole timeline.
    expect(await page.locator(".rt-timeline button[tabindex='0']").count()).toBe(1);
  });

  it("says of an update how far it came, what it cost, and stops it with a reason", async () => {
    await open(selected(`update:${uuid(299)}`));
    await page.getByRole("progressbar", { name: "Progress" }).waitFor();
    for (const part of ["Training", "59,678 to train", "5 min 1 s", "2.25 Wh", "1.5 GiB", "by the schedule"]) expect(await text(details())).toContain(part);
    expect(await page.getByRole("button", { name: "Update now…" }).isDisabled()).toBe(true);
    await details().getByRole("button", { name: "Cancel the update…" }).click();
    await decide("Cancel this update?", "Stop it", "Chargebacks are not in yet");
    await details().getByText("Cancelled by operator: Chargebacks are not in yet").waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Update now…" }).click();
    await decide("Train a challenger now?", "Update", "New fraud scenario on Monday");
    await page.getByRole("group", { name: "The task in figures" }).getByText("Queued").waitFor();
    expect(console.api.changes.map((change) => [change.path, change.body])).toEqual([
      [`/v1/learning/updates/${uuid(299)}/cancel`, { reason: "Chargebacks are not in yet" }],
      [`/v1/learning/tasks/${TASK}/updates`, { reason: "New fraud scenario on Monday" }],
    ]);
  });

  it("says why an update failed in the service's words", async () => {
    await open(selected(`update:${uuid(304)}`));
    await details().getByText("Raise memory-budget of the task or train on fewer days.").waitFor();
    expect(await text(details())).toContain("memory-budget");
  });

  it("approves a release and rolls it back, with reasons", async () => {
    await open(selected(`release:${uuid(600)}`));
    await details().getByRole("button", { name: "Approve…" }).waitFor();
    const comparison = page.getByRole("grid", { name: "On the same live requests" });
    expect(await text(comparison)).toContain("Squared error, by live labels 0.0181 0.0174 −0.0007 0.0199");
    await details().getByRole("button", { name: "Approve…" }).click();
    await decide("Promote version 3 to champion?", "Approve", "Better and quiet in shadow");
    await details().getByRole("button", { name: "Roll back…" }).click();
    await decide("Roll back to version 2?", "Roll back", "Calls from the branch");
    await details().getByText("It is over; there is nothing left to decide.").waitFor();
    expect(await text(details().locator("section", { hasText: "Decisions" }).last())).toMatch(/Approved .*“Better and quiet in shadow”.*Rolled back .*“Calls from the branch”/);
    expect(console.api.changes.map((change) => change.path)).toEqual([`/v1/learning/releases/${uuid(600)}/approve`, `/v1/learning/releases/${uuid(600)}/rollback`]);
  });

  it("requires a second person for a high-risk task", async () => {
    const release = console.api.learning.releases[0];
    if (release === undefined) throw new Error("the mock has releases");
    release.offeredBy = "operator";
    await open(selected(`release:${release.id}`));
    await details().getByText("a second person has to approve it").waitFor();
    expect(await details().getByRole("button", { name: "Approve…" }).isDisabled()).toBe(true);
    expect(await details().getByRole("button", { name: "Veto…" }).isEnabled()).toBe(true);
  });

  it("shows what raised an alarm, and opens the release from its alarm", async () => {
    await open(HOME);
    await item(`alarm:${uuid(601)}:0`).click();
    await details().getByText("Rolled back 9 seconds after the first alarm").waitFor();
    expect(await text(details())).toMatch(/Latency The 99th percentile .* 38.9; limit 28.5/);
  });

  it("pins a version and lets go of it", async () => {
    await open(HOME);
    await page.getByRole("button", { name: "Pin…" }).click();
    await decide("Keep this champion?", "Pin", "Audit week");
    await page.getByText("pinned to 2 by operator").waitFor();
    await page.getByRole("button", { name: "Unpin…" }).click();
    await page.getByText("“Audit week”").waitFor();
    await decide("Let challengers be promoted again?", "Unpin", "Audit is over");
    await page.getByRole("button", { name: "Pin…" }).waitFor();
    expect(console.api.changes.map((change) => change.body)).toEqual([{ version: "2", reason: "Audit week" }, {}]);
  });

  it("shows viewers everything and says which role changes it", async () => {
    console.api.options.roles = ["model-viewer"];
    await open(selected(`release:${uuid(600)}`));
    await details().getByText("Changing this needs the role model-operator.").waitFor();
    expect(await page.getByRole("button", { name: /Update now|^Pin|Approve…|Veto…/ }).count()).toBe(0);
  });

  it("shows a data set with its labels and its drift", async () => {
    await open(selected(`data:${uuid(3)}`));
    const drift = page.getByRole("grid", { name: "Drift against the data set before" });
    await drift.waitFor();
    expect(await text(drift.getByRole("row").nth(2))).toBe("terminal.fraud-share-28d 0.283 Shifted");
    for (const part of ["84,319", "near-duplicates 1,203", "Training 1,417 57,607"]) expect(await text(details())).toContain(part);
  });

  it("has the timeline as a list, newest first", async () => {
    await open(`${HOME}&as=list`);
    const rows = page.getByRole("grid", { name: "Timeline" }).getByRole("row");
    await rows.nth(1).waitFor();
    expect(await text(rows.nth(1))).toContain("Update · Training");
    await rows.nth(1).getByRole("button").click();
    await details().getByRole("progressbar").waitFor();
  });

  it("compares two versions by figures, live requests and origin", async () => {
    await open(`${HOME}&view=compare`);
    await page.getByRole("grid", { name: "Figures of the packs" }).waitFor();
    expect(await text(page.locator("[data-metric=average_precision]"))).toBe("Average precision 0.6851 0.6911 +0.006 better");
    await page.getByRole("heading", { name: "On the same live requests" }).waitFor();
    await page.getByLabel("Version", { exact: true }).selectOption("1");
    await expect.poll(() => text(page.getByRole("grid", { name: "How it was made" }))).toMatch(/Network \(differs\) Dense Mixture of experts/);
    expect(new URL(page.url()).searchParams.get("left")).toBe("1");
  });

  it("goes through the labels in doubt by keys", async () => {
    await open(`${HOME}&view=labels`);
    await page.getByRole("button", { name: "Look at the label of auth-2026-11-20-884120" }).press("Enter");
    await details().getByText("98.7% probable").waitFor();
    await page.keyboard.press("j");
    await details().getByRole("heading", { name: /auth-2026-11-19-884433/ }).waitFor();
    await page.keyboard.press("c");
    await decide("Change this label?", "Change", "Cardholder confirmed");
    await details().getByRole("heading", { name: /auth-2026-11-18-884746/ }).waitFor();
    await page.keyboard.press("k");
    await decide("Keep this label?", "Keep", "Receipt was shown");
    await details().getByRole("heading", { name: /auth-2026-11-17-885059/ }).waitFor();
    await expect.poll(focused).toBe("detail-title");
    await page.getByText("7 labels in doubt").waitFor();
    expect(console.api.changes.map((change) => change.body)).toEqual([
      { label: "fraud", reason: "Cardholder confirmed" },
      { label: "keep", reason: "Receipt was shown" },
    ]);
  });

  it("offers what is worth a label, and follows an answer back to version, data set and labels", async () => {
    await open(`${HOME}&view=labels&list=shortlist`);
    await page.getByRole("link", { name: "auth-2026-11-26-991002" }).click();
    await page.getByText("“fraud” by chargeback counts, by the rule “precedence of sources”.").waitFor();
    const steps = page.locator(".rt-lineage > li");
    for (const [at, part] of [[0, "0.4127 by version 2"], [1, "genuine analyst"], [2, "fin-authorization-risk 2"], [3, "fraud by chargeback: 1,610"], [4, "Training fraud chargeback 3"]] as const) expect(await text(steps.nth(at))).toContain(part);
    await page.getByRole("textbox", { name: "Example id" }).fill("unknown-1");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("Nothing is on record of unknown-1").waitFor();
  });

  it("has ids to follow without knowing one", async () => {
    await open(`${HOME}&view=lineage`);
    await page.getByRole("grid", { name: "Latest answers" }).waitFor();
    await page.getByRole("grid", { name: "Latest examples with a label" }).getByRole("link", { name: "auth-labelled-1" }).click();
    await page.locator(".rt-lineage > li").first().waitFor();
    expect(await page.getByRole("textbox", { name: "Example id" }).inputValue()).toBe("auth-labelled-1");
  });

  it("renders a model card as text, whatever is in it, and has it for download", async () => {
    await open(`${HOME}&view=card`);
    const card = page.getByRole("article", { name: `Model card of ${TASK} 2` });
    await card.getByRole("heading", { name: "Frozen data sets it learned from" }).waitFor();
    expect(await text(card)).toContain("Data: Frozen data set of <demo-bank>");
    expect(await card.getByRole("table").count()).toBe(4);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download as Markdown" }).click();
    expect((await download).suggestedFilename()).toBe(`${TASK}-2.md`);
    expect(await readFile(await (await download).path(), "utf8")).toContain(`# ${TASK} 2`);
  });

  it("says what to do when nothing was learned yet, and shows the error of a failed update", async () => {
    await open("learning?task=industrial-cycle-defect");
    await page.getByRole("heading", { name: "Nothing has been learned of this task yet" }).waitFor();
    await page.getByText("An update needs a champion to begin from.").waitFor();
    console.api.options.isEmpty = true;
    await page.goto(`${console.url}learning`);
    await page.getByRole("heading", { name: "No task has learned anything yet" }).waitFor();
    await page.goto(`${console.url}learning?task=nothing`);
    await page.getByRole("heading", { name: "There is no such task" }).waitFor();
    console.api.options.isEmpty = false;
    console.api.options.failWith = 500;
    await page.goto(`${console.url}learning`);
    await page.getByRole("alert").getByText("e-4711").waitFor();
    console.api.options.failWith = 403;
    await page.goto(`${console.url}learning`);
    await page.getByRole("heading", { name: "You do not have access" }).waitFor();
  });

  it.each([640, 1280, 1920])("loses nothing in a window %i px wide", async (width) => {
    await open(HOME, { width, height: 900 });
    await item(`release:${uuid(601)}`).waitFor();
    expect(await overflows()).toBe(false);
    for (const path of [selected(`release:${uuid(601)}`), `${HOME}&view=compare`, `${HOME}&view=lineage&example=auth-1`, `${HOME}&view=card`]) {
      await page.goto(console.url + path);
      await page.locator(path.includes("selected") ? "#learning-release-gates" : "main table").first().waitFor();
      expect(await overflows(), path).toBe(false);
    }
  });

  it.each([
    ["en", "light"],
    ["zh-CN", "dark"],
  ] as const)("breaks no rule of WCAG 2.2 AA that axe knows in %s, %s", async (language, theme) => {
    const check = async (path: string, there: string) => {
      await page.goto(console.url + path);
      await page.locator(there).first().waitFor();
      // The frame around the pages is checked with the others.
      const result = await new AxeBuilder({ page }).include("#main-content").withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
      expect(result.violations.map((violation) => `${path}: ${violation.id} ${violation.nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
    };
    await open("learning", { language, theme });
    await check("learning", "[data-task]");
    await check(`${selected(`update:${uuid(301)}`)}&days=90`, "[data-gate]");
    await check(selected(`release:${uuid(601)}`), "#learning-release-gates");
    await check(`${HOME}&view=compare`, "[data-metric]");
    await check(`${HOME}&view=labels&selected=${uuid(701)}`, "#learning-suspicion-acts");
    await check(`${HOME}&view=lineage&example=auth-1`, ".rt-lineage");
    await check(`${HOME}&view=card`, ".rt-model-card");
    await check(`${HOME}&view=lineage`, "main table");
    await check("queues", "[data-series]");
    await check("models?selected=2", "#version-call");
    console.api.options.roles = ["platform-auditor"];
    await check("audit", "[data-seq]");
  });
});
