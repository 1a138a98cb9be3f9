import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { confirm, type Desk, hasChromium, launchBrowser, picture, signIn } from "./browser.ts";
import { authorize, call, type Decision, FIN, RUN, until } from "./platform.ts";

const RULE = `web-${RUN}`;
const REASON = `web-shop-${RUN}`;
const MERCHANT = `merchant-${RUN}`;

describe.skipIf(!hasChromium)("rules of the running platform", () => {
  let browser: Browser;
  let author: Desk;
  let supervisor: Desk;

  beforeAll(async () => {
    browser = await launchBrowser();
    // What the back-test reads.
    for (let card = 1; card <= 3; card++) await shop(`tok_${RUN}_old${card}`);
    await authorize({ panToken: `tok_${RUN}_old4`, amount: 10 });
    author = await signIn(browser, `${FIN}/console/rules`, "analyst");
    supervisor = await signIn(browser, `${FIN}/console/rules`, "supervisor");
  });
  afterEach(async (test) => {
    if (test.task.result?.state !== "fail") return;
    await picture(author.page, "rules-author");
    await picture(supervisor.page, "rules-supervisor");
  });
  afterAll(() => browser?.close());

  const shop = (panToken: string): Promise<Decision> => authorize({ panToken, merchantId: MERCHANT, amount: 11 });

  async function backtest(page: Page): Promise<string> {
    await page.getByRole("button", { name: "Start a back-test" }).click();
    const result = page.getByRole("region", { name: "Result of the back-test" });
    await result.waitFor();
    return (await result.innerText()).replace(/\s+/g, " ");
  }

  it("takes a rule from a draft over a back-test and a second person's approval to live, and it decides", async () => {
    const { page } = author;
    await page.keyboard.press("n");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill(`Shop ${RUN}`);
    await dialog.getByRole("textbox", { name: "Id", exact: true }).fill(RULE);
    const expression = dialog.getByRole("textbox", { name: "Expression" });
    await expression.fill(`merchant == '${MERCHANT}'`);
    await dialog.getByText(/Line 1, column 1: .*merchant/).waitFor();
    await expression.fill(`merchantId == '${MERCHANT}'`);
    await dialog.getByRole("combobox", { name: "Action" }).selectOption("decline");
    await dialog.getByRole("textbox", { name: "Reason code" }).fill(REASON);
    await dialog.getByRole("textbox", { name: "Reason", exact: true }).fill("The shop never delivers");
    await dialog.locator("#rule-check").getByText(/^Valid/).waitFor();
    await dialog.getByRole("button", { name: "Save as a draft" }).click();
    await page.getByRole("heading", { name: `Shop ${RUN}` }).waitFor();
    expect(await page.getByRole("button", { name: "Propose for live" }).isDisabled()).toBe(true);
    expect((await shop(`tok_${RUN}_draft`)).reasons).not.toContain(REASON);

    await until("the decisions are stored", async () => {
      const stored = await backtest(page);
      return / 4 of [\d,]+ decisions/.test(stored) ? stored : undefined;
    });
    await confirm(page, "Propose for live", "Three orders, no parcel");
    await page.getByText("Proposed by analyst").waitFor();
    expect(await page.getByRole("button", { name: "Approve and go live" }).count()).toBe(0);

    await supervisor.page.goto(`${FIN}/console/rules/${RULE}`);
    await supervisor.page.getByRole("button", { name: "Approve and go live" }).click();
    await supervisor.page.getByRole("dialog").getByText("analyst proposes it: Three orders, no parcel").waitFor();
    await supervisor.page.keyboard.press("Escape");
    await confirm(supervisor.page, "Approve and go live", "Seen the three orders");
    await supervisor.page.getByText("Live", { exact: true }).first().waitFor();

    const decided = await until("the rule decides", async () => {
      const one = await shop(`tok_${RUN}_live`);
      return one.reasons.includes(REASON) ? one : undefined;
    });
    expect(decided.outcome).toBe("decline");
  });

  it("is silent for a card while that is snoozed", async () => {
    const { page } = supervisor;
    const card = `tok_${RUN}_known`;
    await page.getByRole("tab", { name: "Snoozes" }).click();
    await page.getByRole("textbox", { name: "Token or id" }).fill(card);
    await page.getByRole("textbox", { name: "Reason" }).fill("He works there");
    await page.getByRole("button", { name: "Snooze", exact: true }).click();
    await page.getByText("In effect").waitFor();
    await until("the snooze holds", async () => ((await shop(card)).reasons.includes(REASON) ? undefined : true));
    expect((await shop(`tok_${RUN}_other`)).reasons).toContain(REASON);
    await page.getByRole("button", { name: `End the snooze of ${card}` }).click();
    await page.getByText("Ended by supervisor").waitFor();
    await until("the snooze has ended", async () => ((await shop(card)).reasons.includes(REASON) ? true : undefined));
  });

  it("lets no author approve himself", async () => {
    const { page } = supervisor;
    await page.getByRole("button", { name: "Edit as a new version" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Expression" }).fill(`merchantId == '${MERCHANT}' && amount > 5`);
    await dialog.getByRole("textbox", { name: "Reason", exact: true }).fill("Not for small amounts");
    await dialog.locator("#rule-check").getByText(/^Valid/).waitFor();
    await dialog.getByRole("button", { name: "Save as a draft" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("tab", { name: "Back-test" }).click();
    await backtest(page);
    await confirm(page, "Propose for live", "As before");
    await page.getByText("Another supervisor must decide").waitFor();
    expect(await page.getByRole("button", { name: "Approve and go live" }).isDisabled()).toBe(true);
    const refused = await page.evaluate(async (address) => {
      const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json", "X-Trivium-Request": "1" }, body: JSON.stringify({ reason: "Mine" }) });
      return { status: answer.status, problem: (await answer.json()) as { type?: string } };
    }, `/v1/rules/${RULE}/versions/2/approval`);
    expect(refused.problem.type).toBe("/problems/second-person-needed");
    expect(refused.status).toBe(403);
    const history = await call<{ history: { act: string; actor: string }[] }>("trivium-cli-demo-bank", `/v1/rules/${RULE}`);
    expect(history.history.map((event) => `${event.act} ${event.actor}`)).toContain("approve supervisor");

    // The rule of this test ends with it.
    await page.getByLabel("Version", { exact: true }).selectOption("1");
    await confirm(page, "Retire", "Test is over");
    await until("the rule is retired", async () => ((await shop(`tok_${RUN}_after`)).reasons.includes(REASON) ? undefined : true));
    expect([...author.errors, ...supervisor.errors]).toEqual([]);
  });
});
