import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CHROMIUM, hasChromium, launchBrowser, openPage, serveConsole, type Console, type View } from "../harness.ts";

if (!hasChromium) {
  process.stderr.write(`Skipping the browser tests: ${CHROMIUM} is missing (Debian: apt-get install chromium fonts-noto-cjk).\n`);
}

describe.skipIf(!hasChromium)("the platform's console", () => {
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
  });

  async function open(path = "", view: View = {}): Promise<void> {
    ({ page, errors } = await openPage(browser, console.url + path, view));
  }
  const live = () => page.getByRole("status", { name: "Live data: Live" }).waitFor();
  const cell = (id: string) => page.locator(`button.rt-cell[data-expert="${id}"]`);
  const details = () => page.locator("#detail-title").locator("xpath=ancestor::*[contains(@class,'drawer__panel')][1]");
  const map = () => page.getByRole("grid", { name: /Heat map of experts/ });
  const text = async (of: { innerText(): Promise<string> }) => (await of.innerText()).replace(/\s+/g, " ");
  /** Waits until the stream is open on both sides, so that no event falls between. */
  const watching = (query: string) => expect.poll(() => console.api.watching(), { timeout: 20_000 }).toEqual([query]);

  it("says on its front page what runs, how it is, and where its consoles are", async () => {
    await open();
    const payments = page.locator("[data-service=domain-fin]");
    await payments.waitFor();
    expect(await text(payments)).toContain("Payments Up Scores authorizations and decides in real time. domain-fin All 5 health checks pass");
    expect(await payments.getByRole("link", { name: "Open the fraud console" }).getAttribute("href")).toBe("http://localhost:18082/console/");
    expect(await text(page.locator("[data-service=model-runtime]"))).toContain("You are here");
    expect(await page.locator("[data-service]").count()).toBe(2);
    const model = page.locator("[data-model=fin-authorization-risk]");
    await model.waitFor();
    for (const part of ["2 Serving", "3", "Interactive", "Mixture of experts", "17.9 MiB", "Trusted"]) expect(await text(model)).toContain(part);
    expect(await page.getByText("Times in Asia/Shanghai (GMT+8)").count()).toBe(1);
  });

  it("names a service that is down and the checks that fail, and comes back by itself", async () => {
    const service = console.api.services[1];
    if (service === undefined) throw new Error("the mock has two services");
    Object.assign(service, { health: "down", checks: [{ name: "Broker", up: false }, { name: "Model", up: true }] });
    await open();
    await page.getByText("Payments needs attention").waitFor();
    expect(await text(page.locator("[data-service=domain-fin]"))).toContain("Not ready");
    expect(await text(page.locator("[data-service=domain-fin]"))).toContain("Failing: Broker");
    Object.assign(service, { health: "up", checks: [] });
    await page.getByText("Payments needs attention").waitFor({ state: "detached" });
  });

  it("shows people who may not see models the services and no more", async () => {
    console.api.options.roles = ["fin-analyst"];
    await open();
    await page.locator("[data-service=domain-fin]").waitFor();
    await page.getByText(/role model-viewer or model-operator/).waitFor();
    expect(await page.getByRole("link", { name: "Experts" }).count()).toBe(0);
    await page.goto(`${console.url}experts`);
    await page.getByRole("heading", { name: "You do not have access" }).waitFor();
    expect(await text(page.locator("main"))).toContain("model-viewer, model-operator");
    expect(console.api.watching()).toEqual([]);
  });

  it("shows latencies by class and model over the last hours, and which deadlines were missed", async () => {
    await open("queues");
    const row = page.locator("[data-series='interactive/fin-authorization-risk']");
    await row.waitFor();
    expect(await text(row)).toBe("fin-authorization-risk 18,000 4 ms 12 ms 21 ms 0.4 ms 5 ms 13 ms 3.4 ms 6 ms 8 ms 3 0");
    await page.getByRole("button", { name: "industrial-anomaly" }).click();
    await page.getByRole("heading", { name: "Total latency industrial-anomaly (Near real time)" }).waitFor();
    expect(new URL(page.url()).searchParams.get("series")).toBe("near-real-time/industrial-anomaly");
    await page.getByRole("combobox", { name: "Time range" }).selectOption("360");
    expect(await page.getByRole("img", { name: /industrial-anomaly .*p99 .* ms/ }).count()).toBe(1);
    const missed = page.getByRole("grid", { name: "Missed deadlines, latest first" });
    expect(await text(missed.getByRole("row").nth(2))).toContain("fin-authorization-risk 2 Interactive Computing 45 ms 46 ms");
    console.api.options.isEmpty = true;
    await page.reload();
    await page.getByText("No deadline was missed since the service started.").waitFor();
    await page.getByRole("heading", { name: "No request in this time" }).waitFor();
  });

  it("gives an auditor the audit log: search, pages, verification and export", async () => {
    console.api.options.roles = ["platform-auditor"];
    await open();
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Audit log" }).click();
    await page.locator("[data-seq='120']").waitFor();
    expect(await text(page.locator("main"))).toContain("demo-bank in the service runtime");
    expect(await page.getByRole("link", { name: "Export (NDJSON)" }).getAttribute("href")).toBe("/v1/audit/export");
    await page.getByRole("button", { name: "Older" }).click();
    await page.locator("[data-seq='70']").waitFor();
    await page.getByRole("button", { name: "Show entry 70" }).click();
    await page.getByText("Reason 70").waitFor();
    await page.getByLabel("Outcome").selectOption("refused");
    await page.getByLabel("Object").fill(":110");
    await page.keyboard.press("Enter");
    await page.locator("[data-seq='110']").waitFor();
    expect(await page.locator("[data-seq]").count()).toBe(1);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ outcome: "refused", object: ":110" });
    await page.getByRole("button", { name: "Verify the hash chain" }).click();
    await page.getByRole("heading", { name: /The hash chain is intact/ }).waitFor();
    await page.getByText("120 entries and 2 signed checkpoints were checked; 5 entries are newer than the last checkpoint.").waitFor();
    await page.getByLabel("Actor").fill("unknown-user");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByRole("heading", { name: "No entry matches" }).waitFor();
    console.api.options.roles = ["model-viewer"];
    await page.goto(`${console.url}audit`);
    await page.getByRole("heading", { name: "You do not have access" }).waitFor();
    expect(await page.getByRole("link", { name: "Audit log" }).count()).toBe(0);
  });

  it("says how a version is called and leads to its comparison", async () => {
    await open("models?selected=2");
    await details().getByRole("heading", { name: "Call this model" }).waitFor();
    expect(await page.title()).toBe("fin-authorization-risk 2 · Platform · Trivium");
    await details().getByText(/curl -sS http.*\/v2\/models\/fin-authorization-risk\/versions\/2\/infer/).waitFor();
    expect(await text(page.locator("main"))).toContain("2 of 2 passed");
    await page.goto(`${console.url}models`);
    await page.getByRole("link", { name: "Compare version 1 with version 2" }).click();
    await page.locator("[data-metric=average_precision]").waitFor();
  });

  it("shows how far the data of a model moved, with the way to the data set", async () => {
    await open("models");
    const drift = page.getByRole("grid", { name: "Drift against the data set before" });
    await drift.getByText("terminal.fraud-share-28d").waitFor();
    await page.getByText("Inputs: 1 shifted, 1 moderate, 2 stable, 1 with too few examples.").waitFor();
    await page.getByRole("link", { name: "Open the data set" }).click();
    await page.getByRole("heading", { name: "Drift against the data set before" }).waitFor();
  });

  it("draws the experts as a map of the measure that is chosen", async () => {
    await open("experts");
    await map().waitFor();
    expect(await map().getByRole("row").count()).toBe(8);
    expect(await map().getByRole("gridcell").count()).toBe(144);
    expect(await cell("layer-0/fin-04").innerText()).toBe("4.50");
    expect(await cell("layer-3/fin-07").getAttribute("aria-label")).toBe("Layer 3, fin 07 · Quarantined · 3.14% of its layer · 17 µs per call · 48.5 KiB");
    await page.getByRole("button", { name: "Latency", exact: true }).click();
    await page.getByRole("img", { name: "Latency from 9 µs to 38 µs" }).waitFor();
    expect(await cell("layer-3/fin-07").innerText()).toBe("17");
    expect(await cell("layer-1/general-05").innerText()).toBe("—");
    await page.getByRole("button", { name: "State", exact: true }).click();
    await page.getByRole("grid", { name: /State by layer and group/ }).waitFor();
    expect(new URL(page.url()).search).toBe("?measure=state");
    const states = page.getByRole("list", { name: "States and how many experts are in each" });
    expect(await text(states)).toBe("Resident 140 Paged out 2 Masked 1 Quarantined 1 Pinned 6");
  });

  it("follows the stream: an expert that is quarantined is so on the map", async () => {
    await open("experts");
    await map().waitFor();
    await watching("model=fin-authorization-risk&version=2");
    const expert = console.api.grid.experts.find((one) => one.id === "layer-5/fin-03");
    Object.assign(expert ?? {}, { state: "quarantined", lastError: "timed out after 20 ms" });
    console.api.tick();
    await expect.poll(() => cell("layer-5/fin-03").getAttribute("aria-label"), { timeout: 20_000 }).toContain("Quarantined");
    await cell("layer-5/fin-03").click();
    await details().getByText("timed out after 20 ms").waitFor();
  });

  it("masks an expert only with a reason", async () => {
    await open("experts");
    await cell("layer-2/fin-03").click();
    await details().getByRole("button", { name: "Mask…" }).click();
    const dialog = page.getByRole("dialog", { name: "Mask this expert?" });
    const confirm = dialog.getByRole("button", { name: "Mask", exact: true });
    await dialog.getByText("layer-2/fin-03").waitFor();
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByRole("textbox", { name: "Reason" }).fill("  Answers drift since the last swap ");
    await confirm.click();
    await details().getByText("layer-2/fin-03 is masked.").waitFor();
    expect(await page.title()).toBe("layer-2/fin-03 · fin-authorization-risk 2 · Platform · Trivium");
    await details().getByRole("button", { name: "Unmask…" }).waitFor();
    expect(await cell("layer-2/fin-03").getAttribute("aria-label")).toContain("Masked");
    expect(console.api.changes).toEqual([
      { path: "/v1/experts/mask", body: { model: "fin-authorization-risk", version: "2", experts: ["layer-2/fin-03"], reason: "Answers drift since the last swap" } },
    ]);
    expect(console.api.unsafeWithoutHeader).toEqual([]);
  });

  it("lets a viewer look at an expert and says which role changes it", async () => {
    console.api.options.roles = ["model-viewer"];
    await open("experts?selected=layer-3%2Ffin-07");
    await details().getByText("Changing this needs the role model-operator.").waitFor();
    expect(await details().getByRole("button", { name: "Mask…" }).count()).toBe(0);
    for (const part of ["answered a number that is not finite", "probed from time to time", "an even share is 4.17%", "fin-authorization-risk 2"]) expect(await text(details())).toContain(part);
  });

  it("is walked by keyboard: through the map, into the details and back", async () => {
    await open("experts");
    await map().waitFor();
    await cell("layer-0/general-00").focus();
    for (const key of ["ArrowDown", "ArrowRight", "End", "Home", "ArrowRight", "PageDown", "Enter"]) await page.keyboard.press(key);
    await page.getByRole("heading", { name: "Expert layer-5/general-01" }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("detail-title");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset["expert"])).toBe("layer-5/general-01");
    expect(await map().locator("[tabindex='0']").count()).toBe(1);
    await page.keyboard.press("g");
    await page.keyboard.press("q");
    await page.getByRole("heading", { name: "Queues", exact: true }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).getByText("Go to the experts").waitFor();
  });

  it("has the map as a table that can be ordered and narrowed", async () => {
    await open("experts?view=table");
    const table = page.getByRole("grid", { name: "Experts" });
    await table.waitFor();
    expect(await table.getByRole("row").count()).toBe(145);
    await page.getByRole("button", { name: "Activation share" }).click();
    await page.getByRole("button", { name: "Activation share" }).click();
    await expect.poll(() => table.getByRole("row").nth(1).innerText()).toContain("7.05%");
    await page.getByLabel("State", { exact: true }).selectOption("quarantined");
    await expect.poll(() => table.getByRole("row").count()).toBe(2);
    expect(await text(table.getByRole("row").nth(1))).toContain("layer-3/fin-07 Quarantined 3.14% 150,927 17 µs 48.5 KiB layer-3/fin-07 answered a number that is not finite");
  });

  it("draws queues as they fill, and counts what was missed and refused", async () => {
    await open("queues");
    await live();
    await watching("");
    console.api.tick({ interactive: { depth: 12, oldestWaitMs: 18, completed: 400, deadlineMisses: 3 }, bulk: { depth: 1_000, refusals: 7 } });
    const row = (latencyClass: string) => page.locator(`[data-class=${latencyClass}]`);
    await row("interactive").getByText("12 of 256").waitFor();
    expect(await text(row("interactive"))).toBe("Interactive within 45 ms 12 of 256 18 ms 0 0 between slices 400.0 3 3 since start 0 0 since start");
    expect(await text(row("bulk"))).toContain("1,000 of 1,024");
    await page.getByRole("img", { name: "Interactive: waiting requests over the last 1 minutes; now 12, at most 12." }).waitFor();
    await page.getByRole("img", { name: /Deadlines missed per second .* in all: Interactive 3, Near real time 0, Bulk 0/ }).waitFor();
  });

  it("keeps the queues' history while other pages are shown, and reconnects when the stream is cut", async () => {
    await open("queues");
    await live();
    await watching("");
    console.api.tick({ interactive: { depth: 9 } });
    await page.locator("[data-class=interactive]").getByText("9 of 256").waitFor();
    await page.getByRole("link", { name: "Experts" }).click();
    await map().waitFor();
    await watching("model=fin-authorization-risk&version=2");
    console.api.cutStreams();
    await watching("model=fin-authorization-risk&version=2");
    console.api.tick({ interactive: { depth: 4 } });
    await page.getByRole("link", { name: "Queues" }).click();
    await page.locator("[data-class=interactive]").getByText("4 of 256").waitFor();
    await page.getByRole("img", { name: /Interactive: waiting requests .* now 4, at most 9/ }).waitFor();
  });

  it("promotes a version and rolls it back, with reasons, and keeps the history", async () => {
    await open("models");
    await page.getByRole("button", { name: "Details of version 3" }).click();
    for (const part of ["Trivium payment simulator, 12,000 cards", "85,255, of them 2,077 positive", "ed25519:6b1f0c2a9d4e7755", "platform team", "≥ 0.6600", "passed"]) {
      expect(await text(details())).toContain(part);
    }
    await details().getByRole("button", { name: "Promote to champion" }).click();
    const promote = page.getByRole("dialog", { name: "Make version 3 the champion?" });
    expect(await text(promote)).toContain("fin-authorization-risk · Champion: 2 → 3");
    await promote.getByRole("textbox", { name: "Reason" }).fill("Better by 0.006 in shadow");
    await promote.getByRole("button", { name: "Promote", exact: true }).click();
    await promote.waitFor({ state: "detached" });
    await details().getByText("This version is the champion.").waitFor();
    const history = page.getByRole("grid", { name: "History of promotions" });
    await expect.poll(() => text(history.getByRole("row").nth(1))).toContain("Promoted Champion 2 → 3 operator Better by 0.006 in shadow");
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Roll back to 2" }).click();
    const back = page.getByRole("dialog", { name: "Roll the champion back to version 2?" });
    await back.getByRole("textbox", { name: "Reason" }).fill("Precision fell on Monday");
    await back.getByRole("button", { name: "Roll back", exact: true }).click();
    await back.waitFor({ state: "detached" });
    await expect.poll(() => text(history.getByRole("row").nth(1))).toContain("Rolled back Champion 3 → 2 operator Precision fell on Monday");
    expect(console.api.changes.map((change) => [change.path, change.body])).toEqual([
      ["/v1/models/fin-authorization-risk/aliases/champion", { version: "3", reason: "Better by 0.006 in shadow" }],
      ["/v1/models/fin-authorization-risk/aliases/champion/rollback", { reason: "Precision fell on Monday" }],
    ]);
  });

  it("proposes a champion of a high-risk task, and shows another operator's proposal for approval", async () => {
    console.api.options.proposal = {};
    await open("models");
    await page.getByRole("button", { name: "Details of version 3" }).click();
    await details().getByRole("button", { name: "Promote to champion" }).click();
    const dialog = page.getByRole("dialog", { name: "Propose version 3 as champion?" });
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Better by 0.006 in shadow");
    await dialog.getByRole("button", { name: "Propose", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Version 3 is proposed as champion").waitFor();
    expect(await page.getByRole("button", { name: "Approve", exact: true }).count()).toBe(0);

    console.api.options.proposal = { pending: { version: "3", proposedAt: "2026-11-30T10:00:00Z", proposedBy: "olga", reason: "Better by 0.006 in shadow" } };
    await open("models");
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    const approve = page.getByRole("dialog", { name: "Approve version 3 as champion?" });
    await approve.getByRole("textbox", { name: "Reason" }).fill("Seen the comparison");
    await approve.getByRole("button", { name: "Approve", exact: true }).click();
    await approve.waitFor({ state: "detached" });
    expect(console.api.changes.map((change) => [change.path, change.body])).toEqual([
      ["/v1/models/fin-authorization-risk/proposal", { version: "3", reason: "Better by 0.006 in shadow" }],
      ["/v1/models/fin-authorization-risk/proposal/approve", { version: "3", reason: "Seen the comparison" }],
    ]);
  });

  it("says why a version failed to load and does not offer to promote it", async () => {
    await open("models?selected=4");
    await details().getByText("pieces/layer-3/expert-fin-07.onnx: its SHA-256 differs from the manifest's").waitFor();
    expect(await details().getByRole("button", { name: "Promote to champion" }).count()).toBe(0);
    expect(await text(details())).toContain("≥ 0.7000 missed");
  });

  it("shows the service's error in a dialog, and keeps what was typed", async () => {
    await open("models?selected=3");
    await details().getByRole("button", { name: "Promote to champion" }).click();
    const dialog = page.getByRole("dialog", { name: "Make version 3 the champion?" });
    await dialog.getByRole("textbox", { name: "Reason" }).fill("Better in shadow");
    console.api.options.failWith = 503;
    await dialog.getByRole("button", { name: "Promote", exact: true }).click();
    await dialog.getByText("The registry did not answer.").waitFor();
    expect(await text(dialog)).toContain("e-4711");
    expect(await dialog.getByRole("textbox", { name: "Reason" }).inputValue()).toBe("Better in shadow");
    delete console.api.options.failWith;
  });

  it("shows the service's error on a page, with the id that finds it, and tries again", async () => {
    console.api.options.failWith = 500;
    await open("models");
    const alert = page.getByRole("alert");
    await alert.getByText("The registry did not answer.").waitFor();
    expect(await alert.innerText()).toContain("e-4711");
    delete console.api.options.failWith;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("grid", { name: "Versions of fin-authorization-risk" }).waitFor();
  });

  it("says what to do when nothing is registered", async () => {
    console.api.options.isEmpty = true;
    await open("models");
    await page.getByRole("heading", { name: "No model is registered" }).waitFor();
    await page.goto(`${console.url}experts`);
    await page.getByRole("heading", { name: "No model with experts is in memory" }).waitFor();
  });

  it("sends a browser without a session to the sign-in page and back to where it was", async () => {
    console.api.options.session = "none";
    await open("experts?measure=memory");
    await page.getByRole("grid", { name: /Memory by layer and group/ }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe("/console/experts?measure=memory");
  });

  it("works at twice the size without losing anything", async () => {
    await open("experts", { width: 640, height: 450 });
    await map().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await cell("layer-0/fin-15").click();
    await page.getByRole("button", { name: "Close" }).click();
    await page.goto(`${console.url}models`);
    await page.getByRole("grid", { name: "Versions of fin-authorization-risk" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  describe.each([
    ["en", "light"],
    ["zh-CN", "dark"],
  ] as const)("in %s, %s", (language, theme) => {
    const check = async (where: string) => {
      const result = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
      expect(result.violations.map((violation) => `${where}: ${violation.id} ${violation.nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
    };

    it("breaks no rule of WCAG 2.2 AA that axe knows, on the front page, with queues and with models", async () => {
      await open("", { language, theme });
      await page.locator("[data-model]").first().waitFor();
      await watching("");
      console.api.tick({ interactive: { deadlineMisses: 1 } });
      await check("front");
      await page.goto(`${console.url}queues`);
      await watching("");
      console.api.tick({ interactive: { depth: 200, oldestWaitMs: 60 } });
      console.api.tick({ interactive: { deadlineMisses: 4 } });
      await page.locator("[data-class=bulk]").waitFor();
      await check("queues");
      await page.goto(`${console.url}models?selected=4`);
      await page.locator("#version-origin").waitFor();
      await check("version");
    });

    it("breaks no rule of WCAG 2.2 AA that axe knows with experts", async () => {
      await open("experts", { language, theme });
      for (const measure of ["share", "latency", "memory", "state"]) {
        await page.goto(`${console.url}experts?measure=${measure}`);
        await page.locator("[data-expert]").first().waitFor();
        await check(measure);
      }
      await cell("layer-3/fin-07").click();
      await page.locator("#expert-acts-title").waitFor();
      await check("expert");
      await details().locator(".rt-acts button").first().click();
      await page.locator("#reason").waitFor();
      await check("mask");
      await page.goto(`${console.url}experts?view=table`);
      await page.locator("[data-expert]").first().waitFor();
      await check("table");
    });
  });
});
