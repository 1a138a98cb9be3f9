import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FAILED, REFUSED, STUDY } from "../../dev/mockStudies.ts";
import { type Console, hasChromium, launchBrowser, openPage, serveConsole, type View } from "../harness.ts";

describe.skipIf(!hasChromium)("the reading room", () => {
  let browser: Browser;
  let console: Console;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    console = await serveConsole();
  });
  afterEach(async () => {
    await page.context().close();
    await console.close();
    expect(errors).toEqual([]);
  });

  async function open(path = "", view: View = {}): Promise<void> {
    ({ page, errors } = await openPage(browser, console.url + path, view));
  }
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const shown = (id = "slices-now") => page.locator(`#${id} canvas`).getAttribute("data-slice");

  it("reads a study from the worklist to its decisions by keyboard alone", async () => {
    await open();
    await page.locator("[data-study]").first().waitFor();
    expect(await page.locator("[data-study]").allInnerTexts()).toEqual(["Okafor, Chidi", "Berger, Anna M", "Novak, Jana"]);
    await press("j", "j", "Enter");
    await page.getByRole("heading", { name: "Berger, Anna M" }).waitFor();
    // The browser keeps titles in its history: without the patient.
    expect(await page.title()).toBe("CT Chest low dose · 2026-11-26 · Reading room · Trivium");
    await expect.poll(() => shown()).toBe(`${STUDY}.1.35`);

    await page.locator("#slices-now").focus();
    await press("ArrowDown", "ArrowDown", "PageUp");
    await expect.poll(() => shown()).toBe(`${STUDY}.1.43`);
    await press("2", "m", "o", "+");
    await page.getByText("W 400 L 40").waitFor();
    await press("j");
    await expect.poll(() => shown()).toBe(`${STUDY}.1.23`);

    await press("r");
    await page.getByRole("dialog", { name: "Reject finding 2" }).waitFor();
    await page.getByRole("radio", { name: "Vessel" }).focus();
    await press("Space", "Control+Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await press("e");
    await page.getByRole("dialog", { name: "Correct finding 1" }).waitFor();
    await page.getByRole("radio", { name: "Size and malignancy" }).focus();
    await press("Space");
    await page.getByRole("radio", { name: "5: highly suspicious" }).focus();
    await press("Space");
    await page.getByRole("spinbutton", { name: "Longest diameter" }).fill("13.4");
    await press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await press("a");
    await page.getByRole("dialog", { name: "Accept finding 3" }).waitFor();
    await press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(console.api.decisions.map(({ trackingUid, verdict, reasonCode, corrected }) => [trackingUid.slice(-1), verdict, reasonCode, corrected])).toEqual([
      ["2", "rejected", "vessel", undefined],
      ["1", "edited", "size-and-malignancy", { malignancy: 5, longestDiameterMm: 13.4 }],
      ["3", "accepted", "agree", undefined],
    ]);
    expect(console.api.unsafeWithoutHeader).toEqual([]);
    await press("b");
    await page.getByRole("heading", { name: "Worklist", level: 1 }).waitFor();
  });

  it("says what second readings were worth, to those who may ask", async () => {
    await open("value");
    await page.locator(".tv-value-figures").getByText("125 h").waitFor();
    await page.getByRole("rowheader", { name: /Findings missed/ }).getByText("Incomplete").waitFor();
  });

  it("offers findings that are worth a look, opens them where they are decided on, and drops those that were", async () => {
    await open();
    const rows = () => page.locator("[data-worth]");
    await rows().first().waitFor();
    await page.getByRole("region", { name: "Suggested for review" }).getByText("The model is least sure here").first().waitFor();
    const before = await rows().count();
    expect(await rows().first().getAttribute("data-worth")).toBe(`${STUDY}.9.3`);
    await press("v", "Enter");
    await page.getByRole("heading", { name: "Berger, Anna M" }).waitFor();
    await expect.poll(() => shown()).toBe(`${STUDY}.1.46`);
    await press("a");
    await page.getByRole("dialog", { name: "Accept finding 3" }).waitFor();
    await press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await press("b");
    await expect.poll(() => rows().count()).toBe(before - 1);
    expect(await rows().first().getAttribute("data-worth")).toBe(`${STUDY}.9.2`);
    console.api.options.labelGap = "late";
    await page.reload();
    await page.getByText("The list is being computed.").waitFor();
  });

  it("scrolls the prior along, and says how a nodule grew", async () => {
    await open(`studies/${STUDY}/reading`);
    await expect.poll(() => shown()).toBe(`${STUDY}.1.35`);
    await page.getByText("+3.0 mm, +133%").waitFor();
    await press("p");
    await expect.poll(() => shown("slices-prior")).toBe("2.25.102.1.35");
    await page.locator("#slices-now").focus();
    await press("ArrowDown");
    await expect.poll(() => shown("slices-prior")).toBe("2.25.102.1.34");
  });

  it("shows coronal and sagittal planes through the finding, and measures a distance, by keyboard alone", async () => {
    await open(`studies/${STUDY}/reading`);
    await expect.poll(() => shown()).toBe(`${STUDY}.1.35`);
    await press("8");
    await expect.poll(() => shown()).toBe("coronal 121");
    await page.getByText("Finding 1", { exact: true }).waitFor();
    await page.locator("#slices-now").focus();
    await press("ArrowDown", "ArrowDown");
    await expect.poll(() => shown()).toBe("coronal 123");
    await press("9");
    await expect.poll(() => shown()).toBe("sagittal 83");
    await press("d");
    await page.getByText("Distance 20.0 mm").waitFor();
    await page.locator("#slices-now").focus();
    await press("ArrowRight", "ArrowRight", "Space", "Shift+ArrowLeft");
    await page.getByText("Distance 29.1 mm").waitFor();
    await press("d", "7");
    await expect.poll(() => shown()).toBe(`${STUDY}.1.35`);
    await press("c");
    await expect.poll(() => shown()).not.toBe(`${STUDY}.1.35`);
    await press("c");
  });

  it("measures what the pointer draws", async () => {
    await open(`studies/${STUDY}/reading`);
    await expect.poll(() => shown()).toBe(`${STUDY}.1.35`);
    await page.getByRole("button", { name: /Distance/ }).click();
    const box = await page.locator("#slices-now").boundingBox();
    if (box === null) throw new Error("the viewer has no place");
    const pixels = Math.min(box.width, box.height) / 256;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40 * pixels, y, { steps: 4 });
    await page.mouse.up();
    await page.getByText("Distance 52.0 mm").waitFor();
  });

  it("gives neither size nor malignancy of an unreliable outline, and no malignancy of a mass", async () => {
    const findings = console.api.studies.get(STUDY)?.findings ?? [];
    Object.assign(findings[0] ?? {}, { kind: "unreliable", unreliable: "cut-by-cube", malignancy: null, longestDiameterMm: null, shortAxisMm: null, volumeMm3: null, lungRads: null });
    Object.assign(findings[1] ?? {}, { kind: "mass", malignancy: null, longestDiameterMm: 41, shortAxisMm: 33 });
    await open(`studies/${STUDY}/reading`);
    await page.getByText("Outline unreliable", { exact: true }).waitFor();
    await page.getByText("No size, volume, malignancy or Lung-RADS category is given.").waitFor();
    await press("j");
    await page.getByText("Mass · 41.0 mm · Lung-RADS 3").waitFor();
    await page.getByText("no probability of malignancy is given").waitFor();
    expect(await page.getByText("Malignancy, model estimate").count()).toBe(0);
  });

  it("says from what a category follows, and what a malignancy refers to", async () => {
    await open(`studies/${STUDY}/reading`);
    await page.getByText("12.2 mm · Lung-RADS 4B").waitFor();
    await page.getByText("solid, mean diameter 11.6 mm, growing (more than 1.5 mm within 12 months)").waitFor();
    await page.getByText("The model learned from 522 such nodules, not from pathology.").waitFor();
    expect(await page.getByRole("link", { name: "Open in OHIF" }).getAttribute("href")).toBe(
      `/ohif/viewer?StudyInstanceUIDs=${STUDY}&hangingprotocolId=trivium-finding&initialSeriesInstanceUID=${STUDY}.1&initialSOPInstanceUID=${STUDY}.1.35`,
    );
  });

  it("says why there is no prior", async () => {
    await open(`studies/2.25.104/reading`);
    await page.getByText("Priors are compared once the study is processed").waitFor();
  });

  it("keeps what was chosen when another reader was quicker", async () => {
    console.api.options.conflict = true;
    await open(`studies/${STUDY}/reading`);
    await page.locator("[data-finding]").first().waitFor();
    await press("a");
    await page.getByRole("dialog").waitFor();
    await press("Enter");
    await page.getByRole("dialog").getByText("otto decided on the finding meanwhile").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Accept" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(console.api.decisions).toHaveLength(1);
  });

  it("loads the list again when the service says so, and keeps names out of the address", async () => {
    await open();
    await page.locator("[data-study]").first().waitFor();
    console.api.studies.delete("2.25.104");
    console.api.changed();
    await expect.poll(() => page.locator("[data-study]").count()).toBe(2);
    await press("/");
    await page.keyboard.type("berger");
    await expect.poll(() => page.locator("[data-study]").count()).toBe(1);
    expect(page.url()).not.toContain("berger");
  });

  it("sorts and filters the worklist, says how, and shows what was not processed on request", async () => {
    const names = () => page.locator("[data-study]").allInnerTexts();
    await open();
    await page.getByText("Sorted by priority, then the most suspicious finding").waitFor();
    await page.getByText("Studies that were not processed are hidden.").waitFor();
    await page.getByRole("button", { name: "Patient", exact: true }).click();
    await expect.poll(names).toEqual(["Berger, Anna M", "Novak, Jana", "Okafor, Chidi"]);
    await page.getByRole("button", { name: "Patient", exact: true }).click();
    await expect.poll(names).toEqual(["Okafor, Chidi", "Novak, Jana", "Berger, Anna M"]);
    expect(new URL(page.url()).search).toBe("?sort=patient&direction=desc");
    await page.getByText("Sorted by the patient’s name.").waitFor();
    await page.getByRole("combobox", { name: "State" }).selectOption("refused");
    await expect.poll(names).toEqual(["王, 伟"]);
    await page.getByRole("combobox", { name: "State" }).selectOption("all");
    await page.getByRole("combobox", { name: "Modality" }).selectOption("MR");
    await page.getByText("No study matches").waitFor();
    expect(console.api.searches.at(-1)).toMatchObject({ modalities: ["MR"], sort: "patient", descending: true });
  });

  it("says Processed of what the models did, Read of what a person decided on, and whose estimate a malignancy is", async () => {
    await open();
    const row = page.getByRole("row", { name: /Berger/ });
    await row.getByText("Processed").waitFor();
    await row.getByText("model estimate 81%").waitFor();
    for (const finding of console.api.studies.get(STUDY)?.findings ?? []) {
      finding.decisions.unshift({ id: "1", verdict: "accepted", reasonCode: "agree", reader: "rada", decidedAt: "2026-11-26T09:00:00Z" });
    }
    console.api.changed();
    await row.getByText("Read", { exact: true }).waitFor();
  });

  it("uploads files with a sentence for each, and a duplicate changes nothing", async () => {
    const dicom = (content: string) => Buffer.concat([Buffer.alloc(128), Buffer.from(`DICM${content}`)]);
    await open();
    await page.getByRole("button", { name: "Upload" }).click();
    await page.locator("#upload-files").setInputFiles([
      { name: "one.dcm", mimeType: "application/dicom", buffer: dicom("one") },
      { name: "two.dcm", mimeType: "application/dicom", buffer: dicom("broken") },
      { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") },
      { name: "study.zip", mimeType: "application/zip", buffer: Buffer.from("PK  ") },
    ]);
    await page.getByText("4 of 4 files: 1 stored, 0 already here, 3 not stored").first().waitFor();
    const result = (name: string) => page.getByRole("row", { name: new RegExp(name) }).locator("[data-result]").getAttribute("data-result");
    expect(await Promise.all(["one.dcm", "two.dcm", "notes.txt", "study.zip"].map(result))).toEqual(["stored", "unreadable", "notDicom", "archive"]);
    await page.getByText("the file meta information has no transfer syntax").waitFor();
    await page.locator("#upload-files").setInputFiles([{ name: "again.dcm", mimeType: "application/dicom", buffer: dicom("one") }]);
    await page.getByText("1 of 1 files: 0 stored, 1 already here, 0 not stored").first().waitFor();
    expect(console.api.unsafeWithoutHeader).toEqual([]);
  });

  it("takes files that are dropped on the worklist", async () => {
    await open();
    await page.locator("[data-study]").first().waitFor();
    const drop = (kind: string) =>
      page.evaluate((type) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(128), "DICM", "dropped"], "dropped.dcm"));
        document.querySelector(".med-page")?.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
      }, kind);
    await drop("dragenter");
    await page.getByText("Drop to upload").waitFor();
    await drop("drop");
    await page.getByText("1 of 1 files: 1 stored").first().waitFor();
    expect([...console.api.uploaded.keys()].map((file) => file.slice(-7))).toEqual(["dropped"]);
    expect(await page.getByText("Drop to upload").count()).toBe(0);
  });

  it("offers no upload to a user who may only read", async () => {
    console.api.options.roles = ["platform-auditor"];
    await open();
    await page.locator("[data-study]").first().waitFor();
    expect(await page.getByRole("button", { name: "Upload" }).count()).toBe(0);
  });

  it("says on an empty worklist how to send a study", async () => {
    console.api.studies.clear();
    await open();
    await page.getByText("send studies over DICOM to TRIVIUM, port 18112").waitFor();
    await page.getByRole("link", { name: "Connect" }).last().click();
    await page.getByRole("heading", { name: "Connect", level: 1 }).waitFor();
  });

  it("shows how to connect, tries an echo both ways, and lists refusals with their reasons", async () => {
    await open("connect");
    await page.getByText("the calling AE title is not configured").waitFor();
    expect(await page.getByRole("textbox", { name: "Port", exact: true }).inputValue()).toBe("18112");
    expect(await page.getByRole("textbox", { name: "STOW-RS (POST)" }).inputValue()).toBe(`${new URL(page.url()).origin}/dicom-web/studies`);
    await page.getByRole("button", { name: "Test: pacs calls this node" }).click();
    await page.getByText("C-ECHO answered in 12 ms").waitFor();
    await page.getByRole("button", { name: "Test: this node calls ct1" }).click();
    await page.getByText("platform.med.dicom.peers.ct1.address is not set").waitFor();
    expect(console.api.acts.map(({ name, reason }) => [name, reason])).toEqual([
      ["pacs", "from-peer"],
      ["ct1", "to-peer"],
    ]);
  });

  it("lists stored objects that need a person, and says so on their study", async () => {
    const study = console.api.studies.get(STUDY);
    if (study === undefined) throw new Error("the mock has no study");
    console.api.studies.set(STUDY, { ...study, otherContents: 1 });
    const object = { sopInstanceUid: "2.25.9", sopClassUid: "1.2", transferSyntaxUid: "1.2.840.10008.1.2.1", sizeBytes: 9, receivedAt: "2026-11-30T08:00:00Z", source: "CT1" };
    console.api.instanceProblems.push(
      { ...object, studyInstanceUid: STUDY, sha256: "a".repeat(64), version: 2, served: false },
      { ...object, sha256: "b".repeat(64), version: 1, served: false, warning: "stored; the data set cannot be read" },
    );
    await open(`studies/${STUDY}/reading`);
    await page.getByRole("link", { name: "1 image came again with other content" }).click();
    await page.getByText("Came with a known UID and other content").waitFor();
    await page.getByText("the data set cannot be read").waitFor();
    expect(await page.getByRole("link", { name: "Download" }).first().getAttribute("href")).toContain(`/v1/instances/2.25.9/contents/${"a".repeat(64)}`);
  });

  it("lets integrators alone send an echo", async () => {
    console.api.options.roles = ["med-radiologist"];
    await open("connect");
    await page.getByText("An integrator can test it.").first().waitFor();
    expect(await page.getByRole("button", { name: /^Test/ }).count()).toBe(0);
  });

  it("explains destinations where there are none", async () => {
    console.api.destinations.length = 0;
    await open("destinations");
    await page.getByText("platform.med.destinations.pacs.kind=c-store").waitFor();
  });

  it("pauses a destination and tries dead letters again, with a reason", async () => {
    await open("destinations");
    await page.getByRole("row", { name: /pacs/ }).getByRole("button", { name: "Pause" }).click();
    await page.keyboard.type("PACS is being updated");
    await press("Control+Enter");
    await page.getByText("PACS is being updated").waitFor();
    await page.getByRole("row", { name: /pacs/ }).getByRole("button", { name: "Try again" }).click();
    await page.keyboard.type("Room was made");
    await press("Control+Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(console.api.acts.map((one) => one.act)).toEqual(["pause", "retry"]);
  });

  it("has a failed study read again by keyboard, with a reason", async () => {
    await open(`studies/${FAILED}/reading`);
    await page.getByText("The model runtime cannot be reached.").waitFor();
    await press("y");
    const dialog = page.getByRole("dialog", { name: "Process the study again" });
    await dialog.waitFor();
    await page.keyboard.type("The model runtime is back");
    await press("Control+Enter");
    await dialog.waitFor({ state: "detached" });
    expect(console.api.acts).toEqual([{ name: FAILED, act: "read-again", reason: "The model runtime is back" }]);
    await expect.poll(() => page.getByRole("button", { name: "Process again" }).count()).toBe(0);
    expect(console.api.unsafeWithoutHeader).toEqual([]);
  });

  it("keeps the reason where the study was taken up meanwhile", async () => {
    console.api.options.conflict = true;
    await open(`studies/${FAILED}/reading`);
    await page.getByRole("button", { name: "Process again" }).click();
    await page.keyboard.type("The model runtime is back");
    await press("Control+Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("The study was not given up on").first().waitFor();
    expect(await dialog.getByRole("textbox", { name: "Reason" }).inputValue()).toBe("The model runtime is back");
  });

  it("removes a study for good, with a reason, where nothing of it is under way", async () => {
    console.api.options.conflict = true;
    await open(`studies/${FAILED}/reading`);
    await page.getByRole("button", { name: "Remove the study …" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove the study for good" });
    expect(await dialog.getByRole("button", { name: "Remove for good" }).isDisabled()).toBe(true);
    await page.keyboard.type("Sent by mistake");
    await dialog.getByRole("button", { name: "Remove for good" }).click();
    await dialog.getByText("Something of the study is under way").first().waitFor();
    await dialog.getByRole("button", { name: "Remove for good" }).click();
    await page.getByRole("heading", { name: "Worklist", level: 1 }).waitFor();
    expect(console.api.acts).toEqual([{ name: FAILED, act: "remove", reason: "Sent by mistake" }]);
    await page.locator("[data-study]").first().waitFor();
    expect(await page.locator(`[data-study="${FAILED}"]`).count()).toBe(0);
    expect(console.api.unsafeWithoutHeader).toEqual([]);
  });

  it("offers removal to integrators alone", async () => {
    console.api.options.roles = ["med-radiologist"];
    await open(`studies/${FAILED}/reading`);
    await page.getByText("The model runtime cannot be reached.").waitFor();
    expect(await page.getByRole("button", { name: "Remove the study …" }).count()).toBe(0);
  });

  it("says of a refused study what would help, and refuses to process the same images again", async () => {
    await open(`studies/${REFUSED}/reading`);
    await page.getByText("Slices missing").waitFor();
    await page.getByText("Send what is missing, or another series").waitFor();
    await press("y");
    expect(await page.getByRole("button", { name: "Process again" }).count()).toBe(0);
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("tells who may have a failed study read again", async () => {
    console.api.options.roles = ["platform-auditor"];
    await open(`studies/${FAILED}/reading`);
    await page.getByText("A radiologist or an integrator can have it processed again.").waitFor();
    expect(await page.getByRole("button", { name: "Process again" }).count()).toBe(0);
  });

  it("shows decisions and acts only to users with the role", async () => {
    console.api.options.roles = ["platform-auditor"];
    await open(`studies/${STUDY}/reading`);
    await page.locator("[data-finding]").first().waitFor();
    expect(await page.getByRole("button", { name: /Accept|Reject/ }).count()).toBe(0);
    await press("a");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("works at twice the size without losing anything", async () => {
    await open(`studies/${STUDY}/reading`, { width: 640, height: 450 });
    await page.locator("[data-finding]").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });

  describe.each([
    ["en", "light"],
    ["zh-CN", "dark"],
  ] as const)("in %s, %s", (language, theme) => {
    it("breaks no rule of WCAG 2.2 AA that axe knows", async () => {
      const check = async (where: string) => {
        const result = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
        expect(result.violations.map((violation) => `${where}: ${violation.id} ${violation.nodes.map((one) => one.target.join(" ")).join(", ")}`)).toEqual([]);
        const pictures = process.env["TRIVIUM_PICTURES"];
        if (pictures === undefined) return;
        for (const [width, height] of [
          [1280, 900],
          [1920, 1080],
        ] as const) {
          await page.setViewportSize({ width, height });
          await page.waitForTimeout(250);
          await page.screenshot({ path: `${pictures}/${where}-${language}-${theme}-${width}.png` });
        }
      };
      await open("", { language, theme });
      await page.locator("[data-study]").first().waitFor();
      await check("worklist");
      await page.goto(`${console.url}studies/${STUDY}/reading`);
      await page.locator(".med-change").first().waitFor();
      await expect.poll(() => shown()).toBe(`${STUDY}.1.35`);
      await check("study");
      await press("p");
      await expect.poll(() => shown("slices-prior")).toBe("2.25.102.1.35");
      await check("prior");
      await press("e");
      await page.getByRole("dialog").waitFor();
      await page.locator("#reason-size-and-malignancy").check();
      await check("dialog");
      await press("Escape");
      for (const [name, study] of [["refused", REFUSED], ["failed", FAILED]] as const) {
        await page.goto(`${console.url}studies/${study}/reading`);
        await page.locator(".med-revisions .pf-v6-c-alert").waitFor();
        await check(name);
      }
      await press("y");
      await page.getByRole("dialog").waitFor();
      await check("again");
      await press("Escape");
      await page.goto(`${console.url}destinations`);
      await page.getByRole("row").nth(2).waitFor();
      await check("destinations");
      await page.goto(`${console.url}connect`);
      await page.getByRole("row").nth(6).waitFor();
      await check("connect");
      await page.goto(`${console.url}worklist?view=all`);
      await page.locator(".med-page-head button").click();
      await page.locator("#upload-files").setInputFiles([{ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") }]);
      await page.locator("[data-result]").waitFor();
      await check("upload");
      await page.goto(`${console.url}value`);
      await page.locator(".tv-value button[aria-expanded]").first().click();
      await page.locator(".tv-value-inputs").waitFor();
      await check("value");
    });
  });
});
